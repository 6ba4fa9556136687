"""The worker's jobs in a test: on the real queue, with a recogniser that knows a recording by heart."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from callcenter.jobs.app import Workbench, job_app
from models.attachments import Vault
from models.database import Store
from tests.callcenter.floor import ScriptedAdviser
from transcription.engine import Segment
from transcription.service import SpeechDown

DEMAND = "小区停水三天了"


class Speech:
    """Knows a recording by heart; refuses the first `down` times."""

    def __init__(self, down: int = 0) -> None:
        self.down = down
        self.asked: list[tuple[int, float]] = []

    async def transcribe(self, path: Path, channel: int = 0, start_s: float = 0.0) -> list[Segment]:
        if self.down:
            self.down -= 1
            raise SpeechDown("away")
        self.asked.append((channel, start_s))
        return [Segment(start_s + 1.0, start_s + 2.0, DEMAND if channel == 0 else "您好", 0.9)]


@pytest.fixture
def run_jobs(store: Store, database_url: str, tmp_path: Path, adviser: ScriptedAdviser) -> Callable[..., None]:
    """Do all waiting jobs, and those that they defer, as the worker role does."""

    def run(speech: Speech | None = None) -> None:
        vault = Vault(tmp_path / "attachments")
        bench = Workbench(store, adviser, speech or Speech(), tmp_path, threshold=0.7, vault=vault)

        async def work() -> None:
            app = job_app(database_url, bench)
            async with app.open_async():
                await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

        asyncio.run(work())

    return run


def due_now(store: Store) -> None:
    """Jobs that wait for their next try need wait no longer."""
    with store.transaction() as session:
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
