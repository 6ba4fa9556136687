"""The queues of the call-back desk: what is to be asked now, what one or a colleague has taken, what comes later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session

from models import clock
from models.callbacks.tables import CallbackTask, is_open
from models.orders.errors import FieldInvalid
from models.orders.tables import WorkOrder

COUNTED: Final = 1_000
_LOOKS_BACK: Final = timedelta(days=30)
Holds = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True)
class CallbackQueue:
    """What people call it, and when a task is in it for a user's number.

    past: newest first; leads: for those alone who may give back what a colleague has taken.
    """

    chinese: str
    holds: Holds
    past: bool = False
    leads: bool = False


def _due(user: int) -> ColumnElement[bool]:
    """A person's turn, and nobody has it."""
    persons = CallbackTask.way == "person", CallbackTask.next_at <= clock.now(), CallbackTask.agent_id.is_(None)
    return and_(is_open(), CallbackTask.state == "waiting", *persons)


def _later(user: int) -> ColumnElement[bool]:
    """Not yet a person's turn: later today, or asked by link or by the exchange meanwhile."""
    waits = (CallbackTask.way != "person") | (CallbackTask.next_at > clock.now())
    return and_(is_open(), CallbackTask.agent_id.is_(None), waits)


def _ended(user: int) -> ColumnElement[bool]:
    return CallbackTask.ended_at >= clock.now() - _LOOKS_BACK


QUEUES: Final[Mapping[str, CallbackQueue]] = {
    "due": CallbackQueue("现在回访", _due),
    "mine": CallbackQueue("我的", lambda user: and_(is_open(), CallbackTask.agent_id == user)),
    "colleagues": CallbackQueue(
        "同事在办", lambda user: and_(is_open(), CallbackTask.agent_id != user), leads=True
    ),
    "later": CallbackQueue("稍后", _later),
    "refused": CallbackQueue(
        "拒访与错号",
        lambda user: and_(_ended(user), CallbackTask.result.in_(("refused", "wrong_number"))),
        past=True,
    ),
    "ended": CallbackQueue("已结束", _ended, past=True),
}  # fmt: skip


@dataclass(frozen=True)
class CallbackPage:
    """next: give it back as `cursor`, None at the end."""

    items: Sequence[tuple[CallbackTask, WorkOrder]]
    next: str | None


def counts(session: Session, user: int, *, secret: bool, leads: bool = False) -> dict[str, int]:
    """How many tasks are in each queue, each counted up to `COUNTED`. secret: with confidential orders.

    leads: with the queue of what colleagues have taken.
    """
    found = {}
    for name, queue in _open_to(leads).items():
        some = select(CallbackTask.id).where(queue.holds(user), *_shown(secret)).limit(COUNTED).subquery()
        found[name] = session.execute(select(func.count()).select_from(some)).scalar_one()
    return found


def page(
    session: Session, user: int, name: str, cursor: str | None, limit: int, *, secret: bool, leads: bool = False
) -> CallbackPage:
    """Tasks of a queue with their orders: who waits longest first; of the past the newest. Raises `FieldInvalid`."""
    queue = _open_to(leads).get(name)
    if queue is None:
        raise FieldInvalid(f"没有“{name}”这个队列")
    when = CallbackTask.ended_at if queue.past else CallbackTask.next_at
    place = tuple_(when, CallbackTask.id)
    wanted = select(CallbackTask, WorkOrder).where(queue.holds(user), *_shown(secret))
    if cursor is not None:
        last = tuple_(*_place(cursor))
        wanted = wanted.where(place < last if queue.past else place > last)
    order = (when.desc(), CallbackTask.id.desc()) if queue.past else (when, CallbackTask.id)
    rows = [(row[0], row[1]) for row in session.execute(wanted.order_by(*order).limit(limit + 1))]
    following = None
    if len(rows) > limit:
        task = rows[limit - 1][0]
        at = task.ended_at if queue.past else task.next_at
        following = f"{(at or task.created_at).astimezone(UTC).isoformat()} {task.id}"
    return CallbackPage(rows[:limit], following)


def _open_to(leads: bool) -> Mapping[str, CallbackQueue]:
    return {name: queue for name, queue in QUEUES.items() if leads or not queue.leads}


def _shown(secret: bool) -> list[ColumnElement[bool]]:
    joined = [CallbackTask.order_id == WorkOrder.id]
    return joined if secret else [*joined, ~WorkOrder.is_secret.expression]


def _place(cursor: str) -> tuple[datetime, int]:
    instant, _, number = cursor.partition(" ")
    try:
        return datetime.fromisoformat(instant), int(number[:18])
    except ValueError:
        raise FieldInvalid("cursor 无效") from None
