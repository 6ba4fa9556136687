"""Periods of calendar days in Asia/Shanghai, what they are compared with (环比, 同比), and how one is split."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_DAY: Final = timedelta(days=1)
FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2100, 12, 31)
"""No figures are asked for of days outside; those within all have a period before them, and a day behind."""


@dataclass(frozen=True)
class Period:
    """begin and end are both included."""

    begin: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.begin).days + 1

    @property
    def months(self) -> int:
        """How many whole months it is; 0: it is not."""
        if self.begin.day != 1 or (self.end + _DAY).day != 1:
            return 0
        return 12 * (self.end.year - self.begin.year) + self.end.month - self.begin.month + 1

    @property
    def name(self) -> str:
        """As people say it: 2026年, 2026年第3季度, 2026年11月, 2026年11月27日, else from and to."""
        begin, end = self.begin, self.end
        if self.months == 12 and begin.month == 1:
            return f"{begin.year}年"
        if self.months == 3 and begin.month % 3 == 1:
            return f"{begin.year}年第{begin.month // 3 + 1}季度"
        if self.months == 1:
            return f"{begin.year}年{begin.month}月"
        first = f"{begin.year}年{begin.month}月{begin.day}日"
        return first if begin == end else f"{first}至{end.year}年{end.month}月{end.day}日"

    def previous(self) -> "Period":
        """环比: of whole months as many before it, else as many days."""
        if self.months:
            return Period(months_on(self.begin, -self.months), self.begin - _DAY)
        return Period(self.begin - timedelta(days=self.days), self.begin - _DAY)

    def last_year(self) -> "Period":
        """同比: the same days a year ago; a month's last day stays its last."""
        if self.months:
            return Period(months_on(self.begin, -12), months_on(self.end + _DAY, -12) - _DAY)
        return Period(_year_before(self.begin), _year_before(self.end))


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def months_on(first: date, months: int) -> date:
    """The first of the month so many months after (or before) that of `first`, itself the first of one."""
    number = 12 * first.year + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, monthrange(day.year - 1, day.month)[1]))


FIRST_DAY: Final[Mapping[str, Callable[[date], date]]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": month_of,
    "quarter": lambda day: date(day.year, 3 * ((day.month - 1) // 3) + 1, 1),
    "year": lambda day: date(day.year, 1, 1),
}
"""The first day of the day, week, month ... in which a day lies."""


_MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "year": 12}


def around(day: date, by: str) -> Period:
    """The whole day, week, month, quarter or year in which a day lies."""
    first = FIRST_DAY[by](day)
    if by in _MONTHS:
        return Period(first, months_on(first, _MONTHS[by]) - _DAY)
    return Period(first, first + timedelta(days=6 if by == "week" else 0))


def split(period: Period, by: str) -> list[str]:
    """Every key of the period in order: "00" to "23" of hours, else the first days."""
    if by == "hour":
        return [f"{hour:02}" for hour in range(24)]
    first = FIRST_DAY[by]
    days = (period.begin + timedelta(days=number) for number in range(period.days))
    return list(dict.fromkeys(first(day).isoformat() for day in days))


def whole(period: Period, unit: str) -> tuple[Period | None, list[Period]]:
    """The whole months or years within, and what is left at its edges."""
    first, after = FIRST_DAY[unit], period.end + _DAY
    begin = period.begin if first(period.begin) == period.begin else around(period.begin, unit).end + _DAY
    end = first(after) - _DAY
    if end < begin:
        return None, [period]
    edges = []
    if period.begin < begin:
        edges.append(Period(period.begin, begin - _DAY))
    if end < period.end:
        edges.append(Period(end + _DAY, period.end))
    return Period(begin, end), edges


def largest(period: Period, units: tuple[str, ...]) -> list[tuple[str, Period]]:
    """The period in parts, each of whole years, months or days: as large as may be. units: the larger first."""
    unit, *smaller = units
    if not smaller:
        return [(unit, period)]
    inside, edges = whole(period, unit)
    parts = [(unit, inside)] if inside is not None else []
    return parts + [part for edge in edges for part in largest(edge, tuple(smaller))]
