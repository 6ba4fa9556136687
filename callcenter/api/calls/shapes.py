"""Calls on the wire."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from callcenter.api.advice import AdviceBody
from callcenter.api.fields import Instant, Listing, Paged, Person
from callcenter.api.orders.shapes import OrderSummary


class CallSummary(BaseModel):
    """A row of the call list; caller is masked."""

    conversation_id: str
    state: str
    direction: str
    caller: str = Field(examples=["138****5678"])
    dialled: str
    started_at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    agent: Person | None
    outcome: str | None
    transcript_state: str
    order_no: str | None


class CallPage(Paged):
    """Calls, newest first."""

    items: list[CallSummary]


class SegmentBody(BaseModel):
    """One stretch of speech; times in seconds from the start of the recording."""

    id: int
    speaker: Literal["caller", "agent"]
    start: float
    end: float
    text: str
    confidence: float | None
    final: bool


class RecordingBody(BaseModel):
    """The stereo recording: caller left, agent right."""

    url: str
    seconds: float
    sha256: str
    channels: int
    whole: bool


class CallEventBody(BaseModel):
    """One line of the call detail record."""

    at: Instant
    kind: str
    detail: dict[str, Any]


class CallBody(CallSummary):
    """A call with its words, recording, proposal and detail record."""

    intake: str | None
    hangup_cause: str | None
    ended_by: str | None
    transcript_until: float | None
    segments: list[SegmentBody]
    recording: RecordingBody | None
    advice: AdviceBody | None
    events: list[CallEventBody]


class CallerOrders(Listing):
    """Earlier orders of the same number, newest first, without those whose asker this user may not know."""

    items: list[OrderSummary]
