"""The five elements of a demand (五要素: 姓名, 时间, 地点, 起因, 经过): which are told, where, and what to ask for
those that are not.

Who asks a question or praises needs no place and no course of events; who reports others may stay unnamed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from routing.advice import RequestType
from routing.extraction.found import CLAUSE, Found, Span, pieces
from routing.extraction.wrapping import essence
from routing.wording import han_count

Name = Literal["姓名", "时间", "地点", "起因", "经过"]
ASK: dict[Name, str] = {
    "姓名": "请问您怎么称呼？需要匿名或保密吗？",
    "时间": "请问是什么时候发生的？现在还在继续吗？",
    "地点": "请问具体在哪里？哪个县市区、乡镇街道，哪个小区或哪条路？",
    "起因": "请问具体是什么问题？",
    "经过": "请问事情的经过是怎样的？之前找过哪个单位，对方怎么答复的？",
}
_NEEDED: dict[RequestType, tuple[Name, ...]] = {
    "咨询": ("姓名", "起因"),
    "建议": ("姓名", "地点", "起因"),
    "表扬": ("姓名", "时间", "起因"),
}
_ALL: tuple[Name, ...] = ("姓名", "时间", "地点", "起因", "经过")
_CALLER = re.compile(r"(我叫|我姓|本人姓?|免贵姓|姓名[:：是]?)[一-鿿]{1,4}|匿名|不愿(意)?(透露|留)(姓名|名字)|保密")
_PROBLEM = re.compile(
    r"坏|坑|洞|停|漏|堵|不|没|无|欠|吵|噪|臭|违|乱|占|骗|丢|塌|裂|断|贵|慢|脏|积水|破|掉|危|污|假|强制|克扣|太|难|怎么|如何|什么|是否|能否|请问|建议|希望|感谢|表扬"
)
_COURSE = re.compile(
    r"(打|找|联系|反映|投诉|去|报|问|催|交涉|协商)过|(多次|几次|好几次|三番五次)|(说是?|答复|回复|告诉我|推|让我|叫我)|(一直|至今|到现在|后来|然后|之后|当时|结果|于是|随后|接着)"
)
_LEAST = 5  # Chinese characters of a clause that says what is wrong


@dataclass(frozen=True)
class Element:
    """span: where it is told, None where it is known from elsewhere or missing. ask: what to ask, "" where told."""

    name: Name
    told: bool
    span: Span | None = None
    ask: str = ""


def elements(
    words: str, kind: RequestType, times: Sequence[Found], places: Sequence[Found], known: frozenset[Name] = frozenset()
) -> tuple[Element, ...]:
    """The elements that a demand of this request type needs, in their order. known: what the form holds already."""
    spans: dict[Name, Span | None] = {
        "姓名": _first(_CALLER, words),
        "时间": times[0].span if times else None,
        "地点": places[0].span if places else None,
        "起因": _problem(words),
        "经过": _course(words),
    }
    return tuple(
        Element(name, told, spans[name], "" if told else ASK[name])
        for name in _NEEDED.get(kind, _ALL)
        for told in [name in known or spans[name] is not None]
    )


def _first(pattern: re.Pattern[str], words: str) -> Span | None:
    match = pattern.search(words)
    return match.span() if match else None


def _problem(words: str) -> Span | None:
    """The first clause that says that something is wrong, asked for or praised."""
    for start, stop in pieces(words, CLAUSE):
        clause = words[start:stop]
        if han_count(essence(clause)) >= _LEAST and _PROBLEM.search(clause):
            return start, stop
    return None


def _course(words: str) -> Span | None:
    """The first clause that tells what was done or said before."""
    return next((span for span in pieces(words, CLAUSE) if _COURSE.search(words[slice(*span)])), None)
