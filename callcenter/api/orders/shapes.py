"""Orders on the wire: what goes out (summary, page, timeline) and what comes in (draft, edit, verb, reveal)."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from callcenter.api.advice import AdviceBody
from callcenter.api.fields import (
    CategoryRef,
    Code,
    Instant,
    Line,
    Listing,
    Paged,
    Phone,
    Reason,
    Ref,
    RequestType,
    Urgency,
    Words,
)
from models.intake import Channel

DueColour = Literal["none", "green", "yellow", "red"]
PersonalField = Literal["name", "phone", "address", "content"]
State = Literal["draft", "dispatched", "handling", "replied", "closed", "cancelled"]


class OrderSummary(BaseModel):
    """A row of the order list. due_colour: yellow in the last working day, red when overdue (REPORT 2.4b)."""

    order_no: str
    state: str
    state_name: str = Field(description="Chinese name of the state")
    title: str
    channel: str
    request_type: str
    urgency: str
    category: CategoryRef | None
    lead: Ref | None
    place_text: str
    caller: str = Field(description="masked", examples=["138****5678"])
    accepted_at: Instant
    due_at: Instant | None
    due_colour: DueColour
    waits_for_person: bool
    wait_reason: str
    conversation_id: str | None
    version: int


class OrderPage(Paged):
    """Orders, newest first. total_estimate counts up to a ceiling and may be less than the truth above it."""

    items: list[OrderSummary]
    total_estimate: int


class SimilarOrder(BaseModel):
    """An earlier order and its likeness 0..1."""

    order_no: str
    title: str
    state: str
    state_name: str
    category: CategoryRef | None
    lead: Ref | None
    score: float


class SimilarOrders(Listing):
    """The likest first."""

    items: list[SimilarOrder]


class MaskedCitizen(BaseModel):
    """Who asks, masked; see POST /orders/{no}/reveal."""

    name: str
    phone: str
    address: str


class OrderDepartments(BaseModel):
    """主办 and 协办."""

    lead: Ref | None
    assist: list[Ref]


class VerbState(BaseModel):
    """A button: whether this user may do it now, and if not, why (Chinese)."""

    verb: str
    chinese: str
    allowed: bool
    why_not: str
    required: list[str] = Field(default=[], description="fields that the verb needs")


class OrderBody(OrderSummary):
    """The whole order. Telephone and identity numbers inside free text are masked too."""

    content: str
    departments: OrderDepartments
    place_code: str | None
    occurred_at: Instant | None
    is_secret: bool
    advice: AdviceBody | None
    confidence: float | None
    citizen: MaskedCitizen
    reply_text: str
    public_reply_text: str
    original_due_at: Instant | None
    dispatched_at: Instant | None
    signed_at: Instant | None
    replied_at: Instant | None
    closed_at: Instant | None
    created_at: Instant
    updated_at: Instant
    verbs: list[VerbState]


class TimelineEntry(BaseModel):
    """One step of the order's life."""

    seq: int
    at: Instant
    actor_name: str
    actor_role: str
    verb: str
    chinese: str
    from_state: str | None
    to_state: str | None
    reason: str
    text: str
    changes: dict[str, Any]
    due_before: Instant | None
    due_after: Instant | None
    hash: str = Field(description="hex; chained over the entries of one order")


class Timeline(Paged):
    """The order's life, oldest first."""

    items: list[TimelineEntry]


class OrderFields(BaseModel):
    """What a draft may carry. Masked numbers sent back as they were shown keep their stored value."""

    model_config = ConfigDict(extra="forbid")

    title: Line | None = None
    content: Words | None = None
    request_type: RequestType | None = None
    urgency: Urgency | None = None
    category_code: Code | None = None
    lead_code: Code | None = None
    assist_codes: Annotated[list[Code], Field(max_length=20)] | None = None
    guidance_code: Code | None = None
    place_code: Code | None = None
    place_text: Line | None = None
    is_secret: bool | None = None
    occurred_at: Instant | None = None
    citizen_name: Line | None = None
    citizen_phone: Phone | None = None
    citizen_address: Line | None = None


class NewDraft(OrderFields):
    """A draft by hand; of a call where conversation_id is given (one order a call: the same draft comes back)."""

    channel: Channel = Channel.PHONE
    conversation_id: UUID | None = None


class DraftEdit(OrderFields):
    """Changes to a draft. version: the one that was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class VerbRequest(OrderFields):
    """A verb with its fields. version: the one that was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: Reason | None = None
    text: Words | None = None
    reply_text: Words | None = None
    public_reply_text: Words | None = None


class RevealRequest(BaseModel):
    """Which fields to show in clear, and why: the look is written down with its reason."""

    model_config = ConfigDict(extra="forbid")

    fields: Annotated[list[PersonalField], Field(min_length=1, max_length=4)]
    reason: Reason


class Revealed(BaseModel):
    """Personal data in clear: only the fields that were asked for; null where nothing is stored."""

    fields: dict[str, str | None]
