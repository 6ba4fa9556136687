"""A hotline that learns: few written examples, so that a training takes a second."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter.assist.current import CurrentAdviser
from callcenter.jobs.app import Workbench, job_app
from callcenter.learning.nightly import Study
from callcenter.settings import Settings
from models.attachments import Vault
from models.database import Store
from tests.callcenter.browser import KEY, browser, client, password_hash, person
from tests.callcenter.worker import Speech
from tests.routing.learning.few import written

__all__ = ["browser", "client", "password_hash", "person"]


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HOTLINE_KEY", KEY)
    few = {"DATABASE_URL": database_url, "HOTLINE_EXAMPLES": str(written(tmp_path / "examples"))}
    return Settings(tmp_path / "data", few)


@pytest.fixture
def adviser(settings: Settings, store: Store) -> CurrentAdviser:
    """As every process of the hotline has one."""
    return CurrentAdviser(settings, store)


@pytest.fixture
def run_jobs(
    store: Store, settings: Settings, database_url: str, tmp_path: Path, adviser: CurrentAdviser
) -> Callable[[], None]:
    """Do all waiting jobs as the worker role does."""

    def run() -> None:
        vault = Vault(tmp_path / "attachments")
        bench = Workbench(store, adviser, Speech(), tmp_path, 0.6, vault, study=Study.of(settings))

        async def work() -> None:
            app = job_app(database_url, bench)
            async with app.open_async():
                await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

        asyncio.run(work())

    return run
