"""Which inspections a user may see: all, or an agent the own ones that have marks; of confidential orders by sight."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from callcenter.api.calls.visible import visible as visible_call
from callcenter.web.access import Access
from callcenter.web.permissions import Scope
from callcenter.web.problem import Problem
from models import orders, quality
from models.calls import Call
from models.orders import Sight, WorkOrder
from models.quality import Course, Filter, InspectionNotFound
from models.quality.tables import State

_WITH_MARKS: tuple[State, ...] = ("scored", "appealed", "upheld", "revised")


@dataclass(frozen=True)
class Seen:
    """An inspection, the order that it is about, and whether its call is to be heard."""

    course: Course
    order: WorkOrder | None
    hearable: bool


def filtered(session: Session, access: Access, states: tuple[State, ...] = (), **more: Any) -> Filter:
    """The list's filter, narrowed to what is for this user."""
    sight = orders.policy(session, "secret", access.user.role)
    if access.scope is Scope.ALL:
        return Filter(sight, states, **more)
    with_marks = tuple(state for state in states or _WITH_MARKS if state in _WITH_MARKS)
    return Filter(sight, with_marks or _WITH_MARKS, **{**more, "agent_id": access.user.id})


def seen(session: Session, access: Access, inspection_id: int) -> Seen:
    """Raises `InspectionNotFound` for what is not there, or not for this user."""
    course = quality.course(session, inspection_id)
    inspection = course.inspection
    if access.scope is not Scope.ALL and (inspection.agent_id != access.user.id or course.state == "waiting"):
        raise InspectionNotFound("没有这项质检")
    call = session.get(Call, inspection.conversation_id) if inspection.conversation_id else None
    number = inspection.order_id or (call.order_id if call else None)
    order = session.get(WorkOrder, number) if number else None
    if order is not None and order.is_secret:  # by the same rule as the list, also when the order is archived
        needed = Sight.MASKED if inspection.kind == "call" else Sight.NAMELESS
        if orders.policy(session, "secret", access.user.role) < needed:
            raise InspectionNotFound("没有这项质检")
    return Seen(course, order, _hearable(session, access, call, order))


def _hearable(session: Session, access: Access, call: Call | None, order: WorkOrder | None) -> bool:
    conversation = call.conversation_id if call else order.conversation_id if order else None
    if conversation is None:
        return False
    try:
        visible_call(session, access.user, conversation)
    except Problem:
        return False
    return True
