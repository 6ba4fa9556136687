"""The queues of a unit's desk: what it owes, what came back to it, what is watched, and what it has done."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, defer

from models import clock
from models.orders.errors import FieldInvalid
from models.orders.tables import Assignment, OrderEvent, Overlay, WorkOrder
from models.search.filters import OWED, not_accusing
from models.search.queues import COUNTED, QueueUnknown

_FAR: Final = datetime(9999, 12, 31, tzinfo=UTC)
_OVER: Final = ("returned", "ended")
_AT_WORK: Final = ("pending_sign", "working", "sent_back")
_UNITS: Final = ("dispatched", "handling", "listed")
_OWED: Final = (*_UNITS, "return_requested", "arbitration")
_ANSWERED: Final = ("replied", "callback", "redo", "merged", "closed", "cancelled", "archived")
_HEAVY: Final = (WorkOrder.caller_name, WorkOrder.caller_phone, WorkOrder.caller_address, WorkOrder.advice)
_CAME_BACK: Final = ("send_back_reply", "refuse_return", "send_back_part", "refuse_part_return")

Holds = Callable[[], ColumnElement[bool]]


@dataclass(frozen=True)
class UnitQueue:
    """What people call it, and when a unit's part in an order belongs to it, made anew each time: time goes on.

    past: it is not a heap to be worked off; newest first, counted up to `COUNTED`.
    """

    chinese: str
    holds: Holds
    past: bool = False


_lead: ColumnElement[bool] = Assignment.role == "lead"
_assists: ColumnElement[bool] = Assignment.role == "assist"
_owes = or_(
    and_(_lead, WorkOrder.state.in_(_OWED)),
    and_(_assists, WorkOrder.state.in_(_UNITS), Assignment.state.in_(_AT_WORK)),
)


def _refused(kind: str) -> ColumnElement[bool]:
    """What the unit asked was refused since the order was dispatched to it."""
    since = Overlay.at >= WorkOrder.dispatched_at, Overlay.department_code == Assignment.department_code
    return exists().where(Overlay.order_id == WorkOrder.id, Overlay.kind == kind, Overlay.act == "refused", *since)


def _came_back() -> ColumnElement[bool]:
    """A reply or a part that was sent back, or a return that was refused, while the unit has not answered anew."""
    lead = and_(_lead, WorkOrder.state == "handling", _refused("return_request"))
    assist = and_(_assists, Assignment.state == "working", _refused("part_return"))
    return and_(WorkOrder.state.in_(_UNITS), or_(Assignment.state == "sent_back", lead, assist))


def _waits_for_decision() -> ColumnElement[bool]:
    """What the unit asked the hotline for, and what assisting units handed in to it."""
    other = aliased(Assignment)
    handed_in = exists().where(other.order_id == WorkOrder.id, other.role == "assist", other.state == "submitted")
    asked = or_(WorkOrder.pending_request.is_not(None), WorkOrder.state.in_(("return_requested", "arbitration")))
    lead = and_(_lead, or_(asked, and_(WorkOrder.state.in_(_UNITS), handed_in)))
    return or_(lead, and_(_assists, Assignment.state == "return_requested"))


def _due(*between: ColumnElement[bool]) -> ColumnElement[bool]:
    """As the colours: while an order is listed its promise stands in the limit's place."""
    return and_(_owes, WorkOrder.state.in_(OWED), *between)


