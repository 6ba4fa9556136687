"""What the words of a text message are: ratings are not house numbers, and a demand may begin with any word."""

from datetime import date

import pytest

from integrations.channel.said import said
from models.orders.numbering import order_number

NUMBER = order_number("XN", "WZ", date(2026, 11, 23), 1)
WRONG = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)


@pytest.mark.parametrize(
    ("words", "score", "solved", "told"),
    [
        ("5", 5, "已解决", ""),
        (" ５分。", 5, "已解决", ""),
        ("1分，没人来修", 1, "未解决", "没人来修"),
        ("2,没有解决", 2, "未解决", "没有解决"),
        ("3，部分解决", 3, "部分解决", "部分解决"),
        ("4。还没解决", 4, "未解决", "还没解决"),
        ("非常不满意，来电没人接", 1, "未解决", "来电没人接"),
        ("满意", 4, "已解决", ""),
        (f"{NUMBER} 5", 5, "已解决", ""),
    ],
)
def test_ratings(words: str, score: int, solved: str, told: str) -> None:
    found = said(words)
    assert (found.kind, found.words, found.details) == ("rating", told, {"score": score, "solved": solved})
    assert found.order_no == (NUMBER if NUMBER in words else None)


@pytest.mark.parametrize(
    "words",
    [
        "3 号楼停水三天了", "5号楼电梯坏了", "12", "6", "1路公交不停站", "满意度调查是骗人的吗", "补充协议不合理",
        "催办证件太慢", f"{WRONG} 路灯不亮",
    ],
)  # fmt: skip
def test_what_is_a_demand(words: str) -> None:
    found = said(words)
    assert (found.kind, found.words, found.order_no) == ("demand", words, None)


@pytest.mark.parametrize(
    ("words", "kind", "number"),
    [
        ("补充：第四根也不亮", "supplement", None),
        ("催办", "urge", None),
        (f"催办{NUMBER}", "urge", NUMBER),
        (f"{NUMBER.lower()} 撤诉，已经修好", "withdraw", NUMBER),
        (f"工单{NUMBER}第四根也不亮", "supplement", NUMBER),
    ],
)
def test_what_belongs_to_an_order(words: str, kind: str, number: str | None) -> None:
    found = said(words)
    assert (found.kind, found.words, found.order_no) == (kind, words, number)
