"""Limits that were counted by weekends alone, counted again once the holidays of their year have been entered.

The State Council announces a year's holidays in the autumn before it; what is counted past New Year until then is a
guess, and its clock says from when on (`guessed_from`). A guess is the number of weekdays (or of office minutes) behind
that instant: the same number is counted off again by the calendar as it is now. Extensions and pauses are in it.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Text, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models import clock, events, orders
from models.calendar import (
    CalendarGap,
    ClockHours,
    Limit,
    WorkingCalendar,
    WorkingMinutes,
    due_at,
    office_minutes,
    stored_calendar,
)
from models.calendar import warn_at as yellow_at
from models.calendar.spans import span
from models.clock import LOCAL
from models.clocks.policy import REPLY_LIMIT, earlier
from models.clocks.tables import OrderClock
from models.orders.tables import WorkOrder

_AT_ONCE: Final = 200  # orders in one transaction
_DAY: Final = timedelta(days=1)
_SLACK: Final = timedelta(days=31)
"""Holidays push a date back by less than this: over New Year it needs the next year too."""
_SPANS: Final = text(
    "SELECT code, span FROM sla_policy WHERE code = ANY(:codes)"
    ' UNION ALL SELECT code, "limit" FROM duty_rule WHERE code = ANY(:codes)'
).bindparams(bindparam("codes", type_=ARRAY(Text)))


def recount(session: Session, limit: int = _AT_ONCE) -> int:
    """Counts guessed limits again, of up to `limit` orders whose year is known now; returns how many. Idempotent.

    Each by a step `recount` of the order's own, which tells both due dates; an order that somebody works on is left for
    the next time. Once no guess of a year is left, the event `alarm` says that it is cleared.
    """
    waiting = select(OrderClock.order_id, func.max(OrderClock.due)).where(OrderClock.guessed_from.is_not(None))
    rows = session.execute(waiting.group_by(OrderClock.order_id).order_by(OrderClock.order_id)).all()
    if not rows:
        return 0
    calendar = stored_calendar(session)
    ready = {
        row[0]: row[1].astimezone(LOCAL).year
        for row in rows
        if all(calendar.knows(at.astimezone(LOCAL).year) for at in (row[1], row[1] + _SLACK))
    }
    living = select(WorkOrder).where(WorkOrder.id.in_(ready), WorkOrder.state != "archived").order_by(WorkOrder.id)
    taken = session.scalars(living.limit(limit).with_for_update(skip_locked=True, of=WorkOrder)).all()
    for order in taken:
        reason = f"{ready[order.id]} 年放假安排已录入，按工作日历重新计算期限"
        orders.apply(session, orders.SYSTEM, order.order_no, "recount", None, reason=reason)
    if taken and len(taken) == len(ready):
        for year in sorted(set(ready.values())):
            told = {"code": CalendarGap.code, "year": year, "cleared": True, "message": f"{year} 年的期限已重新计算"}
            events.publish(session, "alarm", "calendar", told)
    return len(taken)


def move(session: Session, order: WorkOrder) -> dict[str, Any]:
    """Puts the true dates in the place of the guessed ones, in the order and its clocks; {clock: [before, after]}.

    What would need a year that is not entered stays a guess.
    """
    guessed = session.scalars(
        select(OrderClock)
        .where(OrderClock.order_id == order.id, OrderClock.guessed_from.is_not(None))
        .order_by(OrderClock.id)
    ).all()
    calendar = stored_calendar(session)
    codes = [one.policy for one in guessed if one.policy]
    spans = {code: span(held) for code, held in session.execute(_SPANS, {"codes": codes}) if held and held != "-"}
    told: dict[str, Any] = {}
    for one in guessed:
        counted = spans.get(one.policy or "", REPLY_LIMIT)
        before, since = one.due, one.guessed_from
        assert since is not None
        try:
            due = counted_again(before, since, counted, calendar)
        except CalendarGap:
            continue
        if one.kind == "reply":
            due = earlier(due, order.upstream_due_at)
        one.guessed_from = None
        if due == before:
            continue
        if one.kind == "reply" and order.due_at == before:
            order.due_at, order.warn_at = due, max(one.started_at, yellow_at(one.started_at, due, counted))
        if one.kind == "reply" and order.original_due_at is not None:
            order.original_due_at = min(_first_date(order.original_due_at, since, counted, calendar), due)
        if one.kind == "return" and order.return_until == before:
            order.return_until = due
        if one.stopped_at is None:
            _move(one, due, since, counted, calendar)
            told[one.kind] = [before.astimezone(UTC).isoformat(), due.astimezone(UTC).isoformat()]
    return told


def counted_again(due: datetime, since: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """When a limit ends that by weekends alone, counted from `since` on, would end at `due`."""
    local, first = due.astimezone(LOCAL), since.astimezone(LOCAL)
    if isinstance(limit, WorkingMinutes):
        minutes = office_minutes(first, local, _Weekdays(office=calendar.office, day_ends=calendar.day_ends))
        return due_at(first, WorkingMinutes(minutes), calendar)
    days = sum(_weekday(first.date() + _DAY * number) for number in range((local.date() - first.date()).days + 1))
    return local.replace(**_ymd(calendar.later(first.date() - _DAY, days))).astimezone(UTC)


def _move(one: OrderClock, due: datetime, since: datetime, counted: Limit, calendar: WorkingCalendar) -> None:
    """The clock warns and turns red again where its date is still ahead."""
    one.original_due = min(_first_date(one.original_due, since, counted, calendar), due)
    one.due, one.warn_at = due, max(one.started_at, yellow_at(one.started_at, due, counted))
    if due > clock.now():
        one.warned_at = one.red_at = one.escalated_at = None
    if one.red_at is None:
        one.next_at = one.warn_at if one.warned_at is None else due


def _first_date(original: datetime, since: datetime, counted: Limit, calendar: WorkingCalendar) -> datetime:
    """The date before any extension, counted again; one by the clock, or before the guess begins, stays."""
    by_calendar = original >= since and not isinstance(counted, ClockHours)
    return counted_again(original, since, counted, calendar) if by_calendar else original


class _Weekdays(WorkingCalendar):
    """Monday to Friday, whatever the year."""

    def is_working(self, day: date) -> bool:
        return _weekday(day)


def _weekday(day: date) -> bool:
    return day.weekday() < 5


def _ymd(day: date) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "day": day.day}
