"""One city, one cold-start classifier for all routing tests (it takes seconds to build); demands of our own making."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.catalogue.vocabulary import Vocabulary, city_folder
from routing import Adviser, load
from routing.duplicates import Demand

_SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "messages"
"""Public messages beside the checkout; they are not part of the project."""
_START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.from_folder(city_folder("xianning"))


@pytest.fixture(scope="session")
def adviser(vocabulary: Vocabulary, classifiers: Path) -> Adviser:
    return load(vocabulary, classifiers)


@pytest.fixture(scope="session")
def labelled() -> Path:
    """The 7,365 labelled messages; skipped where they are not on this machine."""
    path = _SHARED / "labelled.csv"
    if not path.is_file():
        pytest.skip("the labelled messages are not on this machine")
    return path


@pytest.fixture(scope="session")
def messages() -> Path:
    """The 4,326 unlabelled messages; skipped where they are not on this machine."""
    path = _SHARED / "hot_issues_unlabelled.csv"
    if not path.is_file():
        pytest.skip("the public messages (hot_issues_unlabelled.csv) are not on this machine")
    return path


@pytest.fixture
def demand() -> Callable[..., Demand]:
    """Makes a demand: words, then what else is known; `hours` after the start."""

    def make(text: str, *, id: str = "", hours: float = 0, **known: str) -> Demand:
        return Demand(id or f"{text[:8]}@{hours}", text, _START + timedelta(hours=hours), **known)

    return make
