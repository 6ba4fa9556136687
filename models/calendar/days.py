"""Which days are worked: weekends, statutory holidays and shifted working days (调休), as the State Council announces.

The library knows announced years only. The table `calendar_day` corrects it and runs ahead of it: a year whose
1 January stands there counts as announced, with the days listed as its exceptions and the weekends otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue.rules import office_hours
from models.catalogue.tables import CalendarDay, CitySetting

_DAY = timedelta(days=1)


class CalendarGap(Exception):
    """The calendar has no data for a year that an answer needs. Code: `calendar-gap`.

    An administrator enters the year's days; until then `WorkingCalendar.weekends_only()` gives a marked guess.
    """

    code = "calendar-gap"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"工作日历没有 {year} 年的数据，请在日历中录入国务院公布的放假安排")


@dataclass(frozen=True)
class WorkingCalendar:
    """office: the hours of a working day; day_ends: when its last moment is, for limits in days (city policy)."""

    overrides: Mapping[date, bool] = field(default_factory=dict)
    guesses: bool = False
    office: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))
    day_ends: time = time(23, 59, 59)

    @property
    def day_minutes(self) -> int:
        """Minutes of one working day in the office, by which minutes of office hours are read as days."""
        return sum((end.hour - begin.hour) * 60 + end.minute - begin.minute for begin, end in self.office)

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked. Raises `CalendarGap` for a year without data."""
        if day in self.overrides:
            return self.overrides[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if self.guesses or date(day.year, 1, 1) in self.overrides:
                return day.weekday() < 5
            raise CalendarGap(day.year) from None

    def missing(self, today: date) -> tuple[int, ...]:
        """The years that limits begun today need and that are not known; the next one counts from December on."""
        years = (today.year, today.year + 1) if today.month == 12 else (today.year,)
        return tuple(year for year in years if not self.knows(year))

    def knows(self, year: int) -> bool:
        """Whether the year's holidays are known."""
        try:
            self.is_working(date(year, 1, 1))
        except CalendarGap:
            return False
        return True

    def later(self, day: date, working_days: int) -> date:
        """The working day that is the `working_days`-th (1 or more) strictly after `day`."""
        for _ in range(working_days):
            day += _DAY
            while not self.is_working(day):
                day += _DAY
        return day

    def weekends_only(self) -> "WorkingCalendar":
        """The same, with nothing but weekends off in years without data: a guess that its user must own up to."""
        return replace(self, guesses=True)


SETTINGS = ("office_hours", "day_ends")


def calendar_of(overrides: Mapping[date, bool], settings: Mapping[str, str]) -> WorkingCalendar:
    """A calendar with the city's own days and office hours. settings: see `models.catalogue.rules.SETTINGS`."""
    usual = WorkingCalendar(overrides)
    hours, ends = (settings.get(name, "") for name in SETTINGS)
    return replace(
        usual,
        office=office_hours(hours) if hours else usual.office,
        day_ends=time.fromisoformat(ends) if ends else usual.day_ends,
    )


def stored_calendar(session: Session) -> WorkingCalendar:
    """The calendar with the city's own days and hours."""
    days = session.execute(select(CalendarDay.day, CalendarDay.working))
    settings = session.execute(select(CitySetting.key, CitySetting.value).where(CitySetting.key.in_(SETTINGS)))
    return calendar_of({row.day: row.working for row in days}, {row.key: row.value for row in settings})
