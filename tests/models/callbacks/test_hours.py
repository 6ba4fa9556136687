"""When a citizen may be asked: friendly hours, never twice in a half day, spread over the day's bands."""

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingCalendar
from models.callbacks.hours import half_day, next_hour, within
from models.clock import LOCAL

BANDS = "09:00-11:30 14:30-18:00 18:30-20:00"
CALENDAR = WorkingCalendar()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL)


def test_at_night_it_waits_for_the_morning() -> None:
    assert next_hour(at(23, 23), (), BANDS, "all", CALENDAR) == at(24, 9)
    assert next_hour(at(24, 5), (), BANDS, "all", CALENDAR) == at(24, 9)
    assert next_hour(at(24, 9, 5), (), BANDS, "all", CALENDAR) == at(24, 9, 5)
    assert next_hour(at(24, 12), (), BANDS, "all", CALENDAR) == at(24, 14, 30)


def test_each_attempt_is_at_another_hour() -> None:
    first = at(24, 10)
    second = next_hour(first, [first], BANDS, "all", CALENDAR)
    assert second == at(24, 14, 30)
    third = next_hour(second, [first, second], BANDS, "all", CALENDAR)
    assert third == at(25, 18, 30)  # not this evening: it is the same half day


def test_on_working_days_only_where_the_city_says_so() -> None:
    saturday = at(28, 10)
    assert next_hour(saturday, (), BANDS, "all", CALENDAR) == saturday
    assert next_hour(saturday, (), BANDS, "working", CALENDAR) == at(30, 9)
    assert not within(saturday, BANDS, "working", CALENDAR)
    assert within(saturday, BANDS, "all", CALENDAR)
    assert not within(at(28, 11, 30), BANDS, "all", CALENDAR)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30)), st.sampled_from(["all", "working"]))
def test_three_attempts_always_fall_into_friendly_hours(naive: datetime, days: str) -> None:
    now, made = naive.replace(tzinfo=LOCAL), list[datetime]()
    for _ in range(3):
        now = next_hour(now, made, BANDS, days, CALENDAR)
        assert within(now, BANDS, days, CALENDAR)
        made.append(now)
    assert all(a < b and half_day(a) != half_day(b) for a, b in pairwise(made))
    assert len({moment.time().hour // 4 for moment in made}) >= 2
