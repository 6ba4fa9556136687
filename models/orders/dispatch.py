"""Sending an order to its units, and giving it its due date by the city's policy."""

from collections.abc import Sequence

from models.clocks.policy import Terms
from models.orders.errors import FieldInvalid
from models.orders.step import Step
from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import AssignmentRole


def send(step: Step) -> None:
    """Gives the order its assignments and its due date.

    Raises `FieldInvalid` for a department that is unknown, no longer exists, or is accused in a confidential order. A
    year without calendar data does not hold an order up: its limit is counted by weekends alone, the timeline says so,
    and `alarm` is published.
    A unit that had a part before gets it anew; the parts of units that are no longer asked end.
    """
    order, at = step.order, step.at
    parts = _parts(order)
    terms = check_units(step, [code for code, _ in parts])
    term = terms.by_kind.get("reply")
    if term is None:
        order.due_at = order.warn_at = order.original_due_at = order.limit_code = None
    else:
        due = terms.due(at, term.limit)
        order.due_at, order.warn_at, order.limit_code = due, terms.warn(at, due, term.limit), term.code
        order.original_due_at = order.original_due_at or due
    order.dispatched_at, order.return_until = at, None
    order.signed_at = order.replied_at = order.closed_at = None
    order.pending_request, order.extension_count = None, 0
    order.waits_for_person, order.wait_reason = False, None
    for part in order.assignments:
        if part.state not in ("returned", "ended"):
            part.state = "ended"
    for code, role in parts:
        assign(order, code, role, step)


def assign(order: WorkOrder, code: str, role: AssignmentRole, step: Step) -> None:
    """The unit's part, new or begun anew."""
    for part in order.assignments:
        if (part.department_code, part.role) == (code, role):
            part.state, part.signed_at, part.replied_at = "pending_sign", None, None
            return
    order.assignments.append(Assignment(department_code=code, role=role, state="pending_sign", created_at=step.at))


def check_units(step: Step, codes: Sequence[str]) -> Terms:
    """The terms of the order; raises `FieldInvalid` for a unit that is no department of today, or that is accused."""
    terms = step.read_terms(codes)
    for code in codes:
        if code not in terms.units:
            raise FieldInvalid(f"部门 {code} 不存在或已撤销")
        if step.order.is_secret and code == step.order.accused_code:
            raise FieldInvalid("保密工单不能派给被反映的单位，请改派上级或监督单位")
    return terms


def _parts(order: WorkOrder) -> list[tuple[str, AssignmentRole]]:
    """Every unit once, in its weightiest part."""
    wanted: list[tuple[str | None, AssignmentRole]] = [(order.lead_code, "lead")]
    wanted += [(code, "assist") for code in order.assist_codes]
    wanted.append((order.guidance_code, "guidance"))
    parts: dict[str, AssignmentRole] = {}
    for code, role in wanted:
        if code:
            parts.setdefault(code, role)
    return list(parts.items())
