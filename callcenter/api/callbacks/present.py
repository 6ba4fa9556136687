"""From call-back rows to the wire: masked, names joined in one query each."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.callbacks.shapes import AnswerBody, AttemptBody, CallbackBody, CallbackItem
from callcenter.api.fields import Person
from callcenter.api.orders import present
from callcenter.web.masking import masked_text
from models.callbacks import (
    GRADES,
    TASK_KINDS,
    TASK_STATES,
    WAYS,
    CallbackAnswer,
    CallbackAttempt,
    CallbackTask,
)
from models.calls import Recording
from models.orders import Actor, Sight, WorkOrder, sight
from models.orders.workflow.fields import CALLBACK_RESULTS, RATING_CHECKS
from models.people import User

_RESULTS = {**CALLBACK_RESULTS, "reached": "已接通", "invited": "等待评价"}


def items(session: Session, rows: Sequence[tuple[CallbackTask, WorkOrder]]) -> list[CallbackItem]:
    """The rows in their order."""
    ids = {task.agent_id for task, _ in rows if task.agent_id}
    names = dict(session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())
    summaries = present.summaries(session, [order for _, order in rows])
    return [
        CallbackItem(
            id=task.id,
            kind=task.kind,
            kind_name=TASK_KINDS[task.kind],
            state=task.state,
            state_name=TASK_STATES[task.state],
            way=task.way,
            way_name=WAYS[task.way],
            attempts=task.attempts,
            next_at=task.next_at,
            ended_at=task.ended_at,
            result=task.result,
            result_name=_RESULTS[task.result] if task.result else "",
            agent=Person(id=task.agent_id, name=names[task.agent_id]) if task.agent_id else None,
            order=summary,
        )
        for (task, _), summary in zip(rows, summaries, strict=True)
    ]


def body(session: Session, task: CallbackTask, order: WorkOrder, actor: Actor) -> CallbackBody:
    """The task with its order, every attempt and answer of it, oldest first.

    Who may not know who asked finds neither the citizen's words nor his calls.
    """
    attempts = session.scalars(
        select(CallbackAttempt).where(CallbackAttempt.order_id == order.id).order_by(CallbackAttempt.id)
    ).all()
    answers = session.scalars(
        select(CallbackAnswer).where(CallbackAnswer.order_id == order.id).order_by(CallbackAnswer.id)
    ).all()
    called = [one.conversation_id for one in attempts if one.conversation_id]
    wanted = [order.conversation_id, *called] if order.conversation_id else called
    there = set(session.scalars(select(Recording.conversation_id).where(Recording.conversation_id.in_(wanted))))
    heard = sight(session, order, actor) >= Sight.MASKED
    return CallbackBody(
        **items(session, [(task, order)])[0].model_dump(),
        policy=task.policy,
        may_call=bool(task.ways),
        whole_order=present.body(session, order, actor),
        history=[_attempt(one, heard=heard) for one in attempts],
        answers=[_answer(one, heard=heard) for one in answers],
        calls=[str(one) for one in wanted if one in there] if heard else [],
    )


def _attempt(one: CallbackAttempt, *, heard: bool) -> AttemptBody:
    return AttemptBody(
        at=one.at,
        ended_at=one.ended_at,
        way=one.way,
        way_name=WAYS[one.way],
        result=one.result,
        result_name=_RESULTS[one.result],
        conversation_id=str(one.conversation_id) if one.conversation_id and heard else None,
    )


def _answer(one: CallbackAnswer, *, heard: bool) -> AnswerBody:
    return AnswerBody(
        at=one.at,
        method=one.method,
        contacted=one.contacted,
        is_true=one.found_true,
        solved=one.solved,
        score=one.score,
        grade=GRADES.get(one.score or 0, ""),
        reason_code=one.reason_code,
        fault=one.fault,
        check=one.check,
        check_name=RATING_CHECKS.get(one.check or "", ""),
        words=masked_text(one.words or "") if heard else "",
    )
