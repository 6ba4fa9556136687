"""When a citizen may be asked: in the city's friendly hours, and each time at another hour than the times before."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Final

from models.calendar import WorkingCalendar
from models.catalogue.rules import office_hours
from models.clock import LOCAL

_LOOKS_AHEAD: Final = 30
"""Days; longer than any holiday."""
_SPREADS_WITHIN: Final = 3
"""Days in which another hour than before is waited for."""
Band = tuple[time, time]


def half_day(at: datetime) -> tuple[object, bool]:
    """The local day, and whether it is its second half: no two attempts in one."""
    local = at.astimezone(LOCAL)
    return local.date(), local.hour >= 12


def within(at: datetime, hours: str, days: str, calendar: WorkingCalendar) -> bool:
    """Whether somebody may be asked now."""
    return any(begin <= at < end for begin, end in _bands_of(at, hours, days, calendar))


def next_hour(
    after: datetime, before: Collection[datetime], hours: str, days: str, calendar: WorkingCalendar
) -> datetime:
    """The first instant, not before `after`, at which the next attempt may be made.

    before: the attempts so far; not in the half day of the last, and in a band (morning, afternoon, evening) that has
    not been tried where one comes within three days. hours: `09:00-11:30 14:30-18:00`; days: `all` or `working`.
    """
    taken = {half_day(at) for at in sorted(before)[-1:]}
    tried = {_place(at, hours) for at in before}
    first: datetime | None = None
    day = after
    for ahead in range(_LOOKS_AHEAD):
        for place, (begin, end) in enumerate(_bands_of(day, hours, days, calendar)):
            at = max(begin, after)
            if at >= end or half_day(at) in taken:
                continue
            first = first or at
            if place not in tried:
                return at
        if first is not None and (ahead >= _SPREADS_WITHIN or len(tried) >= len(office_hours(hours))):
            return first
        day += timedelta(days=1)
    return first or after + timedelta(days=1)


def _place(at: datetime, hours: str) -> int | None:
    told = at.astimezone(LOCAL).time()
    return next((place for place, (begin, end) in enumerate(office_hours(hours)) if begin <= told < end), None)


def _bands_of(day: datetime, hours: str, days: str, calendar: WorkingCalendar) -> list[tuple[datetime, datetime]]:
    """The bands of one local day; none on a day on which nobody is asked."""
    date = day.astimezone(LOCAL).date()
    if days == "working" and not calendar.weekends_only().is_working(date):
        return []
    return [
        (datetime.combine(date, begin, LOCAL), datetime.combine(date, end, LOCAL)) for begin, end in office_hours(hours)
    ]
