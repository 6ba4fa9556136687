"""Orders on the wire: what goes out (summary, page, timeline) and what comes in (draft, edit, verb, reveal)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

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
from models.orders.workflow import FIELDS, OrderState
from models.orders.workflow.fields import FORM
from models.orders.workflow.fields import Field as FieldRule

DueColour = Literal["none", "green", "yellow", "red"]
PersonalField = Literal["name", "phone", "address", "content"]
State = OrderState


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
    is_secret: bool
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
    takes: list[str] = Field(default=[], description="fields that may be given; GET /workflow describes them")


class Part(BaseModel):
    """One unit's part in an order and how far it is."""

    unit: Ref
    role: str
    state: str
    signed_at: Instant | None
    replied_at: Instant | None


class Clock(BaseModel):
    """A limit that runs. due may be extended, original_due never moves; paused: it stands still at present."""

    kind: str
    chinese: str
    owner: str
    due: Instant
    original_due: Instant
    colour: DueColour
    paused: bool


class Progress(BaseModel):
    """What else an order tells of its life: how often, by whom asked, how it was answered and rated."""

    is_anonymous: bool
    knowledge_ref: str | None
    emergency_service: str | None
    reject_code: str | None
    route_told: str | None
    master_no: str | None
    limit_code: str | None
    city_version: int | None = Field(description="version of the city's data by which it was decided")
    return_until: Instant | None
    return_count: int
    forbid_return: bool
    needs_sign_off: bool
    first_contact_at: Instant | None
    pending_request: str | None
    extension_count: int
    listed_until: Instant | None
    urge_count: int
    is_supervised: bool
    pending_claim: str | None
    is_unreasonable: bool
    excluded_from: list[str]
    risk_flags: list[str]
    found_true: str | None
    beyond_duty: bool | None
    beyond_kind: str | None
    contacted: bool | None
    solved: str | None
    unsolved_reason: str | None
    stated_satisfaction: str | None
    legal_basis: str | None
    signer: str | None
    callback_tries: int
    callback_at: Instant | None
    callback_solved: str | None
    callback_score: int | None
    redo_count: int
    reopen_count: int
    archived_at: Instant | None
    no_public: bool
    question: str | None = Field(description="what the citizen was asked and has not answered yet")
    question_at: Instant | None
    released_at: Instant | None
    public_title: str | None
    public_content: str | None


class OrderBody(OrderSummary):
    """The whole order. Telephone and identity numbers inside free text are masked too."""

    content: str
    departments: OrderDepartments
    accused: Ref | None = Field(description="the unit that the demand is about")
    place_code: str | None
    occurred_at: Instant | None
    advice: AdviceBody | None
    confidence: float | None
    citizen: MaskedCitizen
    reply_text: str
    public_reply_text: str
    original_due_at: Instant | None
    upstream_due_at: Instant | None = Field(description="until when a platform above us wants it; the earlier holds")
    dispatched_at: Instant | None
    signed_at: Instant | None
    replied_at: Instant | None
    closed_at: Instant | None
    created_at: Instant
    updated_at: Instant
    parts: list[Part]
    clocks: list[Clock]
    progress: Progress
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
    accused_code: Code | None = None
    place_code: Code | None = None
    place_text: Line | None = None
    is_secret: bool | None = None
    is_anonymous: bool | None = None
    no_public: bool | None = None
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


class _VerbRequest(OrderFields):
    """A verb with its fields (see GET /workflow for which verb takes which). version: the one that was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    upstream_due_at: Instant | None = None


_KINDS: Final[Mapping[str, Any]] = {
    "line": Line,
    "text": Words,
    "flag": bool,
    "number": Annotated[int, Field(ge=0, le=1000)],
    "instant": Instant,
    "code": Code,
    "choice": Code,  # of the city's reasons; the verb knows which
    "codes": Annotated[list[Code], Field(max_length=20)],
    "order_no": Code,
}


def _wire(name: str, rule: FieldRule) -> Any:
    """The type of a field as the workflow's table describes it."""
    if name == "reason":
        kind: Any = Reason
    elif rule.choices is not None:
        kind = Literal[tuple(rule.choices)]
    else:
        kind = _KINDS[rule.kind]
    return Annotated[kind | None, Field(description=rule.chinese)], None


if TYPE_CHECKING:
    VerbRequest = _VerbRequest
else:
    # every field of the table that is not in the form already; files come in by an endpoint of their own
    _BEYOND = {
        name: _wire(name, rule) for name, rule in FIELDS.items() if name not in FORM and rule.kind != "attachment"
    }
    VerbRequest = create_model("VerbRequest", __base__=_VerbRequest, __doc__=_VerbRequest.__doc__, **_BEYOND)


class DisclosureEntry(BaseModel):
    """Somebody looked: at the page of a confidential order (`page`), or at personal data in clear."""

    at: Instant
    actor_name: str
    actor_role: str
    fields: list[str]
    reason: str


class Disclosures(Listing):
    """Who looked at an order, oldest first."""

    items: list[DisclosureEntry]


class RevealRequest(BaseModel):
    """Which fields to show in clear, and why: the look is written down with its reason."""

    model_config = ConfigDict(extra="forbid")

    fields: Annotated[list[PersonalField], Field(min_length=1, max_length=4)]
    reason: Reason


class Revealed(BaseModel):
    """Personal data in clear: only the fields that were asked for; null where nothing is stored."""

    fields: dict[str, str | None]
