"""The record of a call: idempotent begin and end, words, recording."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import calls
from models.calls import Call, CallEvent, NewSegment
from models.database import Store

CONVERSATION = UUID("0b6d7a70-0000-4000-8000-000000000001")


@pytest.fixture
def call(store: Store) -> Call:
    with store.transaction() as session:
        return calls.begin(session, CONVERSATION, "13812345678", "12345")


def kinds(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(CallEvent.kind).order_by(CallEvent.id)))


def test_begin_twice_is_one_call(store: Store, call: Call) -> None:
    with store.transaction() as session:
        again = calls.begin(session, CONVERSATION, "110", "12319")
    assert (again.dialled, again.caller_number, again.caller_masked) == ("12345", "13812345678", "138****5678")
    assert kinds(store) == ["began"]


def test_first_end_counts(store: Store, call: Call) -> None:
    with store.reading() as session:
        assert [one.conversation_id for one in calls.live(session)] == [CONVERSATION]
    with store.transaction() as session:
        calls.end(session, CONVERSATION, "talked", "caller", "16", intake="agent")
    with store.transaction() as session:
        late = calls.end(session, CONVERSATION, "failed", "system")
    assert (late.state, late.outcome, late.ended_by, late.intake) == ("ended", "talked", "caller", "agent")
    assert kinds(store) == ["began", "ended"]
    with store.reading() as session:
        assert calls.live(session) == []


def test_a_withheld_number(store: Store) -> None:
    with store.transaction() as session:
        call = calls.begin(session, uuid4(), None, "12345")
    assert (call.caller_number, call.caller_index, call.caller_masked) == (None, None, "")


def test_notes_are_merged_and_unknown_columns_refused(store: Store, call: Call) -> None:
    with store.transaction() as session:
        calls.update(session, CONVERSATION, notes={"codec": "alaw"})
    with store.transaction() as session:
        assert calls.update(session, CONVERSATION, notes={"gaps": 0}).notes == {"codec": "alaw", "gaps": 0}
        with pytest.raises(AttributeError):
            calls.update(session, CONVERSATION, colour="red")


def test_words_are_replaced_by_speaker(store: Store, call: Call) -> None:
    with store.transaction() as session:
        calls.add_segment(session, CONVERSATION, "caller", NewSegment(2.0, 3.0, "路灯不", 0.5))
        calls.add_segment(session, CONVERSATION, "agent", NewSegment(0.0, 1.5, "您好"))
    better = [NewSegment(1.8, 3.1, "路灯不亮", 0.9), NewSegment(3.5, 4.0, "三天了", 0.8)]
    for _ in range(2):
        with store.transaction() as session:
            assert calls.replace_segments(session, CONVERSATION, "caller", better) == 2
    with store.reading() as session:
        said = [(s.speaker, s.text, s.source) for s in calls.segments(session, CONVERSATION)]
    assert said == [("agent", "您好", "live"), ("caller", "路灯不亮", "recording"), ("caller", "三天了", "recording")]
    with store.transaction() as session:
        assert calls.replace_segments(session, CONVERSATION, "caller", []) == 0
    with store.reading() as session:
        assert len(calls.segments(session, CONVERSATION)) == 1


def test_recording_attached_again_is_brought_up_to_date(store: Store, call: Call) -> None:
    with store.transaction() as session:
        first = calls.attach_recording(session, CONVERSATION, "2026/11/23/x.wav", sha256="aa", seconds=3.0, whole=False)
        again = calls.attach_recording(session, CONVERSATION, "2026/11/23/x.wav", sha256="bb", seconds=4.5)
        assert (again.id, again.sha256, again.seconds, again.whole) == (first.id, "bb", 4.5, True)
    with store.reading() as session:
        newest = calls.recording(session, CONVERSATION)
        assert newest is not None
        assert (newest.left, newest.right, newest.channels) == ("caller", "agent", 2)
        assert calls.recording(session, uuid4()) is None


def test_the_log_is_only_added_to(store: Store, call: Call) -> None:
    with store.transaction() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("DELETE FROM call_event"))


def test_unknown_call(store: Store) -> None:
    with store.transaction() as session, pytest.raises(calls.CallUnknown) as unknown:
        calls.end(session, uuid4(), "talked")
    assert unknown.value.code == "call-not-found"
