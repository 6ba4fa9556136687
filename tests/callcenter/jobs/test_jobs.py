"""The jobs as the worker does them, on the real queue."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from callcenter.jobs import app as jobs_app
from callcenter.jobs import defer, late
from callcenter.jobs.app import sweep_store
from callcenter.jobs.retrying import Backoff
from models import calls, clock, events, intake
from models.calls import NewSegment
from models.database import Store
from models.intake import Channel, InboxMessage, Submission
from models.orders import WorkOrder, by_conversation
from tests.callcenter.floor import ScriptedAdviser
from tests.callcenter.intake.test_settling import DEMAND, ended_call
from tests.callcenter.worker import Speech, due_now


def statuses(store: Store) -> dict[str, str]:
    with store.reading() as session:
        rows = session.execute(text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")).all()
        return {row[0]: row[1] for row in rows}


def recorded_call(store: Store, folder: Path) -> UUID:
    """A talked call whose live words were lost; its recording is on the disk."""
    conversation = uuid4()
    (folder / "a.wav").write_bytes(b"RIFF")
    with store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
        at = clock.now()
        calls.update(session, conversation, answered_at=at, agent_answered_at=at + timedelta(seconds=7))
        calls.add_segment(session, conversation, "caller", NewSegment(0.0, 0.5, "小区"))
        calls.end(session, conversation, "talked", intake="agent", transcript_state="pending")
        calls.attach_recording(session, conversation, "a.wav", sha256="", seconds=20.0)
        defer.transcribe_recording(session, str(conversation))
    return conversation


def order_of(store: Store, conversation: UUID) -> WorkOrder | None:
    with store.reading() as session:
        return by_conversation(session, conversation)


def segments(store: Store, conversation: UUID) -> Sequence[tuple[str, str, float, str]]:
    with store.reading() as session:
        return [(s.speaker, s.text, s.start_s, s.source) for s in calls.segments(session, conversation)]


def test_a_call_that_cannot_be_settled_is_a_persons_in_the_end(
    store: Store, run_jobs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_app, "AN_HOUR", Backoff(attempts=2, longest_s=0))
    monkeypatch.setattr(jobs_app.phone, "settle", _broken)
    conversation = ended_call(store, DEMAND)
    with store.transaction() as session:
        defer.settle_call(session, str(conversation))
    with store.reading() as session:
        head = events.head(session)
    run_jobs()
    due_now(store)
    run_jobs()
    due_now(store)
    run_jobs()
    assert statuses(store)["settle_call"] == "failed"
    order = order_of(store, conversation)
    assert order is not None
    assert (order.state, order.waits_for_person, order.wait_reason) == ("draft", True, "routing-failed")
    with store.reading() as session:
        told = [one.data["code"] for one in events.after(session, head) if one.topic == "alarm"]
    assert told == ["routing-failed"]


def _broken(*_: object) -> None:
    raise ArithmeticError


def test_a_settled_call_is_dispatched(store: Store, run_jobs: Callable[..., None]) -> None:
    conversation = ended_call(store, DEMAND)
    with store.transaction() as session:
        defer.settle_call(session, str(conversation))
    run_jobs()
    order = order_of(store, conversation)
    assert order is not None
    assert order.state == "dispatched"
    assert statuses(store)["settle_call"] == "succeeded"


def test_lost_words_are_taken_from_the_recording(store: Store, tmp_path: Path, run_jobs: Callable[..., None]) -> None:
    conversation = recorded_call(store, tmp_path)
    speech = Speech()
    run_jobs(speech)
    # the prompts lie on the agent's side before the agent is there
    assert speech.asked == [(0, 0.0), (1, 7.0)]
    assert segments(store, conversation) == [
        ("caller", DEMAND, 1.0, "recording"),
        ("agent", "您好", 8.0, "recording"),
    ]
    order = order_of(store, conversation)
    assert order is not None
    assert order.content == DEMAND
    with store.reading() as session:
        assert session.get_one(calls.Call, conversation).transcript_state == "complete"


def test_an_absent_recogniser_is_waited_for(store: Store, tmp_path: Path, run_jobs: Callable[..., None]) -> None:
    conversation = recorded_call(store, tmp_path)
    speech = Speech(down=1)
    run_jobs(speech)
    assert statuses(store)["transcribe_recording"] == "todo"
    assert segments(store, conversation) == [("caller", "小区", 0.0, "live")]
    with store.transaction() as session:
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    run_jobs(speech)
    assert segments(store, conversation)[0][1] == DEMAND


def test_a_recording_that_is_gone_ends_in_a_failed_transcript(
    store: Store, tmp_path: Path, run_jobs: Callable[..., None]
) -> None:
    conversation = recorded_call(store, tmp_path)
    (tmp_path / "a.wav").unlink()
    run_jobs()
    with store.reading() as session:
        assert session.get_one(calls.Call, conversation).transcript_state == "failed"


def test_backoff_grows_to_its_longest_and_gives_up() -> None:
    class Job:
        attempts = 0

    def waits(attempts: int) -> float | None:
        job = Job()
        job.attempts = attempts
        decision = Backoff(attempts=5, longest_s=10).get_retry_decision(exception=ValueError(), job=job)  # type: ignore[arg-type]
        if decision is None:
            return None
        assert decision.retry_at is not None
        from procrastinate.utils import utcnow

        return round((decision.retry_at - utcnow()).total_seconds())

    assert [waits(n) for n in range(6)] == [2, 4, 8, 10, 10, None]


def test_a_message_that_cannot_be_processed_keeps_its_reason(
    store: Store, run_jobs: Callable[..., None], adviser: ScriptedAdviser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.transaction() as session:
        message = intake.accept(session, Submission(Channel.WEBSITE, "1", DEMAND, clock.now())).message_id
        defer.process_message(session, message)

    def fault(text: str, subject: str = "") -> None:
        raise RuntimeError("model is gone")

    with monkeypatch.context() as patch:
        patch.setattr(adviser, "advise", fault)
        run_jobs()
    with store.reading() as session:
        kept = session.get_one(InboxMessage, message)
        assert (kept.state, kept.error_code, kept.attempts) == ("received", "processing-failed", 1)
    with store.transaction() as session:
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    run_jobs()
    with store.reading() as session:
        assert session.get_one(InboxMessage, message).state == "processed"


def test_the_sweep_hands_late_calls_over_and_takes_up_forgotten_ones(store: Store, tmp_path: Path) -> None:
    late_one = ended_call(store, None)
    forgotten = ended_call(store, DEMAND)
    fresh = ended_call(store, DEMAND)
    with store.transaction() as session:
        now = clock.now()
        calls.update(session, late_one, transcript_state="pending", ended_at=now - late.LATE - timedelta(seconds=1))
        calls.update(session, forgotten, transcript_state="pending", ended_at=now - late.FORGOTTEN * 1.5)
        calls.update(session, fresh, transcript_state="pending")
        defer.transcribe_recording(session, str(late_one))
        message = intake.accept(
            session, Submission(Channel.WEBSITE, "1", DEMAND, now - timedelta(minutes=5))
        ).message_id
    sweep_store(store)
    sweep_store(store)
    reasons = {one: order.wait_reason for one in (late_one, forgotten, fresh) if (order := order_of(store, one))}
    assert reasons == {late_one: "transcript-late", forgotten: None, fresh: None}
    with store.reading() as session:
        locks = session.scalars(text("SELECT lock FROM procrastinate_jobs ORDER BY id")).all()
    assert locks == [defer.call_lock(str(late_one)), defer.call_lock(str(forgotten)), defer.message_lock(message)]


def test_the_sweep_forgets_expired_events(store: Store) -> None:
    with store.transaction() as session:
        events.publish(session, "segment", "x", {}, ephemeral=True)
        session.execute(text("UPDATE event SET expires_at = expires_at - interval '1 day'"))
    sweep_store(store)
    with store.reading() as session:
        assert session.scalars(select(events.Event)).all() == []
