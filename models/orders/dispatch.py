"""Sending an order to its units, and starting its clock."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models import clock, events
from models.calendar import CalendarGap, Limit, WorkingCalendar, WorkingDays, due_at, warn_at
from models.clock import LOCAL
from models.orders.errors import FieldInvalid
from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import AssignmentRole

REPLY_LIMIT = WorkingDays(3)  # 限定3个工作日内回复; a city's own value: setting `reply_working_days`

# One round trip for everything that a dispatch must know.
_RULES = text(
    "SELECT ARRAY(SELECT code FROM department WHERE code = ANY(:codes) AND (valid_to IS NULL OR valid_to >= :today)),"
    " (SELECT value FROM city_setting WHERE key = 'reply_working_days'),"
    " (SELECT jsonb_object_agg(day, working) FROM calendar_day)"
).bindparams(bindparam("codes", type_=ARRAY(Text)))


@dataclass(frozen=True)
class _Rules:
    known: frozenset[str]
    limit: Limit
    calendar: WorkingCalendar


def send(session: Session, order: WorkOrder) -> dict[str, Any]:
    """Gives the order its assignments and its due date; returns what the timeline should say of it.

    Raises `FieldInvalid` for a department that is unknown or no longer exists. A year without calendar data does not
    hold an order up: its limit is counted by weekends alone, the timeline says so, and `alarm` is published.
    """
    parts = _parts(order)
    rules = _read_rules(session, [code for code, _ in parts])
    for code, _ in parts:
        if code not in rules.known:
            raise FieldInvalid(f"部门 {code} 不存在或已撤销")
    at = clock.now()
    said: dict[str, Any] = {}
    try:
        due = due_at(at, rules.limit, rules.calendar)
    except CalendarGap as gap:
        due = due_at(at, rules.limit, rules.calendar.weekends_only())
        said["calendar_gap"] = str(gap)
        events.publish(session, "alarm", "calendar", {"code": gap.code, "year": gap.year, "message": str(gap)})
    order.dispatched_at, order.due_at, order.warn_at = at, due, warn_at(at, due, rules.limit)
    order.original_due_at = order.original_due_at or due
    order.waits_for_person, order.wait_reason = False, None
    order.assignments.extend(
        Assignment(department_code=code, role=role, state="pending_sign", created_at=at) for code, role in parts
    )
    return said


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


def _read_rules(session: Session, codes: list[str]) -> _Rules:
    today = clock.now().astimezone(LOCAL).date()
    known, days, overrides = session.execute(_RULES, {"codes": codes, "today": today}).one()
    calendar = WorkingCalendar({date.fromisoformat(day): working for day, working in (overrides or {}).items()})
    return _Rules(frozenset(known), WorkingDays(int(days)) if days else REPLY_LIMIT, calendar)
