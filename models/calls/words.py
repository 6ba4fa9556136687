"""What was said in a call, and the file that proves it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from models import clock
from models.calls.tables import Recording, Source, Speaker, TranscriptSegment


@dataclass(frozen=True)
class NewSegment:
    """Words to be stored. start_s, end_s: seconds from the recording's start; confidence 0..1 or unknown."""

    start_s: float
    end_s: float
    text: str
    confidence: float | None = None
    final: bool = True


def add_segment(
    session: Session, conversation_id: UUID, speaker: Speaker, segment: NewSegment, source: Source = "live"
) -> TranscriptSegment:
    """Stores one segment as it was heard; returns it with its id."""
    row = TranscriptSegment(**_columns(conversation_id, speaker, segment, source))
    session.add(row)
    session.flush()
    return row


def replace_segments(
    session: Session,
    conversation_id: UUID,
    speaker: Speaker,
    segments: Iterable[NewSegment],
    source: Source = "recording",
) -> int:
    """Puts these in place of everything stored for this speaker of the call; returns how many. Idempotent."""
    rows = [_columns(conversation_id, speaker, segment, source) for segment in segments]
    session.execute(
        delete(TranscriptSegment).where(
            TranscriptSegment.conversation_id == conversation_id, TranscriptSegment.speaker == speaker
        )
    )
    if rows:
        session.execute(insert(TranscriptSegment), rows)
    return len(rows)


def segments(session: Session, conversation_id: UUID) -> Sequence[TranscriptSegment]:
    """Everything said in the call, by time."""
    return session.scalars(
        select(TranscriptSegment)
        .where(TranscriptSegment.conversation_id == conversation_id)
        .order_by(TranscriptSegment.start_s, TranscriptSegment.id)
    ).all()


def attach_recording(
    session: Session,
    conversation_id: UUID,
    path: str,
    *,
    sha256: str,
    seconds: float,
    channels: int = 2,
    sample_rate: int = 8000,
    left: str = "caller",
    right: str | None = "agent",
    whole: bool = True,
) -> Recording:
    """The call's file. Idempotent by path: attaching again brings the row up to date."""
    facts = {
        "sha256": sha256,
        "seconds": seconds,
        "channels": channels,
        "sample_rate": sample_rate,
        "left": left,
        "right": right,
        "whole": whole,
    }
    row = postgresql.insert(Recording).values(
        conversation_id=conversation_id, path=path, created_at=clock.now(), **facts
    )
    upsert = row.on_conflict_do_update(index_elements=["conversation_id", "path"], set_=facts).returning(Recording)
    return session.scalars(upsert, execution_options={"populate_existing": True}).one()


def recording(session: Session, conversation_id: UUID) -> Recording | None:
    """The call's newest recording."""
    newest = select(Recording).where(Recording.conversation_id == conversation_id).order_by(Recording.id.desc())
    return session.scalars(newest.limit(1)).first()


def _columns(conversation_id: UUID, speaker: Speaker, segment: NewSegment, source: Source) -> dict[str, object]:
    return {
        "conversation_id": conversation_id,
        "speaker": speaker,
        "start_s": segment.start_s,
        "end_s": segment.end_s,
        "text": segment.text,
        "confidence": segment.confidence,
        "final": segment.final,
        "source": source,
        "created_at": clock.now(),
    }
