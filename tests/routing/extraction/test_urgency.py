"""Danger signals: what must be telephoned at once, and what only sounds like it."""

import pytest

from routing.extraction.urgency import signals, urgency


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
def test_level(text: str, level: str) -> None:
    assert urgency(signals(text)) == level


def test_the_gravest_comes_first_and_each_meaning_once() -> None:
    found = signals("整个小区停水了，楼道里还有煤气味，厨房里也有煤气味")
    assert [signal.level for signal in found] == ["特急", "紧急"]
