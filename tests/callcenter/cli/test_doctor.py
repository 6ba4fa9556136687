"""`hotline doctor` names what is wrong, and how to mend it."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from callcenter.cli.doctor import Finding, examine
from callcenter.settings import Settings
from models import clock, orders
from models.attachments import Content, StoredFile
from models.catalogue import CalendarDay
from models.database import Store


def _found(data: Path, **environment: str) -> dict[str, Finding]:
    settings = Settings(data, {"HOTLINE_CACHE": str(data / "cache"), **environment})
    return {finding.name: finding for finding in examine(settings)}


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    found = _found(tmp_path, DATABASE_URL=f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    assert not found["database"].well
    assert "DATABASE_URL" in found["database"].mend


def test_jobs_given_up_are_counted(tmp_path: Path, database_url: str, store: Store) -> None:
    assert _found(tmp_path, DATABASE_URL=database_url)["jobs"].well
    with store.transaction() as session:
        session.execute(
            text("insert into procrastinate_jobs (queue_name, task_name, status) values ('default', 'x', 'failed')")
        )
    jobs = _found(tmp_path, DATABASE_URL=database_url)["jobs"]
    assert not jobs.well
    assert jobs.detail.startswith("1 ")


def test_weights_that_are_missing_name_their_command(tmp_path: Path) -> None:
    found = _found(tmp_path)
    assert not found["model whisper-base"].well
    assert found["model whisper-base"].mend == "./hotline models install whisper-base"


def test_the_virus_scanner_and_what_it_found(tmp_path: Path, database_url: str, store: Store) -> None:
    found = _found(tmp_path, DATABASE_URL=database_url)
    assert found["virus scanner"].well
    assert "unscanned" in found["virus scanner"].detail
    assert found["infected attachments"].well
    for address in ("clamd", f"unix:{tmp_path}/none.sock"):
        assert not _found(tmp_path, HOTLINE_CLAMD=address)["virus scanner"].well
    with store.transaction() as session:
        order = orders.create_draft(session, orders.SYSTEM, content="不亮")
        file = StoredFile("灯.jpg", "image/jpeg", "a" * 64, 1)
        session.add(
            Content(
                sha256=file.sha256, media_type=file.media_type, size=1, stored_at=clock.now(), scan_state="infected"
            )
        )
        row = orders.attach(session, orders.SYSTEM, order.order_no, file, "demand")
    found = _found(tmp_path, DATABASE_URL=database_url)
    assert not found["infected attachments"].well
    with store.transaction() as session:
        orders.detach(session, orders.SYSTEM, order.order_no, row.id, "有病毒")
    assert _found(tmp_path, DATABASE_URL=database_url)["infected attachments"].well, "somebody has seen to it"


def test_a_year_without_holidays_is_an_alarm(tmp_path: Path, database_url: str, store: Store) -> None:
    with clock.running_from(lambda: datetime(2029, 11, 30, tzinfo=UTC)):
        assert "2029" in _found(tmp_path, DATABASE_URL=database_url)["working calendar"].detail
    with store.transaction() as session:
        session.add(CalendarDay(day=date(2029, 1, 1), working=False, name="元旦"))
    with clock.running_from(lambda: datetime(2029, 11, 30, tzinfo=UTC)):
        assert _found(tmp_path, DATABASE_URL=database_url)["working calendar"].well
    with clock.running_from(lambda: datetime(2029, 12, 1, tzinfo=UTC)):
        assert "2030" in _found(tmp_path, DATABASE_URL=database_url)["working calendar"].detail