QUEUES: Final[Mapping[str, UnitQueue]] = {
    "to_sign": UnitQueue(
        "待签收",
        lambda: and_(Assignment.state == "pending_sign", WorkOrder.state.in_(_UNITS), or_(_lead, _assists)),
    ),
    "handling": UnitQueue("办理中", lambda: and_(_lead, WorkOrder.state.in_(("handling", "listed")))),
    "near_due": UnitQueue(
        "即将到期", lambda: _due(WorkOrder.warn_at <= clock.now(), WorkOrder.due_at >= clock.now())
    ),
    "overdue": UnitQueue("已超期", lambda: _due(WorkOrder.due_at < clock.now())),
    "sent_back": UnitQueue("退回", _came_back),
    "supervised": UnitQueue("督办", lambda: and_(_owes, WorkOrder.is_supervised)),
    "assist": UnitQueue(
        "协办",
        lambda: and_(
            Assignment.role != "lead", WorkOrder.state.in_(_OWED), Assignment.state.in_((*_AT_WORK, "submitted"))
        ),
    ),
    "to_approve": UnitQueue("待审批", _waits_for_decision),
    "history": UnitQueue(
        "历史",
        lambda: or_(WorkOrder.state.in_(_ANSWERED), Assignment.state.in_((*_OVER, "accepted"))),
        past=True,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class UnitRow:
    """An order with the unit's own part in it. came_back: why the last reply or request was turned down."""

    order: WorkOrder
    part: Assignment
    came_back: str | None


@dataclass(frozen=True)
class UnitPage:
    """next: give it back as `cursor`, None at the end."""

    items: Sequence[UnitRow]
    next: str | None


Units = Collection[str]
"""A unit, and the ended ones whose work it has: their parts are its own."""


def unit_counts(session: Session, units: Units, secret: bool = True) -> dict[str, int]:
    """How many parts of the unit are in each queue; the past up to `COUNTED`. Two round trips.

    secret: whether confidential orders are among them; one that accuses the unit itself never is.
    """
    heaps = {name: queue for name, queue in QUEUES.items() if not queue.past}
    counted = [func.count().filter(queue.holds()) for queue in heaps.values()]
    open_parts = Assignment.department_code.in_(units), Assignment.state.not_in(_OVER), _shown(units, secret)
    joined = select(*counted).select_from(Assignment).join(WorkOrder, WorkOrder.id == Assignment.order_id)
    found = dict(zip(heaps, session.execute(joined.where(*open_parts)).one(), strict=True))
    for name in QUEUES.keys() - heaps.keys():
        some = select(Assignment.id).where(*_of(units, QUEUES[name], secret)).limit(COUNTED).subquery()
        found[name] = session.execute(select(func.count()).select_from(some)).scalar_one()
    return {name: found[name] for name in QUEUES}


def unit_page(
    session: Session, units: Units, name: str, cursor: str | None = None, limit: int = 50, *, secret: bool = True
) -> UnitPage:
    """Orders of a queue: what is due first; of the past the newest. Raises `QueueUnknown`, `FieldInvalid` (the cursor).

    Sealed fields and advice are not read. secret: as in `unit_counts`.
    """
    queue = QUEUES.get(name)
    if queue is None:
        raise QueueUnknown(f"没有“{name}”这个队列")
    due = func.coalesce(WorkOrder.due_at, _FAR)
    wanted = select(WorkOrder, Assignment).where(*_of(units, queue, secret)).options(*map(defer, _HEAVY))
    if queue.past:
        if cursor is not None:
            wanted = wanted.where(Assignment.order_id < _number(cursor))
        wanted = wanted.order_by(Assignment.order_id.desc(), Assignment.id)
    else:
        if cursor is not None:
            instant, _, number = cursor.partition(" ")
            wanted = wanted.where(tuple_(due, WorkOrder.id) > tuple_(literal(_instant(instant)), _number(number)))
        wanted = wanted.order_by(due, WorkOrder.id, Assignment.id)
    rows = session.execute(wanted.limit(limit + 1)).all()
    found = [(row[0], row[1]) for row in rows[:limit]]
    why = _turned_down(session, [order.id for order, _ in found]) if name == "sent_back" else {}
    following = None
    if len(rows) > limit:
        last = found[-1][0]
        following = str(last.id) if queue.past else f"{(last.due_at or _FAR).isoformat()} {last.id}"
    return UnitPage([UnitRow(order, part, why.get(order.id)) for order, part in found], following)


def _shown(units: Units, secret: bool) -> ColumnElement[bool]:
    if not secret:
        return ~WorkOrder.is_secret.expression
    return not_accusing(units)


def _of(units: Units, queue: UnitQueue, secret: bool) -> list[ColumnElement[bool]]:
    """The unit's parts that are in the queue, each with its order."""
    joined, own = WorkOrder.id == Assignment.order_id, Assignment.department_code.in_(units)
    found = [joined, own, _shown(units, secret), queue.holds()]
    return found if queue.past else [*found, Assignment.state.not_in(_OVER)]


def _turned_down(session: Session, ids: Sequence[int]) -> dict[int, str]:
    steps = select(OrderEvent.order_id, OrderEvent.reason).where(
        OrderEvent.order_id.in_(ids), OrderEvent.verb.in_(_CAME_BACK)
    )
    return {row[0]: row[1] or "" for row in session.execute(steps.order_by(OrderEvent.order_id, OrderEvent.seq))}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise FieldInvalid("cursor 无效")
    return int(text[:18])


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise FieldInvalid("cursor 无效") from None
