"""Scans on the real queue: clean, infected, a scanner that is away, a job that was lost."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from callcenter.jobs import app as jobs_app
from callcenter.jobs import defer, files, late
from callcenter.jobs.app import Workbench, job_app
from callcenter.jobs.retrying import Backoff
from models import attachments, clock, orders
from models.attachments import Content, ScannerUnavailable, Vault, Verdict
from models.database import Store
from models.events import Event
from models.orders import SYSTEM
from tests import files as samples
from tests.callcenter.floor import ScriptedAdviser
from tests.callcenter.worker import Speech


@dataclass
class Scanner:
    """Finds a virus in pictures of one size; is away the first `away` times."""

    away: int = 0
    scanned: list[str] = field(default_factory=list)

    def scan(self, path: Path) -> Verdict:
        if self.away:
            self.away -= 1
            raise ScannerUnavailable("away")
        self.scanned.append(path.name)
        return Verdict("Eicar-Test-Signature" if path.read_bytes() == samples.png() else None)

    def version(self) -> str:
        return "ClamAV"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "attachments")


@pytest.fixture
def work(
    store: Store, database_url: str, tmp_path: Path, vault: Vault, adviser: ScriptedAdviser
) -> Callable[[Scanner | None], None]:
    def run(scanner: Scanner | None) -> None:
        bench = Workbench(store, adviser, Speech(), tmp_path, threshold=0.7, vault=vault, scanner=scanner)

        async def all_jobs() -> None:
            app = job_app(database_url, bench)
            async with app.open_async():
                await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

        asyncio.run(all_jobs())

    return run


def attached(store: Store, vault: Vault, data: bytes, *, deferred: bool = True) -> tuple[str, str]:
    """The order's number and the content's hash."""
    with vault.incoming() as arriving:
        arriving.write(data)
        arriving.close()
        file = attachments.examine(arriving, "灯.png")
        with store.transaction() as session:
            attachments.store(session, vault, arriving, file, defer.scan_content if deferred else None)
            order = orders.create_draft(session, SYSTEM, content="不亮")
            orders.attach(session, SYSTEM, order.order_no, file, "demand")
    return order.order_no, file.sha256


def state(store: Store, sha256: str) -> str:
    with store.reading() as session:
        return session.get_one(Content, sha256).scan_state


def test_a_clean_file_is_told(store: Store, vault: Vault, work: Callable[[Scanner | None], None]) -> None:
    number, sha256 = attached(store, vault, samples.jpeg())
    assert state(store, sha256) == "waiting"
    work(Scanner())
    assert state(store, sha256) == "clean"
    with store.reading() as session:
        told = session.scalars(select(Event).where(Event.topic == "attachment.scanned")).one()
        assert (told.subject, told.data) == (number, {"state": "clean"})


def test_an_infected_file_goes_into_quarantine(
    store: Store, vault: Vault, work: Callable[[Scanner | None], None]
) -> None:
    _, sha256 = attached(store, vault, samples.png())
    work(Scanner())
    assert state(store, sha256) == "infected"
    assert not vault.path(sha256).exists()
    assert (vault.home / "quarantine" / sha256).read_bytes() == samples.png()
    assert attachments.scan_content(store, vault, Scanner(), sha256) == "infected", "a verdict stays"


def test_a_crash_between_quarantine_and_verdict_is_mended(store: Store, vault: Vault) -> None:
    _, sha256 = attached(store, vault, samples.png())
    vault.quarantine(sha256)
    assert attachments.scan_content(store, vault, Scanner(), sha256) == "infected"


def test_a_scanner_that_is_away_is_asked_again_and_at_last_given_up(
    store: Store, vault: Vault, work: Callable[[Scanner | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_app, "AN_HOUR", Backoff(attempts=2, longest_s=0))
    _, sha256 = attached(store, vault, samples.jpeg())
    work(Scanner(away=1))
    assert state(store, sha256) == "clean"
    _, sha256 = attached(store, vault, samples.gif())
    work(None)
    assert state(store, sha256) == "failed", "held back, and the doctor tells"
    with store.transaction() as session:
        assert late.take_up_unscanned(session) == 0
    later = clock.now() + timedelta(hours=7)
    with clock.running_from(lambda: later), store.transaction() as session:
        assert late.take_up_unscanned(session) == 1, "hours later the scanner may be back"
    work(Scanner())
    assert state(store, sha256) == "clean"


def test_files_of_before_the_scanner_and_lost_jobs_are_taken_up(
    store: Store, vault: Vault, work: Callable[[Scanner | None], None]
) -> None:
    _, before = attached(store, vault, samples.jpeg(), deferred=False)
    _, lost = attached(store, vault, samples.gif())
    with store.transaction() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
        assert late.take_up_unscanned(session) == 0, "young: their job may be about to come"
    later = clock.now() + late.FORGOTTEN + timedelta(seconds=1)
    for expected in (2, 0):
        with clock.running_from(lambda: later), store.transaction() as session:
            assert late.take_up_unscanned(session) == expected
    work(Scanner())
    assert (state(store, before), state(store, lost)) == ("clean", "clean")


def test_the_days_sweep_tells_of_lost_files(store: Store, vault: Vault, caplog: pytest.LogCaptureFixture) -> None:
    _, sha256 = attached(store, vault, samples.jpeg())
    vault.path(sha256).unlink()
    files.sweep(store, vault)
    assert "attachments-lost: 1" in caplog.text
