"""The call-back desk: its queues, one task with everything beside it, taking it, and saving an attempt."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy.orm import Session

from callcenter.api import cursor as cursors
from callcenter.api.callbacks import present
from callcenter.api.callbacks.shapes import (
    AttemptRequest,
    AttemptSaved,
    CallbackBody,
    CallbackCounts,
    CallbackItem,
    CallbackPageBody,
    CallbackQueueCount,
)
from callcenter.api.orders.visible import sees_secret
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.masking import restored
from callcenter.web.permissions import Right, Scope
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import orders
from models.callbacks import CallbackTask, asking, queues
from models.orders import WorkOrder

router = APIRouter(prefix="/callbacks", tags=["callbacks"])

Caller = Annotated[Access, Depends(allowed(Right.CALLBACKS))]
QueueName = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", examples=["due"])]
TaskId = Annotated[int, Path(ge=1, le=2**62)]
_PAGE: Final = 50


@router.get("")
def counts(access: Caller, transaction: Transaction) -> CallbackCounts:
    """How much is in each queue."""
    found = queues.counts(transaction, access.user.id, **_reach(transaction, access))
    return CallbackCounts(
        counted_up_to=queues.COUNTED,
        queues=[
            CallbackQueueCount(name=name, chinese=queues.QUEUES[name].chinese, count=count)
            for name, count in found.items()
        ],
    )


@router.get("/queues/{queue}")
def queue(
    queue: QueueName,
    access: Caller,
    transaction: Transaction,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = _PAGE,
) -> CallbackPageBody:
    """The tasks of a queue: who waits longest first; of the past the newest."""
    place = cursors.sorted_by(queue, cursor)
    page = queues.page(transaction, access.user.id, queue, place, limit, **_reach(transaction, access))
    return CallbackPageBody(
        items=present.items(transaction, page.items),
        next=cursors.packed(queue, page.next) if page.next else None,
    )


@router.get("/{task_id}")
def one(task_id: TaskId, access: Caller, transaction: Transaction) -> CallbackBody:
    """The task, the order with its reply, earlier attempts and answers, recordings. A confidential look is noted."""
    task, order = _visible(transaction, access, task_id)
    orders.note_look(transaction, order, access.actor)
    return present.body(transaction, task, order, access.actor)


@router.post("/{task_id}/take")
def take(task_id: TaskId, access: Caller, transaction: Transaction) -> CallbackItem:
    """From here on it is one's own."""
    task, order = _visible(transaction, access, task_id)
    asking.take(transaction, access.actor, task_id)
    return present.items(transaction, [(task, order)])[0]


@router.post("/{task_id}/give-back")
def give_back(task_id: TaskId, access: Caller, transaction: Transaction) -> CallbackItem:
    """Any colleague may take it again. A supervisor gives back anybody's: who has taken it may be away."""
    task, order = _visible(transaction, access, task_id)
    asking.give_back(transaction, access.actor, task_id, anybodys=access.scope is Scope.ALL)
    return present.items(transaction, [(task, order)])[0]


@router.post("/{task_id}/attempts")
def save(
    task_id: TaskId, request: AttemptRequest, access: Caller, transaction: Transaction, once: Once
) -> AttemptSaved:
    """An attempt: whom it reached and what he said. A bad answer goes to the unit once more in the same step."""

    def write() -> AttemptSaved:
        _, order = _visible(transaction, access, task_id)
        texts = (order.content, order.public_reply_text or "")
        try:
            asking.save(
                transaction,
                access.actor,
                task_id,
                request.version,
                request.result,
                note=restored(request.note, texts) if request.note else None,
                callback_contacted=request.contacted,
                callback_true=request.is_true,
                callback_solved=request.solved,
                callback_score=request.score,
                callback_code=request.reason_code,
                callback_fault=request.fault,
                callback_reason=restored(request.words, texts) if request.words else None,
                rating_check=request.check,
            )
        except orders.VersionConflict as conflict:
            raise Problem("version-conflict", str(conflict), version=order.version) from None
        transaction.flush()
        task, after = asking.get(transaction, task_id)
        item = present.items(transaction, [(task, after)])[0]
        return AttemptSaved(order=item.order, task=item)

    return once(AttemptSaved, write)


def _reach(session: Session, access: Access) -> dict[str, bool]:
    """What of a queue this user sees."""
    return {"secret": sees_secret(session, access), "leads": access.scope is Scope.ALL}


def _visible(session: Session, access: Access, task_id: int) -> tuple[CallbackTask, WorkOrder]:
    task, order = asking.get(session, task_id)
    if order.is_secret and not sees_secret(session, access):
        raise asking.TaskNotFound("没有这项回访")
    return task, order
