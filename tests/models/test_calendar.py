"""Working days and limits on the real Chinese calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import catalogue
from models.calendar import (
    CalendarGap,
    ClockHours,
    WorkingCalendar,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    due_at,
    office_minutes,
    stored_calendar,
    warn_at,
)
from models.clock import LOCAL
from models.database import Store

CALENDAR = WorkingCalendar()
DAY_END = time(23, 59, 59)


def china(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (china(11, 23, 9), 3, (11, 26)),  # Monday morning
        (china(11, 23, 17, 29), 3, (11, 26)),
        (china(11, 23, 17, 31), 3, (11, 26)),  # after hours: Tuesday is the first of the three
        (china(11, 27, 18), 1, (11, 30)),  # Friday evening
        (china(11, 28), 3, (12, 2)),  # Saturday: counts from Monday
        (china(9, 30, 16), 1, (10, 8)),  # before the National Day week
        (china(10, 9, 9), 1, (10, 10)),  # a Saturday that is worked (调休)
        (china(2, 13, 9), 1, (2, 14)),  # before Spring Festival, again a worked Saturday
    ],
)
def test_working_days(start: datetime, days: int, end: tuple[int, int]) -> None:
    due = due_at(start, WorkingDays(days), CALENDAR)
    assert due.tzinfo is UTC
    assert due.astimezone(LOCAL) == datetime.combine(date(2026, *end), DAY_END, LOCAL)


def test_days_may_end_with_the_office() -> None:
    closing = WorkingCalendar(day_ends=time(17, 30))
    assert due_at(china(11, 23), WorkingDays(1), closing).astimezone(LOCAL) == china(11, 24, 17, 30)


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        (china(11, 23, 9), WorkingHours(4), china(11, 23, 15, 30)),  # 3 h before noon, the fourth from 14:30
        (china(11, 23, 12, 30), WorkingHours(1), china(11, 23, 15, 30)),  # in the lunch break
        (china(11, 23, 17), WorkingHours(1), china(11, 24, 9)),
        (china(11, 27, 17, 31), WorkingMinutes(30), china(11, 30, 9)),  # Friday after hours
        (china(11, 23, 8, 30), WorkingHours(6.5), china(11, 23, 17, 30)),  # a whole day's office hours
    ],
)
def test_working_hours(start: datetime, limit: WorkingMinutes, end: datetime) -> None:
    assert due_at(start, limit, CALENDAR) == end


def test_clock_hours_know_no_night() -> None:
    assert due_at(china(11, 28, 23), ClockHours(2), CALENDAR) == china(11, 29, 1)


def test_a_year_without_data_is_an_alarm_not_a_guess() -> None:
    with pytest.raises(CalendarGap) as gap:
        due_at(china(12, 30, year=2029), WorkingDays(3), CALENDAR)
    assert gap.value.code == "calendar-gap"
    guessed = due_at(china(12, 28, year=2029), WorkingDays(3), CALENDAR.weekends_only())  # a Friday
    assert guessed.astimezone(LOCAL).date() == date(2030, 1, 2)


def test_the_city_may_enter_a_year_and_change_a_day(store: Store) -> None:
    with store.transaction() as session:
        session.add_all(
            [
                catalogue.CalendarDay(day=date(2030, 1, 1), working=False, name="元旦"),
                catalogue.CalendarDay(day=date(2026, 11, 24), working=False, name="市运动会"),
            ]
        )
    with store.reading() as session:
        calendar = stored_calendar(session)
    assert not calendar.is_working(date(2030, 1, 1))
    assert calendar.is_working(date(2030, 1, 2))  # the year counts as announced
    assert due_at(china(11, 23), WorkingDays(1), calendar).astimezone(LOCAL).date() == date(2026, 11, 25)
    with pytest.raises(CalendarGap):
        calendar.is_working(date(2031, 1, 2))


def test_when_it_turns_yellow() -> None:
    start = china(11, 23)
    due = due_at(start, WorkingDays(3), CALENDAR)
    assert warn_at(start, due, WorkingDays(3)) == china(11, 26, 0)
    short = due_at(start, ClockHours(10), CALENDAR)
    assert warn_at(start, short, ClockHours(10)) == short - timedelta(hours=2)
    assert warn_at(start, start + timedelta(hours=100), ClockHours(100)) == start + timedelta(hours=96)


starts = st.datetimes(datetime(2024, 1, 1), datetime(2026, 9, 1), timezones=st.just(LOCAL))
limits = st.one_of(
    st.integers(1, 15).map(WorkingDays), st.integers(1, 4000).map(WorkingMinutes), st.floats(0.1, 72).map(ClockHours)
)


@given(starts, limits, st.timedeltas(timedelta(), timedelta(days=20)))
def test_a_later_start_is_never_due_earlier(
    start: datetime, limit: WorkingDays | WorkingMinutes | ClockHours, later: timedelta
) -> None:
    assert start < due_at(start, limit, CALENDAR) <= due_at(start + later, limit, CALENDAR)


@given(starts, st.integers(1, 15))
def test_days_between_are_counted_once(start: datetime, days: int) -> None:
    due = due_at(start, WorkingDays(days), CALENDAR).astimezone(LOCAL).date()
    passed = [start.date() + timedelta(days=n) for n in range(1, (due - start.date()).days + 1)]
    assert sum(map(CALENDAR.is_working, passed)) == days
    assert CALENDAR.is_working(due)


@given(starts, st.integers(1, 3000), st.integers(1, 3000))
def test_minutes_add_up(start: datetime, first: int, second: int) -> None:
    half = due_at(start, WorkingMinutes(first), CALENDAR)
    assert due_at(half, WorkingMinutes(second), CALENDAR) == due_at(start, WorkingMinutes(first + second), CALENDAR)


@given(starts, limits)
def test_yellow_lies_before_red(start: datetime, limit: WorkingDays | WorkingMinutes | ClockHours) -> None:
    due = due_at(start, limit, CALENDAR)
    assert warn_at(start, due, limit) < due


@given(start=starts, minutes=st.integers(1, 6000))
def test_minutes_of_the_office_are_those_of_the_limit(start: datetime, minutes: int) -> None:
    """What a limit in office hours adds is what is counted between its ends."""
    end = due_at(start, WorkingMinutes(minutes), CALENDAR)
    assert office_minutes(start, end, CALENDAR) == minutes


def test_a_holiday_has_no_office() -> None:
    assert office_minutes(china(10, 1, 0), china(10, 7, 23), CALENDAR) == 0
    assert office_minutes(china(11, 23, 17), china(11, 24, 9), CALENDAR) == 60


changed_days = st.dictionaries(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=40)


@given(starts, st.integers(1, 15), changed_days)
def test_what_an_administrator_enters_holds(start: datetime, days: int, changes: dict[date, bool]) -> None:
    """Whatever days a city adds or takes away: each is as entered, all others as announced, and limits still add up."""
    calendar = WorkingCalendar(changes)
    for day, working in changes.items():
        assert calendar.is_working(day) is working
    due = due_at(start, WorkingDays(days), calendar).astimezone(LOCAL).date()
    passed = [start.date() + timedelta(days=n) for n in range(1, (due - start.date()).days + 1)]
    assert sum(map(calendar.is_working, passed)) == days
    assert all(calendar.is_working(day) == CALENDAR.is_working(day) for day in passed if day not in changes)


@given(st.integers(2028, 2060), st.integers(1, 300), limits)
def test_an_unknown_year_alarms_and_its_guess_never_crashes(
    year: int, day: int, limit: WorkingDays | WorkingMinutes | ClockHours
) -> None:
    start = datetime(year, 1, 1, 10, tzinfo=LOCAL) + timedelta(days=day)
    assert CALENDAR.missing(start.date()) == (year,)
    if not isinstance(limit, ClockHours):
        with pytest.raises(CalendarGap):
            due_at(start, limit, CALENDAR)
    assert due_at(start, limit, CALENDAR.weekends_only()) > start
    entered = WorkingCalendar({date(year + n, 1, 1): False for n in range(2)})
    assert entered.missing(start.date()) == ()
    assert due_at(start, limit, entered) > start
