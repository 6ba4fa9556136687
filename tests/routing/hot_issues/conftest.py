"""Demands of our own making, and where the public messages lie on this machine, if they do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from routing.duplicates import Demand

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def demand() -> Callable[..., Demand]:
    """Makes a demand: words, then what else is known; `hours` after the start."""

    def make(text: str, *, id: str = "", hours: float = 0, **known: str) -> Demand:
        return Demand(id or f"{text[:8]}@{hours}", text, START + timedelta(hours=hours), **known)

    return make


@pytest.fixture(scope="session")
def messages() -> Path:
    """The 4,326 unlabelled messages; skipped where they are not on this machine."""
    path = Path(__file__).parents[4] / "shared" / "data" / "messages" / "hot_issues_unlabelled.csv"
    if not path.exists():
        pytest.skip("the public messages (hot_issues_unlabelled.csv) are not on this machine")
    return path
