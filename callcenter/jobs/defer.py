"""The jobs by name, deferred in the transaction of what they belong to. Their work is in the files beside this one."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import jobs

SETTLE_CALL = "settle_call"
TRANSCRIBE_RECORDING = "transcribe_recording"
PROCESS_MESSAGE = "process_message"
SCAN_CONTENT = "scan_content"
FETCH_FILES = "fetch_files"
RECONCILE = "reconcile"
MAKE_REPORT = "make_report"

SPEECH_QUEUE = "speech"

_AWAKE = text(
    "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE lock = :lock AND status IN ('todo', 'doing') RETURNING id"
)


def settle_call(session: Session, conversation: str) -> None:
    """The words of a call are final: draft, proposal, dispatch."""
    jobs.defer(session, SETTLE_CALL, {"conversation": conversation}, lock=call_lock(conversation))


def transcribe_recording(session: Session, conversation: str) -> None:
    """The live words of a call are not whole: take them from the recording, then settle."""
    arguments = {"conversation": conversation}
    jobs.defer(session, TRANSCRIBE_RECORDING, arguments, queue=SPEECH_QUEUE, lock=call_lock(conversation))


def process_message(session: Session, message_id: int) -> None:
    """A message of another channel has been accepted: make its order."""
    jobs.defer(session, PROCESS_MESSAGE, {"message_id": message_id}, lock=message_lock(message_id))


def scan_content(session: Session, sha256: str) -> None:
    """A file has come in: look for viruses."""
    jobs.defer(session, SCAN_CONTENT, {"sha256": sha256}, lock=content_lock(sha256))


def fetch_files(session: Session, message_id: int) -> None:
    """A message gave addresses of files: fetch them."""
    jobs.defer(session, FETCH_FILES, {"message_id": message_id}, lock=f"files-{message_id}")


def reconcile(session: Session, channel: str, day: date) -> None:
    """Compare a channel's day with the far side's list of it."""
    jobs.defer(session, RECONCILE, {"channel": channel, "day": day.isoformat()}, lock=f"reconcile-{channel}")


def make_report(session: Session, report_id: int) -> None:
    """A report was ordered: make it, one after the other, for setting takes all of a core."""
    jobs.defer(session, MAKE_REPORT, {"report_id": report_id}, lock="reports")


def hurry_message(session: Session, message_id: int) -> None:
    """What a message waited for is there: its job need not wait for its next try.

    A second job with the same lock would stand behind the first, which sleeps.
    """
    awake = session.execute(_AWAKE, {"lock": message_lock(message_id)}).first()
    if awake is None:
        process_message(session, message_id)


def call_lock(conversation: str) -> str:
    """Jobs of one call run one after the other."""
    return f"call-{conversation}"


def message_lock(message_id: int) -> str:
    return f"message-{message_id}"


def content_lock(sha256: str) -> str:
    return f"content-{sha256}"
