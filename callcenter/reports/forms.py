"""The forms of reports, as data: which parts each has, of which figures (REPORT 5).

A part is a kind of section (`callcenter.reports.sections`) with its heading and what it asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from callcenter.reports.span import SpanKind
from models.figures.question import Compared

Kind = Literal["summary", "split", "cross", "hot", "matter", "cases", "lists", "overdue", "definitions"]
FormKey = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "special"]
BOTH: Final[tuple[Compared, ...]] = ("previous", "last_year")
PREVIOUS: Final[tuple[Compared, ...]] = ("previous",)


@dataclass(frozen=True)
class Part:
    """metrics: the first one leads (order, shares). by: a dimension. most: rows at most, 0 all.
    matter: what it is about alone (`callcenter.reports.matters`)."""

    kind: Kind
    heading: str
    metrics: tuple[str, ...] = ()
    by: str = ""
    compare: tuple[Compared, ...] = ()
    most: int = 0
    matter: str = ""


@dataclass(frozen=True)
class Form:
    """name: 日报 ...; span: its days; hour: when a scheduled one is made, of the first day after."""

    key: FormKey
    name: str
    span: SpanKind
    parts: tuple[Part, ...]
    hour: int = 7


FIVE: Final = ("requests", "answered", "closed", "callbacks", "satisfied_rate")
"""The year's five figures: 受理、接通、办结、回访、满意率."""
_TELEPHONE: Final = ("calls", "answered", "answer_rate", "answer_15s_rate", "average_wait", "abandon_rate")
_WORK: Final = (
    "dispatched", "first_dispatch_accuracy", "return_rate", "sign_on_time_rate", "finish_on_time_rate",
    "response_rate", "overdue_rate",
)  # fmt: skip
_ASKED: Final = ("callbacks", "reached_rate", "solved_rate", "satisfied_rate", "redo_rate")
_UNITS: Final = (
    "dispatched",
    "sign_on_time_rate",
    "finish_on_time_rate",
    "solved_rate",
    "satisfied_rate",
    "return_rate",
)
_RATES: Final = ("dispatched", "finish_on_time_rate", "solved_rate", "satisfied_rate")
_APPENDIX: Final = Part("definitions", "指标说明")
_CHANNELS: Final = Part("cross", "诉求来源与类型", ("requests",), "channel")
_LISTS: Final = Part("lists", "红黑榜", ("composite", "finish_on_time_rate", "solved_rate", "satisfied_rate"))


def _matters(compare: tuple[Compared, ...]) -> tuple[Part, ...]:
    """REPORT 5: 周报 and 月报 have 营商环境 and 行政执法监督 as sections of their own."""
    metrics = ("requests", "finish_on_time_rate", "solved_rate", "satisfied_rate")
    return tuple(
        Part("matter", name, metrics, compare=compare, most=5, matter=name) for name in ("营商环境", "行政执法监督")
    )


def _hot(most: int, compare: tuple[Compared, ...]) -> Part:
    return Part("hot", "热点诉求", ("requests",), "category3", compare, most)


_ALL: Final = (
    Form("daily", "日报", "day", (
        Part("summary", "总体情况", ("requests", "urgent_requests", "direct_answer_rate", *_TELEPHONE, "closed"),
             compare=PREVIOUS),
        Part("split", "诉求来源", ("requests",), "channel", PREVIOUS),
        Part("split", "诉求类型", ("requests",), "request_type", PREVIOUS),
        _hot(5, PREVIOUS),
        Part("overdue", "超期未答复工单", most=20),
        _APPENDIX,
    )),
    Form("weekly", "周报", "week", (
        Part("summary", "总体情况",
             ("requests", "direct_answered", "direct_answer_rate", *_TELEPHONE, "closed", *_ASKED),
             compare=PREVIOUS),
        _CHANNELS,
        Part("split", "每日诉求", ("requests", "answered", "closed"), "day"),
        _hot(5, PREVIOUS),
        *_matters(PREVIOUS),
        Part("split", "承办单位", _UNITS, "unit", most=15),
        Part("cases", "典型案例", most=3),
        _APPENDIX,
    )),
    Form("monthly", "月报", "month", (
        Part("summary", "总体情况", ("requests", "direct_answer_rate", *_TELEPHONE, "closed", *_WORK, *_ASKED),
             compare=BOTH),
        _CHANNELS,
        Part("split", "责任单位类别", _RATES, "unit_class"),
        Part("split", "县市区", ("requests", "closed", "satisfied_rate"), "county", PREVIOUS),
        _hot(10, BOTH),
        *_matters(BOTH),
        Part("split", "承办单位", _UNITS, "unit", most=40),
        _LISTS,
        Part("cases", "典型案例", most=5),
        _APPENDIX,
    )),
    Form("quarterly", "季报", "quarter", (
        Part("summary", "总体情况", ("requests", *_TELEPHONE, "closed", *_WORK, *_ASKED, "first_time_rate"),
             compare=BOTH),
        Part("split", "各月情况", ("requests", "answered", "closed", "satisfied_rate"), "month"),
        _CHANNELS,
        Part("split", "责任单位类别", _RATES, "unit_class"),
        _hot(10, BOTH),
        _LISTS,
        Part("cases", "典型案例", most=5),
        _APPENDIX,
    )),
    Form("yearly", "年度报告", "year", (
        Part("summary", "主要数据", FIVE, compare=BOTH),
        Part("summary", "服务质量", (*_TELEPHONE, *_WORK, *_ASKED, "first_time_rate", "repeat_rate"), compare=BOTH),
        Part("split", "各月情况", ("requests", "answered", "closed", "callbacks", "satisfied_rate"), "month"),
        _CHANNELS,
        Part("split", "诉求类别", ("requests", "closed", "satisfied_rate"), "category1", BOTH),
        Part("split", "县市区", ("requests", "closed", "satisfied_rate"), "county", BOTH),
        Part("split", "责任单位类别", _RATES, "unit_class"),
        _hot(20, BOTH),
        Part("split", "不满意原因", ("dissatisfied",), "detail"),
        _LISTS,
        Part("cases", "典型案例", most=8),
        _APPENDIX,
    )),
    Form("special", "专报", "any", (
        Part("summary", "总体情况", ("requests", "urgent_requests", "closed", "finish_on_time_rate", "solved_rate",
                                     "satisfied_rate", "redo_rate"), compare=BOTH),
        Part("split", "每日诉求", ("requests",), "day"),
        Part("split", "事项构成", ("requests",), "category3", PREVIOUS, 15),
        Part("split", "县市区", ("requests",), "county", PREVIOUS),
        Part("split", "乡镇街道", ("requests",), "town", most=15),
        Part("split", "承办单位", _RATES, "unit", most=15),
        Part("cases", "典型案例", most=5),
        _APPENDIX,
    ), hour=7),
)  # fmt: skip

FORMS: Final[Mapping[str, Form]] = {form.key: form for form in _ALL}
SCHEDULED: Final = tuple(form for form in _ALL if form.span != "any")
