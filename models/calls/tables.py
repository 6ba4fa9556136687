"""The tables of a call: its record, the log of what happened to it, its recording, its words."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId, one_of
from models.privacy import Sealed, mask_phone

Direction = Literal["inbound", "outbound"]
CallState = Literal["live", "ended"]
CallOutcome = Literal["talked", "automatic", "silent", "abandoned", "unknown_number", "failed", "test"]
TranscriptState = Literal["none", "live", "pending", "complete", "failed"]
Intake = Literal["agent", "automatic"]
Speaker = Literal["caller", "agent"]
Source = Literal["live", "recording"]


class Call(Base):
    """One conversation, from the first ring to the order. Times are instants; None: it has not happened.

    transcript_until: seconds from the recording's start up to which words are final.
    """

    __tablename__ = "call"
    __table_args__ = (
        one_of("direction", Direction),
        one_of("state", CallState),
        one_of("outcome", CallOutcome),
        one_of("transcript_state", TranscriptState),
        one_of("intake", Intake),
        Index("ix_call_state_started", "state", "started_at"),
    )

    conversation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    direction: Mapped[Direction] = mapped_column(Text)
    caller_number: Mapped[str | None] = mapped_column(Sealed("call.caller_number"))
    caller_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    dialled: Mapped[str]
    state: Mapped[CallState] = mapped_column(Text)
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"), index=True)
    agent_offered_at: Mapped[datetime | None]
    agent_answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    hangup_cause: Mapped[str | None]
    outcome: Mapped[CallOutcome | None] = mapped_column(Text)
    transcript_state: Mapped[TranscriptState] = mapped_column(Text)
    transcript_until: Mapped[float | None] = mapped_column(Double)
    intake: Mapped[Intake | None] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id", use_alter=True), index=True)
    notes: Mapped[dict[str, Any]]

    @property
    def caller_masked(self) -> str:
        return mask_phone(self.caller_number)


class CallEvent(Base):
    """The call detail record: what happened to the call, in order. Only added to."""

    __tablename__ = "call_event"

    id: Mapped[RowId]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("call.conversation_id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]


class Recording(Base):
    """A sound file. path: relative to the recordings directory; whole: nothing is missing between start and end."""

    __tablename__ = "recording"
    __table_args__ = (UniqueConstraint("conversation_id", "path"),)

    id: Mapped[RowId]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("call.conversation_id"), index=True)
    path: Mapped[str]
    sha256: Mapped[str]
    seconds: Mapped[float] = mapped_column(Double)
    channels: Mapped[int]
    sample_rate: Mapped[int]
    left: Mapped[str]
    right: Mapped[str | None]
    whole: Mapped[bool]
    created_at: Mapped[datetime]


class TranscriptSegment(Base):
    """What a speaker said. start_s, end_s: seconds from the recording's start. source: heard live, or from the file."""

    __tablename__ = "transcript_segment"
    __table_args__ = (one_of("speaker", Speaker), one_of("source", Source))

    id: Mapped[RowId]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("call.conversation_id"), index=True)
    speaker: Mapped[Speaker] = mapped_column(Text)
    start_s: Mapped[float] = mapped_column(Double)
    end_s: Mapped[float] = mapped_column(Double)
    text: Mapped[str]
    confidence: Mapped[float | None] = mapped_column(Double)
    final: Mapped[bool]
    source: Mapped[Source] = mapped_column(Text)
    created_at: Mapped[datetime]
