"""The dispatcher's desk on the wire: queues, what stands beside an order, merge suggestions, hot issues."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from callcenter.api.fields import Instant, Listing, Paged, Person, Reason, Ref
from callcenter.api.orders.shapes import OrderSummary

Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class QueueCount(BaseModel):
    """A queue; count is exact up to 1,000."""

    name: str
    chinese: str
    count: int


class DeskCounts(Listing):
    """What waits at the desk. dead_letters: messages that could not be made an order."""

    queues: list[QueueCount]
    suggestions: int
    alerts: int
    dead_letters: int


class QueueItem(OrderSummary):
    """An order in a queue; opened_by: who has it open at the desk now."""

    opened_by: Person | None


class DeskQueue(Paged):
    """The graver first, then the older."""

    items: list[QueueItem]


class RequestBody(BaseModel):
    """What a unit asks. ground: the coded reason in Chinese; text: in its own words."""

    kind: str
    chinese: str
    unit: Ref | None
    at: Instant
    ground: str
    basis: str
    text: str
    days: int | None
    until: Instant | None
    plan: str


class DutyText(BaseModel):
    """A rule of the duty catalogue. lead: whom it names for this order; heard: its keywords in the order's words."""

    code: str
    basis: str
    lead: Ref | None
    lead_mode: str
    assist: list[Ref]
    guidance: Ref | None
    heard: list[str]
    applies: bool


class CandidateBody(BaseModel):
    """A unit to which the order could go, with those that come along, and why."""

    lead: Ref
    assist: list[Ref]
    guidance: Ref | None
    why: list[str]
    returned: bool = Field(description="it has returned this order before")


class PairSide(OrderSummary):
    """One of two orders side by side."""

    content: str


class SuggestionBody(BaseModel):
    """A merge suggestion: child would be merged into master. score: probability 0..1 that they are one matter."""

    id: int
    kind: str
    kind_name: str
    score: float
    reasons: list[str]
    state: str
    created_at: Instant
    decided_at: Instant | None
    decided_by: Person | None
    note: str
    child: PairSide
    master: PairSide


class Suggestions(Paged):
    """The likeliest first; of decided ones the newest."""

    items: list[SuggestionBody]


class DeskOrder(Listing):
    """What stands beside an order at the desk; the order itself is GET /orders/{no}. held_by: a colleague who has it
    open, and since when; null when it is free or yours."""

    order_no: str
    version: int
    held_by: str | None
    held_since: Instant | None
    requests: list[RequestBody]
    duties: list[DutyText]
    candidates: list[CandidateBody]
    suggestions: list[SuggestionBody]


class Opened(BaseModel):
    """held_by null: the order is open at your desk now."""

    order_no: str
    held_by: str | None
    held_since: Instant | None


class TakeRequest(BaseModel):
    """version: of the child, as it was read."""

    model_config = ConfigDict(extra="forbid")

    version: Version


class RefuseRequest(BaseModel):
    """Why the two are to stay apart; may be left out."""

    model_config = ConfigDict(extra="forbid")

    note: Reason | None = None


class UndoRequest(BaseModel):
    """Why the merger is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class HotIssueBody(BaseModel):
    """An issue. peak: the most demands within 30 days; growth: the last day against the week before (1.0: as ever);
    urgency: 0..1; places: with their number of demands."""

    id: str
    title: str
    count: int
    people: int
    peak: int
    growth: float
    urgency: float
    first_at: Instant
    last_at: Instant
    places: list[tuple[str, int]]


class AlertBody(BaseModel):
    """Somebody must be told: level (值班长 or 突发事件报告), why, and the orders behind it."""

    id: int
    level: str
    title: str
    reasons: list[str]
    order_nos: list[str]
    raised_at: Instant
    updated_at: Instant
    seen_at: Instant | None
    seen_by: Person | None


class HotIssuesBody(Listing):
    """Alerts of the last days, unseen ones first, and the issues, the highest peak first."""

    alerts: list[AlertBody]
    issues: list[HotIssueBody]


class OrdersBehind(Listing):
    """The orders behind an issue or an alert, newest first."""

    items: list[OrderSummary]
