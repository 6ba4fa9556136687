"""What moves call-backs on by itself: invitations go out and end, who is not asked is let go, lost calls are given up.

Idempotent: everything is a verb of the order, and its row says what has been done.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, BigInteger, Select, and_, any_, exists, literal, or_, select
from sqlalchemy.orm import Session

from models import clock, orders
from models.calendar import stored_calendar
from models.callbacks.calling import LEASE
from models.callbacks.following import begin, open_task
from models.callbacks.hours import within
from models.callbacks.tables import CallbackTask, is_open
from models.calls import Call
from models.orders.tables import WorkOrder

log = logging.getLogger(__name__)

STALE: Final = timedelta(hours=24)
"""An automatic call that nobody makes for so long is left to a person."""
_AT_ONCE: Final = 200


def advance(session: Session, now: datetime | None = None, limit: int = _AT_ONCE, *, calls: bool = True) -> int:
    """Does what is due for up to `limit` orders; returns how many. One that somebody works on is left for later.

    calls: the exchange makes automatic calls; where it does not they are a person's at once.
    """
    now = now or clock.now()
    for order in session.scalars(_forgotten(limit)):
        begin(session, order, "callback", now)
    itself = or_(
        CallbackTask.state != "waiting",
        and_(CallbackTask.way == "link", CallbackTask.agent_id.is_(None)),
        and_(CallbackTask.ways == [], CallbackTask.kind == "callback"),
        and_(CallbackTask.way == "automatic", CallbackTask.next_at <= now - (STALE if calls else timedelta(0))),
    )
    due = select(CallbackTask.order_id).where(is_open(), CallbackTask.next_at <= now, itself)
    waiting = session.scalars(due.order_by(CallbackTask.order_id).limit(limit)).all()
    if not waiting:
        return 0
    taken = (
        select(WorkOrder)
        .where(WorkOrder.id == any_(literal(waiting, ARRAY(BigInteger))))
        .order_by(WorkOrder.id)
        .with_for_update(skip_locked=True, of=WorkOrder)
        .execution_options(populate_existing=True)
    )
    done = 0
    for order in session.scalars(taken).all():
        task = open_task(session, order.id)
        if task is not None and task.next_at <= now:
            done += _step(session, order, task, now)
    return done


def _step(session: Session, order: WorkOrder, task: CallbackTask, now: datetime) -> int:
    if task.kind == "callback" and not task.ways:
        return _apply(session, order, "close", reason=f"按回访规则{task.policy or ''}不回访")
    if task.state == "invited":
        return _apply(session, order, "try_callback", callback_method="短信", callback_result="unanswered")
    if task.state == "calling":
        return _lost(session, order, task, now)
    if task.way == "automatic":
        task.way = "person"
        session.flush()
        return 1
    taken = task.agent_id is not None  # somebody asks him just now
    if taken or not within(now, task.hours, task.days, stored_calendar(session)):
        return 0
    return _apply(session, order, "invite_callback")


def _lost(session: Session, order: WorkOrder, task: CallbackTask, now: datetime) -> int:
    """A call whose lease has run out; where it was never begun it was no attempt of the citizen's."""
    begun = exists().where(
        Call.order_id == task.order_id, Call.direction == "outbound", Call.started_at >= task.next_at - LEASE
    )
    if session.scalar(select(begun)):
        return _apply(session, order, "try_callback", callback_method="语音", callback_result="failed")
    task.state, task.next_at = "waiting", now
    session.flush()
    return 1


def _apply(session: Session, order: WorkOrder, verb: str, **fields: str) -> int:
    try:
        with session.begin_nested():
            orders.apply(session, orders.SYSTEM, order.order_no, verb, None, **fields)
    except orders.OrderError as error:
        # the same half day, or a rule that a person must look at: it is tried again
        log.info("callback-waits: %s %s: %s", order.order_no, verb, error.code)
        return 0
    return 1


def _forgotten(limit: int) -> Select[WorkOrder]:
    """Orders that wait for a call-back without a task: they did before there were tasks."""
    has = exists().where(CallbackTask.order_id == WorkOrder.id, is_open())
    wanted = select(WorkOrder).where(WorkOrder.state == "callback", ~has).limit(limit)
    return wanted.with_for_update(skip_locked=True, of=WorkOrder)
