"""The work order, its units' parts, its timeline. Only the verbs of `models.orders.verbs` write these."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, Sequence, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, RowId, one_of
from models.orders.workflow.states import AssignmentRole, AssignmentState, OrderState
from models.privacy import Sealed

RequestType = Literal["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"]
Urgency = Literal["一般", "紧急", "特急"]
PendingRequest = Literal["extension", "listing", "sign_off"]
PendingClaim = Literal["assessment_appeal", "unreasonable", "exclusion"]
OverlayKind = Literal[
    "return_request", "arbitration", "extension", "listing", "urge", "supervision", "merge", "sub_dispatch",
    "part_return", "callback_try", "callback", "redo", "reopening", "emergency", "assessment_appeal", "unreasonable",
    "exclusion", "risk", "sign_off", "rating_check",
]  # fmt: skip
OverlayAct = Literal["asked", "granted", "refused", "lapsed", "done", "undone"]

_UNIT_OWES = "state IN ('dispatched', 'handling', 'return_requested', 'arbitration')"
_URGED = (
    "state IN ('review', 'pending_dispatch', 'dispatched', 'return_requested', 'arbitration', 'handling', 'listed')"
)
# Numbers of orders: without a lock, so with gaps; a day cannot use them up.
order_number = Sequence("order_number_seq", maxvalue=999_999, cycle=True, metadata=Base.metadata)


class WorkOrder(Base):
    """One demand. version counts its verbs: it is the timeline's last `seq`, and guards against stale writes.

    caller_*: who asked, sealed, as given with this demand; masked_* is what everybody sees. lead_code, assist_codes and
    guidance_code are the proposal in a draft; dispatching makes them assignments. warn_at: from here on the limit is
    yellow, from due_at on red; due_at may be extended, original_due_at never moves. limit_code: the policy's row.
    upstream_due_at: until when a platform above us wants it; the earlier date holds.
    city_version: the version of the city's data by which it was decided (made, then sent).
    needs_sign_off: by the city's policy when it was sent, the unit's head signs the reply before it leaves.
    retain_until: how long an archived order keeps who asked; erased_at: since when it does not (ADR 0016).
    return_until: a unit may return it so long. master_id: the order that it was merged into. *_count: see `Overlay`.
    question: what the citizen was asked and has not answered yet. no_public: the citizen does not want it published;
    released_at: a clerk published it, as public_title and public_content. lat, lng: WGS 84, as the sender gave them.
    accused_code: the unit that the demand is about, which never sees a confidential one. pending_claim: what a unit has
    asked about its assessment; excluded_from: the items (`catalogue.choices.ASSESSMENT_ITEMS`) in which
    the order does not count.
    rating_unverified: a bad rating that no person has heard yet; callback_invited_at: a link waits for its answer.
    """

    __tablename__ = "work_order"
    __table_args__ = (
        one_of("state", OrderState),
        one_of("request_type", RequestType),
        one_of("urgency", Urgency),
        Index("ix_work_order_state_id", "state", "id"),
        Index("ix_work_order_lead_id", "lead_code", "id"),
        Index("ix_work_order_category_id", "category_code", "id", postgresql_ops={"category_code": "text_pattern_ops"}),
        Index("ix_work_order_due", "due_at", postgresql_where=text(_UNIT_OWES)),
        Index("ix_work_order_master_id", "master_id", postgresql_where=text("master_id IS NOT NULL")),
        Index("ix_work_order_upstream", "upstream_due_at", postgresql_where=text("upstream_due_at IS NOT NULL")),
        Index("ix_work_order_waiting", "id", postgresql_where=text("waits_for_person")),
        Index("ix_work_order_pending", "id", postgresql_where=text("pending_request IS NOT NULL")),
        Index("ix_work_order_claim", "id", postgresql_where=text("pending_claim IS NOT NULL")),
        Index("ix_work_order_urged", "id", postgresql_where=text(f"urge_count > 0 AND {_URGED}")),
        Index("ix_work_order_accepted_id", "accepted_at", "id"),
        Index(
            "ix_work_order_place_id",
            "place_code",
            "id",
            postgresql_ops={"place_code": "text_pattern_ops"},
            postgresql_where=text("place_code IS NOT NULL"),
        ),
        Index("ix_work_order_released", "accepted_at", "id", postgresql_where=text("released_at IS NOT NULL")),
        Index(
            "ix_work_order_retained",
            "retain_until",
            "id",
            postgresql_where=text("state = 'archived' AND erased_at IS NULL"),
        ),
        Index("ix_work_order_due_id", "due_at", "id", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: Mapped[RowId]
    order_no: Mapped[str] = mapped_column(unique=True)
    state: Mapped[OrderState] = mapped_column(Text)
    channel: Mapped[str]
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid, unique=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_message.id"), unique=True)
    request_type: Mapped[RequestType] = mapped_column(Text)
    urgency: Mapped[Urgency] = mapped_column(Text)
    category_code: Mapped[str | None]
    title: Mapped[str]
    content: Mapped[str]
    place_code: Mapped[str | None]
    place_text: Mapped[str]
    occurred_at: Mapped[datetime | None]
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizen.id"), index=True)
    caller_name: Mapped[str | None] = mapped_column(Sealed("order.caller_name"))
    caller_phone: Mapped[str | None] = mapped_column(Sealed("order.caller_phone"))
    caller_address: Mapped[str | None] = mapped_column(Sealed("order.caller_address"))
    masked_name: Mapped[str]
    masked_phone: Mapped[str]
    is_secret: Mapped[bool]
    no_public: Mapped[bool]
    lat: Mapped[float | None] = mapped_column(Double)
    lng: Mapped[float | None] = mapped_column(Double)
    lead_code: Mapped[str | None]
    assist_codes: Mapped[list[str]]
    guidance_code: Mapped[str | None]
    accused_code: Mapped[str | None]
    confidence: Mapped[float | None] = mapped_column(Double)
    advice: Mapped[dict[str, Any] | None]
    accepted_at: Mapped[datetime]
    dispatched_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    original_due_at: Mapped[datetime | None]
    upstream_due_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    retain_until: Mapped[datetime | None]
    erasure_proposed: Mapped[bool]
    erased_at: Mapped[datetime | None]
    is_anonymous: Mapped[bool]
    knowledge_ref: Mapped[str | None]
    emergency_service: Mapped[str | None]
    reject_code: Mapped[str | None]
    route_told: Mapped[str | None]
    master_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"))
    limit_code: Mapped[str | None]
    city_version: Mapped[int | None]
    return_until: Mapped[datetime | None]
    return_count: Mapped[int]
    forbid_return: Mapped[bool]
    needs_sign_off: Mapped[bool]
    first_contact_at: Mapped[datetime | None]
    pending_request: Mapped[PendingRequest | None] = mapped_column(Text)
    extension_count: Mapped[int]
    listed_until: Mapped[datetime | None]
    urge_count: Mapped[int]
    is_supervised: Mapped[bool]
    pending_claim: Mapped[PendingClaim | None] = mapped_column(Text)
    is_unreasonable: Mapped[bool]
    excluded_from: Mapped[list[str]]
    risk_flags: Mapped[list[str]]
    reply_text: Mapped[str | None]
    public_reply_text: Mapped[str | None]
    found_true: Mapped[str | None]
    beyond_duty: Mapped[bool | None]
    beyond_kind: Mapped[str | None]
    contacted: Mapped[bool | None]
    solved: Mapped[str | None]
    unsolved_reason: Mapped[str | None]
    stated_satisfaction: Mapped[str | None]
    legal_basis: Mapped[str | None]
    signer: Mapped[str | None]
    callback_tries: Mapped[int]
    callback_tried_at: Mapped[datetime | None]
    callback_at: Mapped[datetime | None]
    callback_invited_at: Mapped[datetime | None]
    callback_solved: Mapped[str | None]
    callback_score: Mapped[int | None]
    rating_unverified: Mapped[bool]
    redo_count: Mapped[int]
    reopen_count: Mapped[int]
    question: Mapped[str | None]
    question_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    public_title: Mapped[str | None]
    public_content: Mapped[str | None]
    waits_for_person: Mapped[bool]
    wait_reason: Mapped[str | None]
    version: Mapped[int]
    head_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    assignments: Mapped[list["Assignment"]] = relationship(order_by="Assignment.id", lazy="raise")


class Assignment(Base):
    """One unit's part in an order: lead (主办), assist (协办) or guidance (业务指导)."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("order_id", "department_code", "role"),
        one_of("role", AssignmentRole),
        one_of("state", AssignmentState),
        Index("ix_assignment_department_order", "department_code", "order_id"),
        # a unit's desk: few of its parts are open
        Index(
            "ix_assignment_open",
            "department_code",
            "order_id",
            postgresql_where=text("state NOT IN ('returned', 'ended')"),
        ),
        Index("ix_assignment_return", "order_id", postgresql_where=text("state = 'return_requested'")),
    )

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    department_code: Mapped[str]
    role: Mapped[AssignmentRole] = mapped_column(Text)
    state: Mapped[AssignmentState] = mapped_column(Text)
    created_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]


