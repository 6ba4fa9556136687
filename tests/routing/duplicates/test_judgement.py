"""Are two demands one matter, and does the judgement say why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from models.catalogue.vocabulary import MatterEntry, Vocabulary, city_folder
from routing.duplicates import Demand, Policy, Relation, judge, score

Make = Callable[..., Demand]

SMOKE = "翠竹花园3栋楼下的老李烧烤店每天晚上油烟直接往楼上排，家里不敢开窗，请城管来处理一下。"
SMOKE_AGAIN = "上次说的翠竹花园楼下老李烧烤店，油烟还是往楼上排，开不了窗，城管来过没用。"


def test_one_matter_told_in_other_words(demand: Make) -> None:
    judgement = judge(demand(SMOKE), demand(SMOKE_AGAIN, hours=30))
    assert judgement.same
    assert any(reason.startswith("都提到“") for reason in judgement.reasons)


def test_recognition_errors_of_the_right_sound_change_little(demand: Make) -> None:
    heard = "翠竹花圆3栋楼下的老李烧考店每天晚上油烟直接往楼上牌，家里不敢开窗，请城管来处里一下。"
    assert score(demand(SMOKE), demand(heard)) > score(demand(SMOKE), demand(SMOKE_AGAIN)) > 0.5


def test_other_matters_are_not_the_same(demand: Make) -> None:
    for other in ("医保卡丢了怎么补办，要带什么材料？", "书院路的路灯坏了三盏，晚上看不见路。"):
        assert not judge(demand(SMOKE), demand(other)).same


def test_the_same_words_about_another_place_count_less(demand: Make) -> None:
    elsewhere = SMOKE.replace("翠竹花园", "金桂小区")
    near = demand(SMOKE, subject="翠竹花园烧烤店油烟扰民", place="421202001")
    far = demand(elsewhere, subject="金桂小区烧烤店油烟扰民", place="421281003")
    again = demand(SMOKE_AGAIN, subject="翠竹花园烧烤店油烟扰民", place="421202001")
    assert score(near, again) > score(near, far)
    assert "地点不同" in judge(near, far).reasons


def test_a_wider_place_is_no_other_place(demand: Make) -> None:
    county, village = demand(SMOKE, place="421202"), demand(SMOKE_AGAIN, place="421202001003")
    assert score(county, village) == score(demand(SMOKE), demand(SMOKE_AGAIN))


@pytest.mark.parametrize(
    ("known", "hours", "relation"),
    [
        ({"person": "a"}, 24 * 20, Relation.REPEAT),
        ({"person": "a"}, 24 * 40, Relation.SAME),
        ({"person": "b"}, 24, Relation.GROUP),
        ({"person": "b"}, 24 * 10, Relation.SAME),
        ({}, 24, Relation.SAME),
    ],
)
def test_windows_tell_repeat_group_and_same(
    demand: Make, known: dict[str, str], hours: float, relation: Relation
) -> None:
    first = demand(SMOKE, person="a")
    assert judge(first, demand(SMOKE_AGAIN, hours=hours, **known)).relation is relation


def test_the_same_person_within_the_window_is_said_and_weighs(demand: Make) -> None:
    first, later = demand(SMOKE, person="a"), demand(SMOKE_AGAIN, person="a", hours=72)
    stranger = demand(SMOKE_AGAIN, person="b", hours=72)
    assert judge(first, later).score > judge(first, stranger).score
    assert "同一来电人，相隔 3 天" in judge(first, later).reasons


def test_categories_weigh(demand: Make) -> None:
    first = demand(SMOKE, category="030201")
    scores = [score(first, demand(SMOKE_AGAIN, category=code)) for code in ("030201", "030999", "110101")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_either_order_gives_the_same_judgement(demand: Make) -> None:
    first, second = demand(SMOKE, person="a"), demand(SMOKE_AGAIN, hours=5, person="b")
    assert judge(first, second) == judge(second, first)


def test_the_threshold_is_policy(demand: Make) -> None:
    first, second = demand(SMOKE), demand(SMOKE_AGAIN)
    assert judge(first, second).same
    assert not judge(first, second, policy=Policy(threshold=0.999)).same


def test_a_city_sets_windows_and_marks_and_the_rest_is_as_proposed() -> None:
    said = [MatterEntry("repeat", hours=48), MatterEntry("same", score=0.9), MatterEntry("emergency", 1, 3)]
    usual = Policy()
    assert Policy.of(said) == replace(usual, repeat=timedelta(hours=48), threshold=0.9)
    assert Policy.of([]) == usual
    assert Policy.of(Vocabulary.from_folder(city_folder("xianning")).matters) == usual


def test_a_shorter_window_makes_no_repeated_call(demand: Make) -> None:
    first, later = demand(SMOKE, person="a"), demand(SMOKE_AGAIN, person="a", hours=72)
    assert judge(first, later).relation is Relation.REPEAT
    assert judge(first, later, policy=Policy(repeat=timedelta(hours=48))).relation is Relation.SAME


@pytest.mark.parametrize("words", ["", "。", "喂", "嗯嗯"])
def test_next_to_no_words_are_no_duplicate(demand: Make, words: str) -> None:
    assert not judge(demand(words), demand(words, id="other")).same
    assert not judge(demand(words), demand(SMOKE)).same
