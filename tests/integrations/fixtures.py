"""What the tests of all channels use."""

from collections.abc import Iterator

import pytest

from tests.callcenter.browser import browser, client, password_hash, person, settings
from tests.callcenter.floor_fixtures import adviser
from tests.callcenter.worker import run_jobs
from tests.integrations.far_side import FarSide


@pytest.fixture
def far_side() -> Iterator[FarSide]:
    with FarSide().running() as running:
        yield running


__all__ = ["adviser", "browser", "client", "far_side", "password_hash", "person", "run_jobs", "settings"]
