"""The figures on the public labelled messages, when they are on this machine; maps; simulated errors of hearing."""

import random
from pathlib import Path

import pytest

from routing import evaluation
from routing.evaluation import measuring, messages
from routing.evaluation.mapping import Mapping
from routing.evaluation.mishearing import misheard
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


@pytest.mark.slow
def test_cold_start_on_the_labelled_messages(labelled: Path) -> None:
    found = measuring.cold(Mapping.read(MAP), messages.read(labelled))
    assert found["macro_f1"] >= 0.70


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
