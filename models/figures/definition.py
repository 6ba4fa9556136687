"""What a measure and a metric are.

A measure is what one subject (an order, a call, an agent's stretch of time) contributes: its postings, each with the
instant by which it is counted and an amount. A metric is one definition: which measures are added up above and below
the line, with everything that somebody must know who reads the figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Subject = Literal["order", "call", "stretch"]
Adds = Literal["rows", "amount"]
Unit = Literal["percent", "seconds", "count", "score"]
Better = Literal["higher", "lower", "neither"]
Group = Literal["受理", "话务", "派单", "办理", "回访", "综合"]

DIMENSIONS: Final[Mapping[str, str]] = {
    "unit": "承办单位",
    "unit_class": "单位类别",
    "category1": "一级事项",
    "category2": "二级事项",
    "category3": "三级事项",
    "county": "县市区",
    "town": "乡镇街道",
    "channel": "受理渠道",
    "request_type": "诉求类型",
    "agent": "人员",
    "detail": "明细",
    "hour": "时段",
    "day": "日",
    "week": "周",
    "month": "月",
    "quarter": "季度",
    "year": "年",
}
TIMES: Final = ("hour", "day", "week", "month", "quarter", "year")
_OF_AN_ORDER: Final = (
    "unit", "unit_class", "category1", "category2", "category3", "county", "town", "channel", "request_type",
)  # fmt: skip
SPLIT_BY: Final[Mapping[Subject, tuple[str, ...]]] = {
    "order": (*_OF_AN_ORDER, "agent", "detail", *TIMES),
    "call": ("agent", "detail", *TIMES),
    "stretch": ("agent", "detail", *TIMES),
}
"""By what the postings of a kind of subject can be split."""


@dataclass(frozen=True)
class Measure:
    """chinese: what one posting is. counted_by: which instant. amount: what it carries, empty: nothing.

    details: its kinds, code -> Chinese; empty: none, or a city's own codes. sql: gives the postings of the subjects at
    hand, see `models.figures.posting`.
    """

    key: str
    subject: Subject
    chinese: str
    counted_by: str
    sql: str
    amount: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """What is added up: a measure's postings (`rows`) or what they carry (`amount`), of some kinds alone, times."""

    measure: str
    details: tuple[str, ...] = ()
    adds: Adds = "rows"
    weight: float = 1.0


@dataclass(frozen=True)
class Metric:
    """A figure. denominator empty: a plain count. least: the smallest denominator that tells something (REPORT 5).

    mix: of a composed score, metric -> points; a negative one is deducted.
    """

    key: str
    name: str
    group: Group
    unit: Unit
    better: Better
    formula: str
    clause: str
    numerator: tuple[Source, ...] = ()
    denominator: tuple[Source, ...] = ()
    exclusions: str = ""
    least: int = 0
    version: int = 1
    mix: Mapping[str, float] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.numerator + self.denominator
