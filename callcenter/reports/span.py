"""Which days a report is about: as somebody writes them, and which are due to be reported at a moment."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from models.figures import Period
from models.figures.periods import around

SpanKind = Literal["day", "week", "month", "quarter", "year", "any"]
_DAY: Final = timedelta(days=1)
WRITTEN: Final[Mapping[SpanKind, str]] = {
    "day": "2026-11-27",
    "week": "2026-W48",
    "month": "2026-11",
    "quarter": "2026-Q4",
    "year": "2026",
    "any": "2026-11-01..2026-11-20",
}
"""How the days of each kind are written."""


class PeriodUnreadable(Exception):
    """The days of a report are not written as its kind has them."""

    code, status = "report-period-invalid", 422


def read(kind: SpanKind, written: str) -> Period:
    """The days. Raises `PeriodUnreadable`, which says how they are written."""
    try:
        return _READ[kind](written.strip())
    except (ValueError, AttributeError, TypeError, IndexError, OverflowError):
        raise PeriodUnreadable(f"报告期“{written[:40]}”写法不对，应如 {WRITTEN[kind]}") from None


def write(kind: SpanKind, period: Period) -> str:
    """As `read` takes it."""
    begin = period.begin
    year, week, _ = begin.isocalendar()
    return {
        "day": begin.isoformat(),
        "week": f"{year}-W{week:02}",
        "month": f"{begin:%Y-%m}",
        "quarter": f"{begin.year}-Q{(begin.month + 2) // 3}",
        "year": f"{begin.year}",
        "any": f"{begin}..{period.end}",
    }[kind]


def last_whole(kind: SpanKind, today: date) -> Period:
    """The last one of its kind that is over."""
    unit = "day" if kind == "any" else kind
    return around(around(today, unit).begin - _DAY, unit)


def name(kind: SpanKind, period: Period) -> str:
    """As it stands in a title."""
    if kind == "week":
        year, week, _ = period.begin.isocalendar()
        return f"{year}年第{week}周，{_short(period)}"
    return period.name


def _short(period: Period) -> str:
    return f"{period.begin.month}月{period.begin.day}日至{period.end.month}月{period.end.day}日"


def _day(written: str) -> Period:
    day = date.fromisoformat(written)
    return Period(day, day)


def _week(written: str) -> Period:
    found = re.fullmatch(r"(\d{4})-W(\d{1,2})", written)
    if found is None:
        return around(date.fromisoformat(written), "week")
    return around(date.fromisocalendar(int(found[1]), int(found[2]), 1), "week")


def _month(written: str) -> Period:
    year, month = re.fullmatch(r"(\d{4})-(\d{1,2})", written).groups()  # type: ignore[union-attr] # read() says so
    return around(date(int(year), int(month), 1), "month")


def _quarter(written: str) -> Period:
    year, quarter = re.fullmatch(r"(\d{4})-?Q([1-4])", written).groups()  # type: ignore[union-attr]
    return around(date(int(year), 3 * int(quarter) - 2, 1), "quarter")


def _any(written: str) -> Period:
    begin, end = (date.fromisoformat(part) for part in written.split(".."))
    if end < begin:
        raise ValueError(written)
    return Period(begin, end)


_READ: Final[Mapping[SpanKind, Callable[[str], Period]]] = {
    "day": _day,
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "year": lambda written: around(date(int(re.fullmatch(r"\d{4}", written)[0]), 1, 1), "year"),  # type: ignore[index]
    "any": _any,
}
