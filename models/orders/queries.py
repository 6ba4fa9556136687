"""Reading orders: one, a page of many, those of a citizen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload

from models import clock, privacy
from models.orders.errors import FieldInvalid, OrderNotFound
from models.orders.tables import Assignment, WorkOrder
from models.people import Citizen

DueColour = Literal["none", "green", "yellow", "red"]
_OPEN = ("dispatched", "handling", "return_requested", "arbitration")
_COUNTED = 10_000  # beyond this a total is "at least"


@dataclass(frozen=True)
class OrderFilter:
    """What a list shows; None: whatever. category: a code or the beginning of one; department: has any part in it."""

    states: tuple[str, ...] | None = None
    q: str | None = None
    department: str | None = None
    category: str | None = None
    channel: str | None = None
    waiting: bool | None = None
    due: DueColour | None = None


@dataclass(frozen=True)
class Page:
    """next: give it back as `cursor`, None at the end; total: exact up to 10,000."""

    items: Sequence[WorkOrder]
    next: str | None
    total: int


def get(session: Session, order_no: str) -> WorkOrder:
    """The order with its assignments. Raises `OrderNotFound`."""
    wanted = select(WorkOrder).where(WorkOrder.order_no == order_no).options(joinedload(WorkOrder.assignments))
    order = session.scalars(wanted).unique().one_or_none()
    if order is None:
        raise OrderNotFound(f"没有工单 {order_no}")
    return order


def by_conversation(session: Session, conversation_id: UUID) -> WorkOrder | None:
    """The order that a call became."""
    return session.scalars(select(WorkOrder).where(WorkOrder.conversation_id == conversation_id)).one_or_none()


def by_citizen(session: Session, phone: str, limit: int = 20) -> Sequence[WorkOrder]:
    """The orders of whoever has this number, newest first."""
    index = privacy.blind_index(privacy.ring(), "phone", phone)
    of_citizen = select(WorkOrder).join(Citizen, Citizen.id == WorkOrder.citizen_id).where(Citizen.phone_index == index)
    return session.scalars(of_citizen.order_by(WorkOrder.id.desc()).limit(limit)).all()


def listing(session: Session, wanted: OrderFilter | None = None, cursor: str | None = None, limit: int = 50) -> Page:
    """A page of orders, newest first; their sealed fields and advice are not read."""
    conditions = _conditions(wanted or OrderFilter())
    counted = select(WorkOrder.id).where(*conditions).limit(_COUNTED).subquery()
    total = session.execute(select(func.count()).select_from(counted)).scalar_one()
    page = select(WorkOrder).where(*conditions)
    if cursor is not None:
        if not cursor.isdigit():
            raise FieldInvalid("cursor 无效")
        page = page.where(WorkOrder.id < int(cursor))
    heavy = (WorkOrder.caller_name, WorkOrder.caller_phone, WorkOrder.caller_address, WorkOrder.advice)
    page = page.options(*map(defer, heavy))
    found = session.scalars(page.order_by(WorkOrder.id.desc()).limit(limit + 1)).all()
    more = len(found) > limit
    return Page(found[:limit], str(found[limit - 1].id) if more else None, total)


def due_colour(order: WorkOrder, at: datetime | None = None) -> DueColour:
    """Of an order that a unit still owes: green, yellow from `warn_at`, red from `due_at`; none for all others."""
    if order.state not in _OPEN or order.due_at is None or order.warn_at is None:
        return "none"
    at = at or clock.now()
    return "red" if at > order.due_at else "yellow" if at >= order.warn_at else "green"


def _conditions(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(WorkOrder.state.in_(wanted.states))
    if wanted.q and wanted.q.strip():
        word = wanted.q.strip()
        in_words = or_(
            WorkOrder.title.icontains(word, autoescape=True), WorkOrder.content.icontains(word, autoescape=True)
        )
        conditions.append(or_(WorkOrder.order_no == word.upper(), in_words))
    if wanted.department:
        parts = select(Assignment.order_id).where(Assignment.department_code == wanted.department)
        conditions.append(or_(WorkOrder.lead_code == wanted.department, WorkOrder.id.in_(parts)))
    if wanted.category:
        conditions.append(WorkOrder.category_code.startswith(wanted.category, autoescape=True))
    if wanted.channel:
        conditions.append(WorkOrder.channel == wanted.channel)
    if wanted.waiting is not None:
        conditions.append(WorkOrder.waits_for_person.is_(wanted.waiting))
    if wanted.due:
        conditions.append(_due(wanted.due))
    return conditions


def _due(colour: DueColour) -> ColumnElement[bool]:
    at, open_ = clock.now(), and_(WorkOrder.state.in_(_OPEN), WorkOrder.due_at.is_not(None))
    match colour:
        case "red":
            return and_(open_, WorkOrder.due_at < at)
        case "yellow":
            return and_(open_, WorkOrder.due_at >= at, WorkOrder.warn_at <= at)
        case "green":
            return and_(open_, WorkOrder.warn_at > at)
        case "none":
            return ~open_
