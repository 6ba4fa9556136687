"""Danger signals: what must be telephoned at once, and what only sounds like it."""

import pytest

from models.catalogue.vocabulary import SignalEntry, Vocabulary
from routing.extraction.urgency import Dangers, urgency


@pytest.fixture(scope="module")
def dangers(vocabulary: Vocabulary) -> Dangers:
    return Dangers(vocabulary.signals)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("楼道里有很浓的煤气味", "特急"),
        ("路上的井盖不见了", "特急"),
        ("高压线断了掉在地上", "特急"),
        ("消防通道被车堵住了", "特急"),
        ("再不给钱我就从楼上跳楼", "特急"),
        ("然气泄漏了快来人", "特急"),
        ("整个小区都停水了", "紧急"),
        ("工厂往河里偷排污水", "紧急"),
        ("路灯不亮了", "一般"),
        ("请问怎么办社保卡", "一般"),
        ("幸好没有人受伤", "一般"),
        ("宣传预防触电的知识", "一般"),
    ],
)
def test_level(dangers: Dangers, text: str, level: str) -> None:
    assert urgency(dangers.signals(text)) == level


def test_the_gravest_comes_first_and_each_meaning_once(dangers: Dangers) -> None:
    found = dangers.signals("整个小区停水了，楼道里还有煤气味，厨房里也有煤气味")
    assert [signal.level for signal in found] == ["特急", "紧急"]


def test_a_city_has_its_own_signals() -> None:
    """Nothing is a danger that the city does not call one; the graver level of one meaning counts."""
    dangers = Dangers(
        (
            SignalEntry("A", "紧急", "堤坝险情", "堤坝渗水"),
            SignalEntry("B", "特急", "堤坝险情", "堤坝要垮"),
            SignalEntry("C", "特急", "山洪", "山洪来了", by_sound=True),
        )
    )
    assert [(s.level, s.meaning) for s in dangers.signals("堤坝渗水，堤坝要垮了")] == [("特急", "堤坝险情")]
    assert [s.meaning for s in dangers.signals("三红来了快来人")] == ["山洪"]
    assert dangers.signals("路上的井盖不见了") == []
