"""What a person at the call-back desk does: takes a task, gives it back, and saves an attempt, which is a verb.

A bad answer that a person has heard sends the order to its unit once more in the same transaction; the second time it
is supervised, and the supervisor decides (REPORT 2.2: redo once, then 督办).
"""

from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import orders
from models.callbacks.tables import OPEN, CallbackTask, is_open
from models.orders import SYSTEM, Actor, OrderError, WorkOrder

METHOD: Final = "人工"
_REDO: Final = "诉求人不满意，经回访核实"


class TaskNotFound(OrderError):
    """No call-back has this number."""

    code, status = "callback-not-found", 404


class TaskNotOpen(OrderError):
    """It has its answer already, or the order has gone another way."""

    code, status = "callback-not-open", 409


class TaskTaken(OrderError):
    """A colleague has it."""

    code, status = "callback-taken", 409


def get(session: Session, task_id: int) -> tuple[CallbackTask, WorkOrder]:
    """A task with its order. Raises `TaskNotFound`."""
    task = session.get(CallbackTask, task_id)
    if task is None:
        raise TaskNotFound("没有这项回访")
    number = session.execute(select(WorkOrder.order_no).where(WorkOrder.id == task.order_id)).scalar_one()
    return task, orders.get(session, number)


def take(session: Session, actor: Actor, task_id: int) -> CallbackTask:
    """From here on it is this person's. Raises `TaskNotFound`, `TaskNotOpen`, `TaskTaken`."""
    task = _locked(session, task_id)
    _free(task, actor)
    task.agent_id = actor.user_id
    session.flush()
    return task


def give_back(session: Session, actor: Actor, task_id: int, *, anybodys: bool = False) -> CallbackTask:
    """Anybody may take it again. anybodys: a colleague's too, else what is not his stays as it is.

    Raises `TaskNotFound`, `TaskNotOpen`.
    """
    task = _locked(session, task_id)
    if anybodys or task.agent_id == actor.user_id:
        task.agent_id = None
        session.flush()
    return task


def release(session: Session, user_id: int) -> None:
    """Gives back whatever this user has taken: he cannot come to the desk any more."""
    taken = update(CallbackTask).where(is_open(), CallbackTask.agent_id == user_id).values(agent_id=None)
    session.execute(taken.execution_options(synchronize_session=False))


def save(
    session: Session, actor: Actor, task_id: int, version: int, result: str, *, note: str | None, **answers: Any
) -> WorkOrder:
    """An attempt with its result. result: `reached`, or one of `CALLBACK_RESULTS`; version: of the order that was read.

    answers: fields of `record_callback`, of a verification those of `verify_rating`. Raises what the verbs
    raise.
    """
    task, order = _both_locked(session, task_id)
    _free(task, actor)
    given = {name: value for name, value in answers.items() if value is not None}
    if result != "reached":
        verb = "try_verification" if task.kind == "verification" else "try_callback"
        given = {"callback_method": METHOD, "callback_result": result}
    elif task.kind == "verification":
        verb = "verify_rating" if order.state == "redo" else "verify_ended"
    else:
        verb, given = "record_callback", {"callback_method": METHOD, **given}
    order = orders.apply(session, actor, order.order_no, verb, version, reason=note, **given)
    if order.state == "redo" and not order.rating_unverified:
        order = _again(session, actor, order, note or _REDO)
    return order


def _again(session: Session, actor: Actor, order: WorkOrder, why: str) -> WorkOrder:
    """Once more to the unit; after that the supervisor's. What the rules refuse waits in its state for a person."""
    verb, who = ("redo", actor) if order.redo_count == 0 else ("supervise", SYSTEM)
    if verb == "supervise" and order.is_supervised:
        return order
    try:
        with session.begin_nested():
            return orders.apply(session, who, order.order_no, verb, None, reason=why)
    except OrderError:
        return orders.get(session, order.order_no)


def _both_locked(session: Session, task_id: int) -> tuple[CallbackTask, WorkOrder]:
    """The order before its task, as in the verbs and in `calling.claim`: none of them comes between."""
    task, order = get(session, task_id)
    mine = select(WorkOrder).where(WorkOrder.id == task.order_id).with_for_update()
    session.scalars(mine.execution_options(populate_existing=True)).one()
    return _locked(session, task_id), order


def _locked(session: Session, task_id: int) -> CallbackTask:
    wanted = select(CallbackTask).where(CallbackTask.id == task_id).with_for_update()
    task = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if task is None:
        raise TaskNotFound("没有这项回访")
    _open(task)
    return task


def _open(task: CallbackTask) -> None:
    if task.state not in OPEN:
        raise TaskNotOpen("这项回访已有结果，请刷新后查看")


def _free(task: CallbackTask, actor: Actor) -> None:
    """Neither a colleague nor the exchange has it."""
    if task.agent_id not in (None, actor.user_id):
        raise TaskTaken("同事正在回访这件工单，请另选一件")
    if task.state == "calling":
        raise TaskTaken("系统正在外呼这位诉求人，请稍后再试")
