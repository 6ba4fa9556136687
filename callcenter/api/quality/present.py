"""From inspections to the wire: names and what they are about joined in one query each, numbers in words masked."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.api.fields import Person
from callcenter.api.quality.shapes import DrawBody, InspectionBody, InspectionItem, ItemBody, StepBody
from callcenter.web.access import Access
from callcenter.web.masking import masked_text
from callcenter.web.permissions import Right, Scope, scope_of
from models import quality
from models.calls import Call
from models.orders import WorkOrder
from models.people import User
from models.quality import ACTS, KINDS, STATES, Course, QualityDraw, QualityStep

May = Literal["score", "appeal", "decide"]


def items(session: Session, courses: Sequence[Course]) -> list[InspectionItem]:
    """The rows in their order."""
    held = [one.inspection for one in courses]
    wanted = select(Call).where(Call.conversation_id.in_([one.conversation_id for one in held if one.conversation_id]))
    calls = {call.conversation_id: call for call in session.scalars(wanted)}
    ids = {one.order_id for one in held if one.order_id} | {call.order_id for call in calls.values() if call.order_id}
    orders = {order.id: order for order in session.scalars(select(WorkOrder).where(WorkOrder.id.in_(ids)))}
    named = select(User.id, User.name).where(User.id.in_({one.agent_id for one in held}))
    names = dict(session.execute(named).all())
    found = []
    for course in courses:
        one, effective = course.inspection, course.effective
        call = calls.get(one.conversation_id) if one.conversation_id else None
        order = orders.get(one.order_id or (call.order_id if call else None) or 0)
        found.append(
            InspectionItem(
                id=one.id,
                kind=one.kind,
                kind_name=KINDS[one.kind],
                state=course.state,
                state_name=STATES[course.state],
                agent=Person(id=one.agent_id, name=names[one.agent_id]),
                drawn_at=one.at,
                subject_at=call.started_at if call else order.accepted_at if order else one.at,
                conversation_id=_heard(call, order),
                order_no=order.order_no if order else None,
                title=masked_text(order.title) if order else "",
                score=effective.score if effective else None,
                passed=effective.passed if effective else None,
                scored_at=course.steps[0].at if course.steps else None,
            )
        )
    return found


def _heard(call: Call | None, order: WorkOrder | None) -> str | None:
    conversation = call.conversation_id if call else order.conversation_id if order else None
    return str(conversation) if conversation else None


def body(session: Session, course: Course, access: Access, hearable: bool) -> InspectionBody:
    """An inspection with its sheet and its steps. The draw is for those who read all."""
    kind = course.inspection.kind
    if course.effective is not None:
        sheet, mark = _scored(course.effective), course.effective.pass_mark or 0
    else:
        now = quality.sheet_of(session, kind)
        sheet, mark = [ItemBody(**vars(item)) for item in now.items], now.pass_mark
    everything = scope_of(access.user.role, Right.QUALITY_READ) is Scope.ALL
    return InspectionBody(
        **items(session, [course])[0].model_dump(),
        hearable=hearable,
        sheet=sheet,
        pass_mark=mark,
        draw=draw(session.get_one(QualityDraw, course.inspection.draw_id)) if everything else None,
        steps=[_step(step) for step in course.steps],
        may=_may(course, access),
    )


def _may(course: Course, access: Access) -> list[May]:
    """What `models.quality` would not refuse."""
    user, mine = access.user, access.user.id == course.inspection.agent_id
    inspects, decides = (scope_of(user.role, right) for right in (Right.QUALITY_INSPECT, Right.QUALITY_DECIDE))
    if course.state == "waiting" and inspects and not mine:
        return ["score"]
    if course.state == "scored" and mine:
        return ["appeal"]
    if course.state == "appealed" and decides and not mine and course.steps[0].actor_id != user.id:
        return ["decide"]
    return []


def _scored(step: QualityStep) -> list[ItemBody]:
    return [ItemBody(**item) for item in step.items or ()]


def _step(step: QualityStep) -> StepBody:
    return StepBody(
        at=step.at,
        act=step.act,
        act_name=ACTS[step.act],
        by=step.actor_name,
        words=masked_text(step.words or ""),
        items=_scored(step) if step.items is not None else None,
        score=step.score,
        passed=step.passed,
        pass_mark=step.pass_mark,
        city_version=step.city_version,
    )


def draw(one: QualityDraw) -> DrawBody:
    """A draw."""
    return DrawBody(
        id=one.id,
        at=one.at,
        by=one.actor_name,
        kind=one.kind,
        kind_name=KINDS[one.kind],
        begin=one.begin,
        end=one.end,
        per_agent=one.per_agent,
        share=one.share,
        seed=one.seed,
        digest=one.digest,
        secret=one.secret,
        eligible=one.eligible,
        drawn=one.drawn,
    )
