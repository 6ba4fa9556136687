"""Sending an order to its units, and giving it its due date by the city's policy."""

from collections.abc import Sequence

from models.clocks.policy import Terms, earlier
from models.orders.errors import FieldInvalid
from models.orders.step import Step
from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import AssignmentRole


def send(step: Step) -> None:
    """Gives the order its assignments and its due date.

    A unit that was renamed or merged is replaced by its successor. Raises `FieldInvalid` for one that is unknown, that
    has ended without, or that is accused in a confidential order. A year without calendar data does not hold an order
    up: its limit is counted by weekends alone, the timeline says so, and `alarm` is published.
    A unit that had a part before gets it anew; the parts of units that are no longer asked end.
    """
    order, at = step.order, step.at
    terms = _succeed(step)
    parts = _parts(order)
    order.city_version = terms.version
    term = terms.by_kind.get("reply")
    if term is None:
        order.due_at = order.warn_at = order.original_due_at = order.limit_code = None
    else:
        due = earlier(terms.due(at, term.limit), order.upstream_due_at)
        order.due_at, order.warn_at, order.limit_code = due, terms.warn(at, due, term.limit), term.code
        order.original_due_at = order.original_due_at or due
    order.needs_sign_off = terms.sign_off(order.lead_code, order.request_type)
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


def of_today(step: Step, codes: Sequence[str]) -> list[str]:
    """The units that have the work of `codes` today, each once.

    Raises `FieldInvalid` for the first that has none, or that is accused in a confidential order.
    """
    accused = step.order.accused_code if step.order.is_secret else None
    units, found = step.read_terms([*codes, *([accused] if accused else [])]).units, []
    against = {accused, units.get(accused)} if accused else set()
    for code in codes:
        if code not in units:
            raise FieldInvalid(f"部门 {code} 不存在或已撤销，且没有继任单位")
        if against & {code, units[code]}:
            raise FieldInvalid("保密工单不能派给被反映的单位，请改派上级或监督单位")
        found.append(units[code])
    return list(dict.fromkeys(found))


def _succeed(step: Step) -> Terms:
    """Puts the units of today in the place of those that have ended; the terms of the order."""
    order = step.order
    codes = [code for code, _ in _parts(order)]
    of_today(step, codes)
    terms = step.read_terms()
    for name in ("lead_code", "guidance_code"):
        if code := getattr(order, name):
            setattr(order, name, terms.units[code])
    assist = list(dict.fromkeys(terms.units[code] for code in order.assist_codes))
    if assist != order.assist_codes:
        order.assist_codes = assist
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
