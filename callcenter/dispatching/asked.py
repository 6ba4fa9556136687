"""What units ask the hotline about an order: the open return, arbitration, extension, listing, assistants' returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import reasons
from models.orders import Overlay, WorkOrder

_KINDS: Final = ("return_request", "arbitration", "extension", "listing", "part_return")
_CHINESE: Final = {
    "return_request": "退单",
    "arbitration": "裁定",
    "extension": "延期",
    "listing": "挂账",
    "part_return": "协办退单",
}


@dataclass(frozen=True)
class Asked:
    """One request that stands open. ground: the reason's name where it has a code; basis: the law or duty it names;
    text: in the unit's words; days, until, plan: of an extension or a listing."""

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
    wanted = select(Overlay).where(Overlay.order_id == order.id, Overlay.kind.in_(_KINDS)).order_by(Overlay.id)
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
    return order.pending_request == kind


def _said(session: Session, one: Overlay) -> Asked:
    detail = one.detail
    return Asked(
        kind=one.kind,
        chinese=_CHINESE[one.kind],
        unit=one.department_code,
        at=one.at,
        ground=reasons.name(session, "return", detail["code"]) if "code" in detail else "",
        basis=detail.get("basis") or "",
        text=one.reason or "",
        days=detail.get("days"),
        until=one.until,
        plan=detail.get("plan") or "",
    )
