"""What units ask the hotline about an order: the open return, arbitration, extension, listing, assistants' returns, and
what they ask about its assessment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import reasons
from models.orders import Overlay, WorkOrder

_CLAIMS: Final = {"assessment_appeal": "assessment", "exclusion": "exclusion", "unreasonable": ""}
"""Kind -> the city's list of its grounds."""
_CHINESE: Final = {
    "return_request": "退单",
    "arbitration": "裁定",
    "extension": "延期",
    "listing": "挂账",
    "part_return": "协办退单",
    "assessment_appeal": "考核申诉",
    "unreasonable": "认定不合理诉求",
    "exclusion": "不纳入考核",
}


@dataclass(frozen=True)
class Asked:
    """One request that stands open. ground: the reason's name where it has a code; basis: the law or duty it names, or
    the evidence; text: in the unit's words; days, until, plan: of an extension or a listing.
    """

    kind: str
    chinese: str
    unit: str | None
    at: datetime
    ground: str
    basis: str
    text: str
    days: int | None
    until: datetime | None
    plan: str


def asked(session: Session, order: WorkOrder) -> list[Asked]:
    """The open requests, oldest first; `order.assignments` must be loaded."""
    wanted = select(Overlay).where(Overlay.order_id == order.id, Overlay.kind.in_(_CHINESE)).order_by(Overlay.id)
    open_now: dict[tuple[str, str | None], Overlay] = {}
    for one in session.scalars(wanted):
        key = (one.kind, one.department_code if one.kind == "part_return" else None)
        if one.act == "asked":
            open_now[key] = one
        else:
            open_now.pop(key, None)
    return [_said(session, one) for (kind, unit), one in open_now.items() if _still(order, kind, unit)]


def _still(order: WorkOrder, kind: str, unit: str | None) -> bool:
    """Whether the order waits for the answer: a withdrawal or a cancellation ends a request without one."""
    if kind == "return_request":
        return order.state in ("return_requested", "arbitration")
    if kind == "arbitration":
        return order.state == "arbitration"
    if kind == "part_return":
        parts: Sequence[str] = [p.department_code for p in order.assignments if p.state == "return_requested"]
        return unit in parts
    return kind in (order.pending_request, order.pending_claim)


def _said(session: Session, one: Overlay) -> Asked:
    detail = one.detail
    code = detail.get("code") or detail.get("item")
    return Asked(
        kind=one.kind,
        chinese=_CHINESE[one.kind],
        unit=one.department_code,
        at=one.at,
        ground=reasons.name(session, _CLAIMS.get(one.kind, "return"), code) if code else "",
        basis=detail.get("basis") or detail.get("evidence") or "",
        text=one.reason or "",
        days=detail.get("days"),
        until=one.until,
        plan=detail.get("plan") or "",
    )
