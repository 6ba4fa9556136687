"""The calendar against what was announced, and limits counted by hand across the holidays."""

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from models.calendar import ClockHours, Limit, WorkingCalendar, WorkingDays, WorkingHours, due_at
from models.calendar.spans import span
from models.clock import LOCAL

CALENDAR = WorkingCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_announced_day(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert CALENDAR.is_working(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        # 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号: read off the notices by hand
        ("2024-02-04", True), ("2024-02-10", False), ("2024-02-17", False), ("2024-02-18", True),
        ("2024-09-29", True), ("2024-10-07", False), ("2024-10-08", True), ("2024-10-12", True),
        ("2025-01-26", True), ("2025-01-28", False), ("2025-02-04", False), ("2025-02-08", True),
        ("2025-04-27", True), ("2025-05-05", False), ("2025-09-28", True), ("2025-10-08", False),
        ("2025-10-11", True), ("2026-01-02", False), ("2026-01-04", True), ("2026-02-14", True),
        ("2026-02-23", False), ("2026-02-28", True), ("2026-10-07", False), ("2026-10-10", True),
    ],
)  # fmt: skip
def test_days_read_off_the_notices(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        # 春节 2024: 10 to 17 February off, Sunday 18 worked
        ("2024-02-08 16:00", WorkingDays(3), "2024-02-19 23:59:59"),
        # 春节 2025: 28 January to 4 February off, Saturday 8 February worked
        ("2025-01-27 09:00", WorkingDays(3), "2025-02-07 23:59:59"),
        ("2025-01-27 09:00", WorkingDays(4), "2025-02-08 23:59:59"),
        # 国庆 2025: 1 to 8 October off, Saturday 11 worked
        ("2025-09-30 10:00", WorkingDays(3), "2025-10-11 23:59:59"),
        # New Year 2025: only 1 January off
        ("2024-12-31 10:00", WorkingDays(1), "2025-01-02 23:59:59"),
        # New Year 2026: 1 to 3 January off, Sunday 4 worked
        ("2025-12-31 10:00", WorkingDays(3), "2026-01-06 23:59:59"),
        # 国庆 2024, office hours: the last half hour of 30 September, then from 8 October
        ("2024-09-30 17:00", WorkingHours(4), "2024-10-08 12:00:00"),
        # 春节 2026: 15 to 23 February off, Saturday 14 and Saturday 28 worked
        ("2026-02-13 16:00", WorkingDays(3), "2026-02-25 23:59:59"),
        ("2026-02-25 10:00", WorkingDays(3), "2026-02-28 23:59:59"),
        # 国庆 2026: 1 to 7 October off, Saturday 10 worked; asked after hours on the eve
        ("2026-09-30 17:31", WorkingDays(3), "2026-10-10 23:59:59"),
        ("2026-10-03 12:00", WorkingDays(1), "2026-10-08 23:59:59"),
        # 国庆 and 中秋 2025 by office hours: one hour on the eve, the other after eight days
        ("2025-09-30 16:30", WorkingHours(2), "2025-10-09 09:30:00"),
        # 特急 knows no holiday
        ("2025-01-28 23:00", ClockHours(24), "2025-01-29 23:00:00"),
    ],
)
def test_counted_by_hand(start: str, limit: Limit, end: str) -> None:
    assert due_at(at(start), limit, CALENDAR).astimezone(LOCAL) == at(end)


@pytest.mark.parametrize("text", ["3", "0wd", "1.5wd", "wd", "3 wd", "-1h"])
def test_a_limit_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="时限"):
        span(text)
