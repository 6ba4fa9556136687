"""Definitions: whole, documented, and what periods and comparisons mean."""

from datetime import date

import pytest

from models.catalogue.choices import ASSESSMENT_ITEMS
from models.figures import DIMENSIONS, MEASURES, METRICS, Period, Value
from models.figures.documented import DOCUMENT, renewed
from models.figures.measures import callbacks, orders
from models.figures.periods import largest, split
from models.figures.question import splits
from models.figures.value import compared, ranked, value_of


def test_the_document_is_of_today() -> None:
    """Else: python -m models.figures.documented"""
    written = DOCUMENT.read_text("utf-8")
    assert renewed(written) == written


def test_every_metric_is_whole() -> None:
    for one in METRICS.values():
        assert one.formula
        assert one.clause
        assert bool(one.numerator) != bool(one.mix), one.key
        assert set(splits(one)) <= set(DIMENSIONS)
        assert all(source.measure in MEASURES for source in one.sources)
        assert set(one.mix) <= set(METRICS)
        if one.unit == "percent" and one.denominator:
            assert one.least or one.key == "occupancy"
        for source in one.sources:
            kinds = MEASURES[source.measure].details
            assert not source.details or set(source.details) <= set(kinds), one.key
    used = {source.measure for one in METRICS.values() for source in one.sources}
    assert used == set(MEASURES), "what is measured is shown"


def test_exclusions_name_items_of_the_assessment() -> None:
    named = [
        item for one in (*orders.MEASURES, *callbacks.MEASURES) for item in ASSESSMENT_ITEMS if f"'{item}'" in one.sql
    ]
    assert set(ASSESSMENT_ITEMS) == set(named), "every item that can be excluded is left out somewhere"


@pytest.mark.parametrize(
    ("period", "name", "previous", "last_year"),
    [
        ((2026, 11, 1, 2026, 11, 30), "2026年11月", (2026, 10, 1, 2026, 10, 31), (2025, 11, 1, 2025, 11, 30)),
        ((2024, 2, 1, 2024, 2, 29), "2024年2月", (2024, 1, 1, 2024, 1, 31), (2023, 2, 1, 2023, 2, 28)),
        ((2026, 1, 1, 2026, 3, 31), "2026年第1季度", (2025, 10, 1, 2025, 12, 31), (2025, 1, 1, 2025, 3, 31)),
        ((2026, 1, 1, 2026, 12, 31), "2026年", (2025, 1, 1, 2025, 12, 31), (2025, 1, 1, 2025, 12, 31)),
        ((2026, 11, 27, 2026, 11, 27), "2026年11月27日", (2026, 11, 26, 2026, 11, 26), (2025, 11, 27, 2025, 11, 27)),
        ((2024, 2, 28, 2024, 2, 29), "2024年2月28日至2024年2月29日",
         (2024, 2, 26, 2024, 2, 27), (2023, 2, 28, 2023, 2, 28)),
    ],
)  # fmt: skip
def test_periods(period: tuple[int, ...], name: str, previous: tuple[int, ...], last_year: tuple[int, ...]) -> None:
    def of(days: tuple[int, ...]) -> Period:
        return Period(date(*days[:3]), date(*days[3:]))

    one = of(period)
    assert (one.name, one.previous(), one.last_year()) == (name, of(previous), of(last_year))
    parts = sorted((part for _, part in largest(one, ("year", "month", "day"))), key=lambda part: part.begin)
    assert sum(part.days for part in parts) == one.days
    assert (parts[0].begin, parts[-1].end) == (one.begin, one.end)


def test_a_year_by_week_and_hour() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    weeks = split(year, "week")
    assert (weeks[0], weeks[-1], len(weeks)) == ("2025-12-29", "2026-12-28", 53)
    assert split(year, "quarter") == ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]
    assert len(split(year, "hour")) == 24


def test_nothing_is_divided_by_nothing() -> None:
    rate, count = METRICS["satisfied_rate"], METRICS["requests"]
    none = value_of(rate, METRICS, {})
    assert (none.value, none.denominator, none.small_sample) == (None, 0, True)
    some = value_of(rate, METRICS, {("", "rating", "5"): (3, 15_000), ("", "rating", "1"): (1, 1_000)})
    assert (some.value, some.small_sample) == (0.75, True)
    assert compared(rate, some, "previous", none).previous_change is None
    assert compared(rate, some, "previous", Value(0.5, 1, 2, False)).previous_change == 0.25
    twice = value_of(count, METRICS, {("", "received", "一般"): (4, 0)})
    assert compared(count, twice, "last_year", Value(2, 2, None, False)).last_year_change == 1
    assert compared(count, twice, "last_year", Value(0, 0, None, False)).last_year_change is None


def test_a_composed_score_by_hand() -> None:
    """90 % on time, all solved, nobody rated: 30 points are shared out; a third of the returns was refused."""
    sums = {
        ("", "reply", "plain"): (10, 9_000),
        ("", "solved", "已解决"): (10, 10_000),
        ("", "sign", ""): (20, 20_000),
        ("", "return", "x"): (3, 1_000),
    }
    found = value_of(METRICS["composite"], METRICS, sums)
    assert found.value == pytest.approx((30 * 0.9 + 30 + 10) * 100 / 70 - 5 / 3)
    assert (found.denominator, found.small_sample) == (10, False)


def test_ranks_share_a_place_and_leave_small_samples_out() -> None:
    group = {
        "a": Value(0.9, 9, 10, False), "b": Value(0.9, 18, 20, False), "c": Value(0.5, 10, 20, False),
        "d": Value(1.0, 1, 1, True), "e": Value(None, 0, 0, True),
    }  # fmt: skip
    places = {key: (value.rank, value.ranked_of) for key, value in ranked(METRICS["satisfied_rate"], group).items()}
    assert places == {"a": (1, 3), "b": (1, 3), "c": (3, 3)}
    assert ranked(METRICS["overdue_rate"], group)["c"].rank == 1
    assert ranked(METRICS["requests"], group) == {}
