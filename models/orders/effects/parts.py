"""The assisting units' parts: each has its own states, and the lead waits for them."""

from typing import Final

from models.orders.errors import FieldInvalid
from models.orders.guards import assistants, own_guidance, own_part
from models.orders.step import Step
from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import AssignmentState


def lead_to(order: WorkOrder, state: AssignmentState) -> list[Assignment]:
    """Brings the lead's present part to `state`."""
    leads = [part for part in order.assignments if part.role == "lead" and part.department_code == order.lead_code]
    for part in leads:
        part.state = state
    return leads


def all_to(order: WorkOrder, state: AssignmentState) -> None:
    """Ends every part that is still open in `state`."""
    for part in order.assignments:
        if part.state not in _OVER:
            part.state = state


_OVER: Final = ("returned", "ended")
_OPEN: Final = ("pending_sign", "working", "sent_back")


def sign_part(step: Step) -> None:
    for part in own_part(step.order, step.actor):
        if part.state == "pending_sign":
            part.state, part.signed_at = "working", step.at


def submit_part(step: Step) -> None:
    for part in own_part(step.order, step.actor):
        if part.state in ("working", "sent_back"):
            part.state, part.replied_at = "submitted", step.at


def return_part(step: Step) -> None:
    for part in own_part(step.order, step.actor):
        if part.state in _OPEN:
            part.state = "return_requested"
            step.overlay("part_return", "asked", unit=part.department_code)


def agree_part_return(step: Step) -> None:
    _named(step, "return_requested").state = "returned"
    step.overlay("part_return", "granted", unit=step.given["part_unit"])


def refuse_part_return(step: Step) -> None:
    part = _named(step, "return_requested")
    part.state, part.signed_at = "working", part.signed_at or step.at
    step.overlay("part_return", "refused", unit=step.given["part_unit"])


def guide(step: Step) -> None:
    """业务指导: what the guiding unit has to say; the lead does not wait for it."""
    for part in own_guidance(step.order, step.actor):
        part.state, part.signed_at, part.replied_at = "submitted", part.signed_at or step.at, step.at


def accept_part(step: Step) -> None:
    _named(step, "submitted").state = "accepted"


def send_back_part(step: Step) -> None:
    _named(step, "submitted").state = "sent_back"


def _named(step: Step, state: AssignmentState) -> Assignment:
    code = step.given["part_unit"]
    for part in assistants(step.order):
        if part.department_code == code and part.state == state:
            return part
    raise FieldInvalid(f"单位 {code} 没有处于该状态的协办任务", "part_unit")
