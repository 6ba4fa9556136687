"""What the minute's sweep catches: words that are late; calls, messages and scans whose job was lost."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Text, cast, column, exists, func, select, table
from sqlalchemy.orm import Session

from callcenter.intake.phone import hand_to_person
from callcenter.jobs import defer
from models import attachments, clock, intake
from models.calls import Call

LATE = timedelta(minutes=10)
"""A draft waits so long for its final words; then a person gets it."""
FORGOTTEN = timedelta(minutes=2)
_LOOK_BACK = timedelta(days=2)
_SCANNED_AGAIN = timedelta(hours=6)
"""After this a scan that was given up is tried again: the scanner may be back."""

_jobs = table("procrastinate_jobs", column("lock"), column("status"))


def hand_over_late_calls(session: Session) -> int:
    """Drafts of calls without final words for too long go to a person (`transcript-late`); returns how many calls."""
    now = clock.now()
    late = select(Call).where(
        Call.transcript_state.in_(("live", "pending")), Call.ended_at.between(now - _LOOK_BACK, now - LATE)
    )
    found = session.scalars(late).all()
    for call in found:
        hand_to_person(session, call, "transcript-late")
    return len(found)


def take_up_forgotten_calls(session: Session) -> int:
    """Ended calls whose words nobody works on any more get their job again; returns how many.

    The call handler was killed between the recording and its last step. A job that has failed for good is not
    repeated: its call stands as failed.
    """
    now = clock.now()
    lock = func.concat("call-", Call.conversation_id)
    forgotten = select(Call).where(
        Call.transcript_state == "pending",
        Call.ended_at.between(now - _LOOK_BACK, now - FORGOTTEN),
        ~exists().where(_jobs.c.lock == lock),
    )
    found = session.scalars(forgotten).all()
    for call in found:
        defer.transcribe_recording(session, str(call.conversation_id))
    return len(found)


def take_up_forgotten_messages(session: Session) -> int:
    """Accepted messages without a job get one; returns how many."""
    waiting = {defer.message_lock(message): message for message in intake.waiting(session, clock.now() - FORGOTTEN)}
    busy = _busy(session, waiting)
    forgotten = [message for lock, message in waiting.items() if lock not in busy]
    for message in forgotten:
        defer.process_message(session, message)
    return len(forgotten)


def take_up_unscanned(session: Session) -> int:
    """Files without a verdict and without a job get one: lost jobs, files older than the scanner, scans given up."""
    now = clock.now()
    waiting = {
        defer.content_lock(sha256): sha256
        for sha256 in attachments.waiting_for_scan(session, now - FORGOTTEN, now - _SCANNED_AGAIN)
    }
    busy = _busy(session, waiting)
    unscanned = [sha256 for lock, sha256 in waiting.items() if lock not in busy]
    for sha256 in unscanned:
        defer.scan_content(session, sha256)
    return len(unscanned)


def _busy(session: Session, locks: Collection[str]) -> set[str]:
    """Those of `locks` that a job under way or waiting has."""
    under_way = cast(_jobs.c.status, Text).in_(("todo", "doing"))
    return set(session.scalars(select(_jobs.c.lock).where(_jobs.c.lock.in_(locks), under_way)))
