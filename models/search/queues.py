"""The queues of the dispatcher's desk: what waits for the hotline, each a small part of all orders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, case, exists, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from models import clock
from models.clocks.tables import HOTLINE, OrderClock
from models.intake import InboxMessage
from models.orders.errors import FieldInvalid
from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import OrderState

COUNTED: Final = 1_000
"""Beyond this a count is "at least"."""
_URGED: Final = (
    "review", "pending_dispatch", "dispatched", "return_requested", "arbitration", "handling", "listed",
)  # fmt: skip
# the graver first, then the older
_RANK: Final = case({"特急": 0, "紧急": 1}, value=WorkOrder.urgency, else_=2)


class QueueUnknown(FieldInvalid):
    """The desk has no such queue."""


@dataclass(frozen=True)
class Queue:
    """What people call it, and the condition by which an order is in it, made anew each time: time goes on."""

    chinese: str
    holds: Callable[[], ColumnElement[bool]]


def _in(*states: OrderState) -> Callable[[], ColumnElement[bool]]:
    return lambda: WorkOrder.state.in_(states)


def _waiting() -> ColumnElement[bool]:
    # not IS TRUE: the index knows it by the bare column
    flag: ColumnElement[bool] = WorkOrder.waits_for_person.expression
    return flag & (WorkOrder.state == "draft")


def _part_returns() -> ColumnElement[bool]:
    asking = Assignment.state == "return_requested", Assignment.role != "lead"
    return exists().where(Assignment.order_id == WorkOrder.id, *asking)


def _overdue() -> ColumnElement[bool]:
    """A limit of the hotline's own has passed: review, dispatch, arbitration, reply's review, call-back, redoing."""
    own = OrderClock.owner == HOTLINE, OrderClock.stopped_at.is_(None), OrderClock.kind != "archive"
    return exists().where(OrderClock.order_id == WorkOrder.id, *own, OrderClock.due < clock.now())


QUEUES: Final[Mapping[str, Queue]] = {
    "waiting": Queue("待人工派单", _waiting),
    "review": Queue("待预审", _in("review")),
    "pending": Queue("待派单", _in("pending_dispatch")),
    "returns": Queue("退单待审", _in("return_requested")),
    "arbitration": Queue("裁定中", _in("arbitration")),
    "requests": Queue("延期挂账待批", lambda: WorkOrder.pending_request.in_(("extension", "listing"))),
    "claims": Queue("考核申请待批", lambda: WorkOrder.pending_claim.is_not(None)),
    "part_returns": Queue("协办退单", _part_returns),
    "replies": Queue("答复待审", _in("replied")),
    "redo": Queue("待重办", _in("redo")),
    "overdue": Queue("热线超时", _overdue),
    "urged": Queue("催办", lambda: (WorkOrder.urge_count > 0) & WorkOrder.state.in_(_URGED)),
}


@dataclass(frozen=True)
class QueuePage:
    """next: give it back as `cursor`, None at the end."""

    items: Sequence[WorkOrder]
    next: str | None


def counts(session: Session, *, secret: bool = True) -> dict[str, int]:
    """How many orders wait in each queue, each counted up to `COUNTED`; one round trip. secret: confidential too."""
    each = []
    for name, queue in QUEUES.items():
        some = select(WorkOrder.id).where(queue.holds(), *_shown(secret)).limit(COUNTED).subquery()
        each.append(select(literal(name), func.count()).select_from(some))
    return {row[0]: row[1] for row in session.execute(union_all(*each))}


def queue_page(
    session: Session, name: str, cursor: str | None = None, limit: int = 50, *, secret: bool = True
) -> QueuePage:
    """Orders of a queue: the graver first, then the older. Raises `QueueUnknown`, `FieldInvalid` (the cursor)."""
    queue = QUEUES.get(name)
    if queue is None:
        raise QueueUnknown(f"没有“{name}”这个队列")
    wanted = select(WorkOrder, _RANK.label("rank")).where(queue.holds(), *_shown(secret))
    if cursor is not None:
        rank, _, number = cursor.partition(" ")
        if not (rank in ("0", "1", "2") and number.isascii() and number.isdigit()):
            raise FieldInvalid("cursor 无效")
        wanted = wanted.where(tuple_(_RANK, WorkOrder.id) > tuple_(literal(int(rank)), literal(int(number[:18]))))
    found = session.execute(wanted.order_by(_RANK, WorkOrder.id).limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    return QueuePage([row[0] for row in found[:limit]], f"{last[1]} {last[0].id}" if last else None)


def _shown(secret: bool) -> list[ColumnElement[bool]]:
    return [] if secret else [~WorkOrder.is_secret.expression]


def dead_letters(session: Session) -> int:
    """Messages of channels that could not be made an order; a person must look."""
    dead = select(InboxMessage.id).where(InboxMessage.state == "dead").limit(COUNTED).subquery()
    return session.execute(select(func.count()).select_from(dead)).scalar_one()
