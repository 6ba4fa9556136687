"""Who must be told: thresholds of people per time, dangers, and counts above the usual."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.catalogue.vocabulary import MatterEntry, Vocabulary, city_folder
from routing.duplicates import Demand
from routing.hot_issues import THRESHOLDS, alert, by_matter, surge, thresholds_of
from routing.hot_issues.alerts import EMERGENCIES, EMERGENCY, SHIFT_LEADER
from routing.hot_issues.clustering import growth, peak
from routing.hot_issues.surge import slots
from routing.hot_issues.title import LONGEST, shortened
from routing.hot_issues.urgency import urgency

Make = Callable[..., Demand]


def _calls(demand: Make, people: int, hours: float) -> list[Demand]:
    """So many people, evenly spread over so many hours."""
    return [
        demand("自来水发黄", id=str(n), hours=hours * n / max(people - 1, 1), person=f"p{n}") for n in range(people)
    ]


@pytest.mark.parametrize(
    ("people", "hours", "to"),
    [
        (4, 1.0, None),
        (5, 1.9, SHIFT_LEADER),
        (5, 8.0, None),
        (9, 20.0, None),
        (10, 23.0, SHIFT_LEADER),
        (10, 60.0, None),
        (30, 23.0, EMERGENCY),
    ],
)
def test_thresholds(demand: Make, people: int, hours: float, to: str | None) -> None:
    calls = _calls(demand, people, hours)
    found = alert(calls, calls[-1].at)
    assert (found.to if found else None) == to


def test_a_city_sets_its_thresholds(demand: Make) -> None:
    mine = thresholds_of([MatterEntry("shift_leader", 1, 2), MatterEntry("emergency", 1, 3), MatterEntry("repeat", 1)])
    told = [alert(calls := _calls(demand, people, 0.5), calls[-1].at, thresholds=mine) for people in (1, 2, 3)]
    assert [one.to if one else None for one in told] == [None, SHIFT_LEADER, EMERGENCY]
    shipped = Vocabulary.from_folder(city_folder("xianning")).matters
    assert thresholds_of(shipped) == thresholds_of([]) == THRESHOLDS


def test_one_person_calling_again_and_again_is_one_person(demand: Make) -> None:
    calls = [demand("自来水发黄", id=str(n), hours=n / 10, person="p") for n in range(12)]
    assert alert(calls, calls[-1].at) is None


def test_what_lies_in_the_future_does_not_count(demand: Make) -> None:
    calls = _calls(demand, 6, 1.0)
    assert alert(calls, calls[2].at) is None


def test_the_reason_names_count_and_threshold(demand: Make) -> None:
    calls = _calls(demand, 6, 1.0)
    found = alert(calls, calls[-1].at)
    assert found is not None
    assert found.reasons == ("2 小时内 6 人反映（阈值 5 人）",)
    assert found.demands == tuple(str(n) for n in range(6))


def test_a_single_emergency_is_told_at_once(demand: Make) -> None:
    call = demand("整个小区都停水了，也没有人通知")
    found = alert([call], call.at)
    assert found is not None
    assert found.to == EMERGENCY
    assert alert([call], call.at + timedelta(hours=25)) is None


def test_the_emergencies_are_meanings_of_the_citys_signals(vocabulary: Vocabulary) -> None:
    assert {signal.meaning for signal in vocabulary.signals} >= EMERGENCIES


def test_demands_are_grouped_by_place_and_third_level_category(demand: Make) -> None:
    near = [demand("停水", id=str(n), place="421202001", category="070101") for n in range(3)]
    far = demand("停水", id="far", place="421281003", category="070101")
    vague = [
        demand("停水", id="no place", category="070101"),
        demand("停水", id="coarse", place="421202", category="07"),
    ]
    assert by_matter([*near, far, *vague]) == {("421202001", "070101"): near, ("421281003", "070101"): [far]}


@pytest.mark.parametrize(
    ("count", "past", "is_surge"),
    [
        (4, [0] * 8, False),  # fewer than five are never a surge
        (5, [0] * 8, True),
        (5, [0, 0], False),  # two weeks are no history
        (8, [5, 6, 4, 5, 7, 5, 6, 4], False),
        (14, [5, 6, 4, 5, 7, 5, 6, 4], True),
        (14, [2, 14, 3, 13, 2, 15, 1, 12], False),  # it swings every other week
        (12, [6] * 8, False),  # counts that never varied still vary like Poisson: z 2.4
        (15, [6] * 8, True),
    ],
)
def test_surges(count: int, past: list[int], is_surge: bool) -> None:
    assert (surge(count, past) is not None) == is_surge


def test_slots_are_the_same_hours_of_past_weeks(demand: Make) -> None:
    now = demand("", hours=24 * 56 + 10).at
    week = timedelta(days=7)
    instants = [now, now - timedelta(minutes=30), now - week, now - 3 * week, now - timedelta(days=1)]
    count, past = slots(instants, now, timedelta(hours=2), since=now - 5 * week)
    assert count == 2
    assert past == [1, 0, 1, 0], "the fifth week's slot began before counting did"


def test_a_surge_becomes_an_alert_with_its_figures(demand: Make) -> None:
    calls = [demand("自来水发黄", id=str(n), hours=24 * 60 + n / 10, person="p") for n in range(7)]
    now = calls[-1].at
    found = alert(calls, now, since=now - timedelta(days=59))
    assert found is not None
    assert found.to == SHIFT_LEADER
    assert "过去 8 周同时段平均 0.0 件" in found.reasons[0]


def test_growth_and_peak(demand: Make) -> None:
    instants = [demand("", hours=hours).at for hours in (0, 24, 48, 24 * 7, 24 * 7 + 1, 24 * 7 + 2, 24 * 60)]
    assert growth(instants, instants[5]) == 7.0, "three in a day after three in a week"
    assert peak(instants) == 6
    assert peak([]) == 0


def test_urgency_rises_with_danger_and_anger(demand: Make) -> None:
    calm = demand("请问路灯什么时候装")
    angry = demand("多次投诉没人管，忍无可忍，要求还我们血汗钱")
    grave = demand("小区里燃气泄漏，味道很大")
    assert urgency([]) == urgency([calm]) == 0.0
    assert 0.0 < urgency([angry, calm]) < urgency([angry]) < urgency([grave]) == 1.0


def test_titles_are_cut_between_clauses() -> None:
    assert shortened("碧水湾搅拌站扰民。请尽快处理！") == "碧水湾搅拌站扰民，请尽快处理"
    long = "碧水湾小区旁边的搅拌站粉尘太大，" * 4
    assert shortened(long) == "碧水湾小区旁边的搅拌站粉尘太大"
    assert len(shortened("长" * 80)) == LONGEST
