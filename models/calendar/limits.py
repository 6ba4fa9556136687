"""Time limits and when they end. Pure arithmetic over a calendar; times of day are Chinese, results are UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from models.calendar.days import WorkingCalendar
from models.clock import LOCAL


@dataclass(frozen=True)
class WorkingDays:
    """Whole working days; the day on which it starts does not count (民法典 第二百零一条)."""

    days: int


@dataclass(frozen=True)
class WorkingMinutes:
    """Minutes of office hours."""

    minutes: int


@dataclass(frozen=True)
class ClockHours:
    """Hours by the clock, day and night: for what is urgent."""

    hours: float


Limit = WorkingDays | WorkingMinutes | ClockHours


def WorkingHours(hours: float) -> WorkingMinutes:
    """Hours of office hours."""
    return WorkingMinutes(round(hours * 60))


def due_at(start: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """The instant at which `limit` has passed since `start`, in UTC.

    start: aware. Working days end with the day (`calendar.day_ends`); a start after office hours or on a free day
    counts from the next working day's opening. Working minutes count inside office hours only.
    Raises `CalendarGap` when the calendar has no data for a year that the answer needs.
    Rule: city time-limit policy; 3 working days from a dispatch on Monday, at whatever hour, end on Thursday.
    """
    if isinstance(limit, ClockHours):
        return start.astimezone(UTC) + timedelta(hours=limit.hours)
    local = start.astimezone(LOCAL)
    if isinstance(limit, WorkingDays):
        if limit.days < 1:
            raise ValueError("a limit in working days is 1 or more")
        return _instant(calendar.later(local.date(), limit.days), calendar.day_ends)
    return _after_minutes(local, timedelta(minutes=limit.minutes), calendar)


def warn_at(start: datetime, due: datetime, limit: Limit) -> datetime:
    """When a limit turns yellow: as its last working day begins; a short one when a fifth, at most 4 h, is left."""
    if isinstance(limit, WorkingDays) and limit.days > 1:
        return _instant(due.astimezone(LOCAL).date(), time())
    return due - min((due - start) / 5, timedelta(hours=4))


def office_minutes(begin: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    """Whole minutes of office hours between two instants, `begin` first. Raises `CalendarGap`."""
    begin, end = begin.astimezone(LOCAL), end.astimezone(LOCAL)
    day, total = begin.date(), timedelta()
    while day <= end.date():
        if calendar.is_working(day):
            for opens, closes in calendar.office:
                since = max(begin, datetime.combine(day, opens, LOCAL))
                until = min(end, datetime.combine(day, closes, LOCAL))
                total += max(until - since, timedelta())
        day += timedelta(days=1)
    return int(total.total_seconds() // 60)


def _after_minutes(local: datetime, left: timedelta, calendar: WorkingCalendar) -> datetime:
    day, now = local.date(), local
    while True:
        if calendar.is_working(day):
            for opens, closes in calendar.office:
                begin = max(now, datetime.combine(day, opens, LOCAL))
                end = datetime.combine(day, closes, LOCAL)
                if begin >= end:
                    continue
                if left <= end - begin:
                    return (begin + left).astimezone(UTC)
                left -= end - begin
        day += timedelta(days=1)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LOCAL).astimezone(UTC)
