"""What comes due is done: warn (yellow), mark overdue (red), urge, escalate, sign for a unit that did not.

`next_at` of a clock is the next instant at which something is to be done; once done it moves on, so that firing twice,
after a restart, or on two machines does nothing twice.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, BigInteger, any_, literal, select
from sqlalchemy.orm import Session

from models import clock, events, orders
from models.clocks.running import running
from models.clocks.tables import CLOCKS, ClockKind, OrderClock
from models.orders.tables import WorkOrder

log = logging.getLogger(__name__)

ESCALATES_AFTER: Final = timedelta(days=1)
_AT_ONCE: Final = 200  # orders in one transaction


@dataclass(frozen=True)
class Fired:
    """How many clocks were taken one step further; more: there may be others waiting."""

    warned: int = 0
    overdue: int = 0
    escalated: int = 0
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.warned or self.overdue or self.escalated)


def fire(session: Session, now: datetime | None = None, limit: int = _AT_ONCE) -> Fired:
    """Does what is due by `now` (default and latest: the clock's), up to `limit` clocks at once. Idempotent.

    An order that somebody else works on at this moment is left for the next time.
    """
    now = now or clock.now()
    # by itself: beside the orders, and planned for any instant, it would be looked for along all of them
    due = (
        select(OrderClock.order_id)
        .where(OrderClock.stopped_at.is_(None), OrderClock.paused_at.is_(None), OrderClock.next_at <= now)
        .order_by(OrderClock.next_at)
        .limit(limit)
    )
    waiting = session.scalars(due).all()
    if not waiting:
        return Fired()
    # the order is always locked before its clocks, here as in the verbs
    taken = (
        select(WorkOrder)
        .where(WorkOrder.id == any_(literal(waiting, ARRAY(BigInteger))))
        .order_by(WorkOrder.id)
        .with_for_update(skip_locked=True, of=WorkOrder)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(taken).all()
    done = {"warned": 0, "overdue": 0, "escalated": 0}
    for order in found:
        _fire_order(session, order, now, done)
    session.flush()
    return Fired(**done, more=len(waiting) == limit and bool(found))


def _fire_order(session: Session, order: WorkOrder, now: datetime, done: dict[str, int]) -> None:
    for one in running(session, order.id):
        # one that stopped by an act of another of these clocks has no next_at any more
        while one.stopped_at is None and one.paused_at is None and one.next_at is not None and one.next_at <= now:
            if one.warned_at is None and now <= one.due:
                one.warned_at, one.next_at = now, one.due + _TICK
                done["warned"] += 1
                _tell(session, order, one, "clock.warned")
            elif one.red_at is None:
                one.warned_at, one.red_at = one.warned_at or now, now
                one.next_at = one.due + ESCALATES_AFTER if one.kind in _ESCALATED else None
                done["overdue"] += 1
                session.flush()
                _tell(session, order, one, "clock.overdue")
                _act(session, order, one, _WHEN_RED)
            else:
                one.next_at = None
                done["escalated"] += 1
                session.flush()
                if one.kind in _ESCALATED:
                    one.escalated_at = now
                    _tell(session, order, one, "clock.escalated")
                _act(session, order, one, {**_ESCALATED, **_WOKEN})
            session.flush()


_TICK: Final = timedelta(microseconds=1)  # due itself is still in time


def _tell(session: Session, order: WorkOrder, one: OrderClock, topic: str) -> None:
    facts = {"kind": one.kind, "chinese": CLOCKS[one.kind], "owner": one.owner, "due": one.due.isoformat()}
    events.publish(session, topic, order.order_no, facts | {"state": order.state})


def _urge(order: WorkOrder, one: OrderClock) -> tuple[str, str] | None:
    return "urge", f"{CLOCKS[one.kind]}已过"


def _supervise(order: WorkOrder, one: OrderClock) -> tuple[str, str] | None:
    return None if order.is_supervised else ("supervise", f"{CLOCKS[one.kind]}已过一日，自动督办")


def _sign(order: WorkOrder, one: OrderClock) -> tuple[str, str] | None:
    return "sign", "签收时限已过，自动签收"


def _archive(order: WorkOrder, one: OrderClock) -> tuple[str, str] | None:
    """One that is supervised, or about whose assessment or rating something is asked, stays until that is decided."""
    waits = order.is_supervised or order.pending_claim or order.rating_unverified
    return None if waits else ("archive", "重启窗口已过，自动归档")


_Act = Callable[[WorkOrder, OrderClock], tuple[str, str] | None]
_WHEN_RED: Final[Mapping[ClockKind, _Act]] = {
    "sign": _sign,
    "first_contact": _urge,
    "reply": _urge,
    "progress": _urge,
    "listed_progress": _urge,
    "listing": _urge,
    "archive": _archive,
}
_ESCALATED: Final[Mapping[ClockKind, _Act]] = {"reply": _supervise, "listing": _supervise}
# What is done when a red clock is woken again (`models.clocks.running`).
_WOKEN: Final[Mapping[ClockKind, _Act]] = {"archive": _archive}


def _act(session: Session, order: WorkOrder, one: OrderClock, acts: Mapping[ClockKind, _Act]) -> None:
    act = acts.get(one.kind)
    step = act(order, one) if act else None
    if step is None:
        return
    verb, reason = step
    try:
        with session.begin_nested():
            orders.apply(session, orders.SYSTEM, order.order_no, verb, None, reason=reason)
    except orders.OrderError as error:
        # the limit stays marked; the order's own rules said no, which somebody should see
        log.warning("clock-act-refused: %s %s: %s", order.order_no, verb, error.code)
        events.publish(session, "alarm", "clock", {"order_no": order.order_no, "verb": verb, "code": error.code})
