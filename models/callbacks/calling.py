"""The exchange's share of the call-backs: which citizen is to be called next, and what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import calls, clock, orders
from models.calendar import stored_calendar
from models.callbacks.hours import within
from models.callbacks.tables import CallbackAnswer, CallbackTask
from models.calls import CallEvent
from models.orders.tables import WorkOrder
from models.privacy import normal_phone

METHOD: Final = "语音"
LEASE: Final = timedelta(minutes=10)
"""A call that is not heard of for so long has failed."""
KEYED: Final = "按键评价"
COMMENT: Final = "survey-comment"
"""Of the call's record: from_s, the second of the recording from which on he may add something in words."""


@dataclass(frozen=True)
class Wanted:
    """A citizen to be called. phone: in clear, for the exchange alone; due_at: since when he is to be called."""

    task_id: int
    order_no: str
    order_id: int
    phone: str
    due_at: datetime


def claim(session: Session, but: Collection[int] = ()) -> Wanted | None:
    """The call-back that waits longest for an automatic call, now `calling`; None: nobody is to be called now.

    but: tasks that are left out. A number that cannot be dialled makes it a person's.
    """
    now, calendar = clock.now(), stored_calendar(session)
    task = CallbackTask
    waiting = task.state == "waiting", task.way == "automatic", task.next_at <= now, task.agent_id.is_(None)
    due = select(task.id, task.order_id).where(*waiting, task.id.not_in(but))
    for task_id, order_id in session.execute(due.order_by(task.next_at, task.id).limit(20)):
        # the order is always locked before its task, here as in the verbs
        mine = select(WorkOrder).where(WorkOrder.id == order_id).with_for_update(skip_locked=True)
        order = session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
        if order is None:
            continue
        still = select(task).where(task.id == task_id, *waiting).with_for_update(skip_locked=True)
        found = session.scalars(still.execution_options(populate_existing=True)).one_or_none()
        if found is None or not within(now, found.hours, found.days, calendar):
            continue
        phone = normal_phone(order.caller_phone or "")
        if not phone or "*" in (order.caller_phone or ""):
            found.way = "person"
            session.flush()
            continue
        wanted = Wanted(found.id, order.order_no, order.id, phone, found.next_at)
        found.state, found.next_at = "calling", now + LEASE
        session.flush()
        return wanted
    return None


def answered(session: Session, wanted: Wanted, conversation: str, *, score: int, solved: str) -> None:
    """He has pressed the keys: the answer is stored at once, whatever becomes of the call."""
    order = orders.get(session, wanted.order_no)
    if order.state != "callback":
        return
    fields: dict[str, Any] = {"callback_method": METHOD, "callback_score": score, "callback_solved": solved}
    fields |= {"callback_reason": KEYED, "callback_call": conversation}
    orders.apply(session, orders.SYSTEM, order.order_no, "record_callback", None, **fields)


def not_rung(session: Session, wanted: Wanted, *, for_person: bool) -> None:
    """The exchange did not ring him: no attempt. for_person: it never will; else he is called when it is there."""
    session.execute(select(WorkOrder.id).where(WorkOrder.id == wanted.order_id).with_for_update())  # before its task
    task = session.get_one(CallbackTask, wanted.task_id, populate_existing=True)
    if task.state == "calling":
        task.state, task.next_at = "waiting", wanted.due_at
        task.way = "person" if for_person else task.way


def missed(session: Session, wanted: Wanted, conversation: str | None, result: str) -> None:
    """Nobody answered the questions. result: one of `CALLBACK_RESULTS`."""
    order = orders.get(session, wanted.order_no)
    if order.state != "callback":
        return
    fields: dict[str, Any] = {"callback_method": METHOD, "callback_result": result, "callback_call": conversation}
    orders.apply(session, orders.SYSTEM, order.order_no, "try_callback", None, **fields)


def comment_from(session: Session, conversation: UUID) -> float | None:
    """The second from which on a call's words are a comment; None where none was asked for."""
    noted = select(CallEvent.detail).where(CallEvent.conversation_id == conversation, CallEvent.kind == COMMENT)
    detail = session.scalars(noted).first()
    return float(detail["from_s"]) if detail else None


def commented(session: Session, conversation: UUID, words: str) -> bool:
    """The spoken comment as it was recognised joins its answer; False where the call has none."""
    answer = session.scalars(select(CallbackAnswer).where(CallbackAnswer.conversation_id == conversation)).one_or_none()
    if answer is None or not words:
        return False
    answer.words = words
    calls.log(session, conversation, "survey-commented", {"signs": len(words)})
    return True
