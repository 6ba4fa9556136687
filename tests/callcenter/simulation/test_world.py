"""Simulated time: in order, by the clock that everything reads, and office hours as the staff know them."""

from datetime import UTC, datetime, timedelta

from callcenter.simulation.world import World
from models import clock
from models.clock import LOCAL

FRIDAY = datetime(2026, 3, 6, 16, 30, tzinfo=LOCAL)


def test_what_is_planned_happens_in_its_order_and_the_clock_says_when() -> None:
    world = World(FRIDAY, FRIDAY + timedelta(hours=1), 1)
    seen: list[tuple[str, datetime]] = []
    world.after(60, lambda: seen.append(("second", clock.now())))
    world.after(30, lambda: world.at(FRIDAY, lambda: seen.append(("in the past: next", clock.now()))))
    world.after(3600, lambda: seen.append(("after the end", clock.now())))
    world.run()
    first = FRIDAY.astimezone(UTC) + timedelta(seconds=30)
    assert seen == [("in the past: next", first), ("second", first + timedelta(seconds=30))]


def test_office_hours_jump_over_noon_nights_weekends_and_holidays() -> None:
    world = World(FRIDAY, FRIDAY + timedelta(days=1), 1)
    assert world.worked_hours(FRIDAY, 0.5) == FRIDAY + timedelta(minutes=30)
    assert world.worked_hours(FRIDAY, 2) == datetime(2026, 3, 9, 9, 30, tzinfo=LOCAL)
    before_may = datetime(2026, 4, 30, 17, 0, tzinfo=LOCAL)
    assert world.worked_hours(before_may, 1) > datetime(2026, 5, 5, 17, tzinfo=LOCAL)  # 劳动节
    assert not world.office_is_open(datetime(2026, 3, 6, 13, tzinfo=LOCAL))
    assert world.office_is_open(FRIDAY)


def test_an_actors_draws_are_his_own_and_the_seeds() -> None:
    one, same, other = (World(FRIDAY, FRIDAY, seed).draws("desk").random() for seed in (1, 1, 2))
    assert one == same != other
    assert World(FRIDAY, FRIDAY, 1).draws("units").random() != one
