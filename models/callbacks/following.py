"""What a verb means for the call-back of its order: attempts and answers are written, tasks begin, move on, and end.

Called by `models.orders.apply` within its transaction, whoever did the verb: the citizen on his page, the exchange, a
person at the desk. So there is one store, and it agrees with the timeline.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import events
from models.calendar import stored_calendar
from models.callbacks.hours import next_hour
from models.callbacks.policy import known_ways, plan
from models.callbacks.tables import (
    OPEN,
    AttemptWay,
    CallbackAnswer,
    CallbackAttempt,
    CallbackTask,
    Result,
    TaskKind,
    TaskState,
    is_open,
)
from models.orders.guards import is_bad
from models.orders.step import Step
from models.orders.tables import WorkOrder

ASKED: Final = frozenset({"callback", "redo"})
RATED: Final = frozenset({"direct_answered", "not_accepted", "closed"})
"""States in which a task may be open, in the second ones a verification only."""
VERBS: Final = frozenset(
    {
        "invite_callback", "try_callback", "try_verification", "record_callback", "rate", "rate_again",
        "verify_rating", "verify_ended",
    }
)  # fmt: skip
_ANSWERS: Final = VERBS - {"invite_callback", "try_callback", "try_verification"}
WAY_OF: Final[Mapping[str, AttemptWay]] = {
    "人工": "person", "短信": "link", "语音": "automatic", "智能": "automatic", "网页": "page",
}  # fmt: skip
ANSWERS_WITHIN: Final = timedelta(hours=24)
"""So long an invitation waits for its answer, then it was a try."""
UNREACHED: Final[Mapping[str, Result]] = {"短信": "unanswered"}


def open_task(session: Session, order_id: int) -> CallbackTask | None:
    """The order's task that waits for an answer, read anew."""
    wanted = select(CallbackTask).where(CallbackTask.order_id == order_id, is_open())
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def follow(step: Step, before: str) -> None:
    """After the verb brought the order from the state `before` to where it is."""
    order, verb = step.order, step.rule.name
    left = before in RATED and order.state != before
    if verb not in VERBS and not left and order.state not in ASKED and before not in ASKED:
        return
    task = open_task(step.session, order.id)
    attempt = _attempted(step, task)
    if verb in _ANSWERS:
        _answered(step, attempt)
    if task is not None:
        _advanced(step, task, attempt)
    if task is None or task.state not in OPEN:
        if order.rating_unverified:
            begin(step.session, order, "verification", step.at)
        elif order.state == "callback" and before != "callback":
            begin(step.session, order, "callback", step.at)
    if verb == "rate_again" and is_bad(step.given["later_solved"], step.given["later_score"]):
        _alarm(step)
    step.session.flush()


def begin(session: Session, order: WorkOrder, kind: TaskKind, at: datetime) -> CallbackTask:
    """A task of its own for this time."""
    planned = plan(session, order, kind, at)
    due = next_hour(at, (), planned.hours, planned.days, stored_calendar(session)) if planned.ways else at
    task = CallbackTask(
        order_id=order.id,
        seq=order.version,
        kind=kind,
        state="waiting",
        policy=planned.policy,
        ways=list(planned.ways),
        hours=planned.hours,
        days=planned.days,
        way=planned.ways[0] if planned.ways else "person",
        attempts=0,
        next_at=due,
        created_at=at,
    )
    session.add(task)
    session.flush()
    return task


def _attempted(step: Step, task: CallbackTask | None) -> CallbackAttempt | None:
    """The attempt that this verb makes or ends; a link that waited ends with it."""
    order, verb, session = step.order, step.rule.name, step.session
    if verb not in VERBS:
        return None
    tried = verb in ("try_callback", "try_verification")
    method = step.given["callback_method"] or ("短信" if verb == "invite_callback" else "人工")
    result: Result = "reached"
    if verb == "invite_callback":
        result = "invited"
    elif tried:
        result = step.given["callback_result"] or UNREACHED.get(method, "no_answer")
    waiting = _invitation(session, task)
    if waiting is not None and (WAY_OF[method] in ("link", "page")):
        waiting.result, waiting.ended_at, waiting.seq = result, step.at, order.version
        return waiting
    if waiting is not None:
        waiting.result, waiting.ended_at = "unanswered", step.at
    call = step.given["callback_call"]
    attempt = CallbackAttempt(
        order_id=order.id,
        task_id=task.id if task else None,
        seq=order.version,
        at=step.at,
        ended_at=None if result == "invited" else step.at,
        way=WAY_OF[method],
        result=result,
        actor_id=step.actor.user_id,
        conversation_id=UUID(call) if call else None,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _invitation(session: Session, task: CallbackTask | None) -> CallbackAttempt | None:
    if task is None:
        return None
    wanted = select(CallbackAttempt).where(CallbackAttempt.task_id == task.id, CallbackAttempt.result == "invited")
    return session.scalars(wanted).first()


def _answered(step: Step, attempt: CallbackAttempt | None) -> None:
    given, order = step.given, step.order
    words = given["callback_reason"] or None
    # what is said after the rating leaves the order's own as it was
    later = step.rule.name == "rate_again"
    solved, score = (
        (given["later_solved"], given["later_score"])
        if later
        else step.rated or (order.callback_solved, order.callback_score)
    )
    step.session.add(
        CallbackAnswer(
            order_id=order.id,
            attempt_id=attempt.id if attempt else None,
            seq=order.version,
            at=step.at,
            method=given["callback_method"] or "人工",
            contacted=given["callback_contacted"],
            found_true=given["callback_true"],
            solved=solved,
            score=score,
            reason_code=given["callback_code"],
            fault=given["callback_fault"],
            check=given["rating_check"],
            words=words,
            conversation_id=attempt.conversation_id if attempt else None,
        )
    )


def _advanced(step: Step, task: CallbackTask, attempt: CallbackAttempt | None) -> None:
    """The open task after a verb: another attempt, or its end."""
    order, verb = step.order, step.rule.name
    if attempt is not None:
        task.result = attempt.result
    if verb in ("record_callback", "verify_rating", "verify_ended"):
        _end(step, task, "done")
    elif verb == "invite_callback":
        task.state, task.next_at = "invited", step.at + ANSWERS_WITHIN
    elif verb in ("try_callback", "try_verification"):
        over = order.state == "closed" if verb == "try_callback" else not order.rating_unverified
        if over:
            _end(step, task, "unreached")
            return
        calendar, session = stored_calendar(step.session), step.session
        before = session.scalars(select(CallbackAttempt.at).where(CallbackAttempt.task_id == task.id)).all()
        ways = known_ways(task.ways) or ["person"]
        task.way = ways[min(order.callback_tries, len(ways) - 1)]
        task.state, task.attempts, task.agent_id = "waiting", order.callback_tries, None
        task.next_at = next_hour(step.at, [*before, step.at], task.hours, task.days, calendar)
    elif not (order.rating_unverified if task.kind == "verification" else order.state == "callback"):
        _end(step, task, "dropped" if task.ways or task.kind == "verification" else "skipped")


def _alarm(step: Step) -> None:
    """Who is dissatisfied once more is told to the supervisors at once."""
    order = step.order
    told = {"code": "rating-bad-again", "order_no": order.order_no, "at": step.at.isoformat()}
    events.publish(step.session, "alarm", order.order_no, told)


def _end(step: Step, task: CallbackTask, state: TaskState) -> None:
    task.state, task.ended_at, task.attempts = state, step.at, max(task.attempts, step.order.callback_tries)