class OrderEvent(Base):
    """One step of an order's timeline. Never changed (a trigger refuses), chained by hash to the step before."""

    __tablename__ = "order_event"
    __table_args__ = (UniqueConstraint("order_id", "seq"),)

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    order_no: Mapped[str]
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    actor_role: Mapped[str]
    verb: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    reason: Mapped[str | None]
    text: Mapped[str | None]
    changes: Mapped[dict[str, Any]]
    due_before: Mapped[datetime | None]
    due_after: Mapped[datetime | None]
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Overlay(Base):
    """Something that lies over an order's state: an extension, an urging, a supervision ... Only added to.

    Every one belongs to the timeline's step `seq`. A request is `asked`, then `granted`, `refused`, or `lapsed` where
    the order went another way; whatever is simply done is `done`, and taken back by `undone`. until: the date it is
    about; peer_id: the other order.
    """

    __tablename__ = "order_overlay"
    __table_args__ = (
        one_of("kind", OverlayKind),
        one_of("act", OverlayAct),
        Index("ix_order_overlay_order_id_kind", "order_id", "kind"),
        Index("ix_order_overlay_kind_at", "kind", "at"),
    )

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[OverlayKind] = mapped_column(Text)
    act: Mapped[OverlayAct] = mapped_column(Text)
    actor_id: Mapped[int | None]
    department_code: Mapped[str | None]
    reason: Mapped[str | None]
    until: Mapped[datetime | None]
    peer_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]


class Disclosure(Base):
    """Somebody looked at a citizen's sealed data: who, what, why. Only added to."""

    __tablename__ = "disclosure"

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    actor_role: Mapped[str]
    fields: Mapped[list[str]]
    reason: Mapped[str]
