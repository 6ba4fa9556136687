"""The figures on the public labelled messages, when they are on this machine; maps; simulated errors of hearing."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from routing import evaluation
from routing.classifier.features import Document
from routing.evaluation import measuring, messages
from routing.evaluation.mapping import Mapping
from routing.evaluation.messages import Message
from routing.evaluation.mishearing import as_heard, misheard, without_words
from routing.evaluation.splitting import by_time
from routing.wording import sounds

MAP = Path(evaluation.__file__).parent / "taidi7.csv"


def test_misheard_characters_sound_the_same() -> None:
    text = "我们小区停水已经两天了，没有水做饭"
    heard = misheard(text, 1.0, random.Random(1))
    assert heard != text
    assert sounds(heard) == sounds(text)
    assert misheard(text, 0.0, random.Random(1)) == text


def test_the_longest_prefix_of_a_map_wins(tmp_path: Path) -> None:
    table = tmp_path / "map.csv"
    table.write_text("code,label\n01,a\n0101,b\n010107,c\n", encoding="utf-8")
    mapping = Mapping.read(table)
    assert [mapping.label(code) for code in ("010107", "010101", "010201", "020101")] == ["c", "b", "a", ""]


def test_words_are_dropped_whole_and_punctuation_stays() -> None:
    assert without_words("小区停水，请处理", 1.0, random.Random(1)) == "，"
    assert without_words("小区停水，请处理", 0.0, random.Random(1)) == "小区停水，请处理"
    heard = as_heard(Document("家里停水已经两天了，没有水做饭" * 5, "停水两天"), random.Random(3))
    assert heard != Document("家里停水已经两天了，没有水做饭" * 5, "停水两天")


def of_days(*days: int | None, group: str = "") -> list[Message]:
    begin = datetime(2026, 1, 1)
    return [
        Message(Document(f"第{n}件"), "a", group or str(n), None if day is None else begin + timedelta(days=day))
        for n, day in enumerate(days)
    ]


def test_the_newest_fifth_is_the_test_and_its_near_duplicates_are_no_training() -> None:
    rows = of_days(5, 1, 4, 2, 3)
    split = by_time([*rows, *of_days(0, group="0")])  # the oldest is a near-duplicate of the newest
    assert split is not None
    older, newest = split
    assert newest == [rows[0]]
    assert older == [rows[1], rows[3], rows[4], rows[2]]


def test_messages_without_a_date_take_no_part_in_the_time_split() -> None:
    split = by_time([*of_days(*[None] * 20), *of_days(5, 1, 4, 2, 3)])
    assert split is not None
    assert [message.at is None for part in split for message in part] == [False] * 5


def test_without_dates_there_is_no_time_split() -> None:
    assert by_time(of_days(None, None, 1)) is None


def test_times_of_a_file_are_read(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text(
        "subject,body,label,time\na,b,c,2020/1/6 12:09:38\na,b,c,2020-01-07T08:00:00\na,b,c,昨天\n", encoding="utf-8"
    )
    at = [message.at for message in messages.read(table)]
    assert [None if one is None else one.day for one in at] == [6, 7, None]


def test_figures_of_folds_of_time_and_of_hearing() -> None:
    topics = ("路灯不亮走路危险", "家里停水做不了饭", "垃圾没有人清运")
    begin = datetime(2026, 1, 1)
    rows = [
        Message(
            Document(f"{topics[n % 3]}，第{n}天", topics[n % 3][:4]), "abc"[n % 3], str(n), begin + timedelta(days=n)
        )
        for n in range(45)
    ]
    found = measuring.cross_validated(rows)
    assert found["macro_f1"] == 1.0
    assert found["p50_ms"] <= found["p99_ms"]
    assert 0.0 <= found["misheard"]["loss"] < 0.2
    assert found["time_split"]["tested_on"] == 9
    assert found["time_split"]["trained_on"] == 36


@pytest.mark.slow
def test_cold_start_on_the_labelled_messages(labelled: Path) -> None:
    found = measuring.cold(Mapping.read(MAP), messages.read(labelled))
    assert found["macro_f1"] >= 0.78
    assert found["misheard"]["loss"] < 0.04


@pytest.mark.slow
def test_trained_on_two_thirds_of_the_labelled_messages(labelled: Path) -> None:
    rows = messages.read(labelled)
    groups = sorted({row.group for row in rows})
    test_groups = set(groups[::3])
    found = measuring.held_out(
        [row for row in rows if row.group not in test_groups], [row for row in rows if row.group in test_groups]
    )
    assert found["macro_f1"] >= 0.89
    assert found["coverage_at_97"] >= 0.65
    assert found["ece"] <= 0.05
    assert found["misheard"]["loss"] < 0.03
