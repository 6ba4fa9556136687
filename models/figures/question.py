"""A question about figures, and whether it can be answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from models.figures.definition import DIMENSIONS, SPLIT_BY, Metric
from models.figures.measures import MEASURES
from models.figures.metrics import METRICS
from models.figures.periods import FIRST, LAST, Period

Compared = Literal["previous", "last_year"]


class FigureError(Exception):
    """A question that has no answer; the text is Chinese and for people."""

    code, status = "figure-error", 422


class MetricUnknown(FigureError):
    """No metric has this key."""

    code, status = "metric-unknown", 404


class FigureNotSplit(FigureError):
    """A metric cannot be split or filtered so."""

    code, status = "figure-not-split", 422


class PeriodInvalid(FigureError):
    """It ends before it begins, is too long, or too far away."""

    code, status = "period-invalid", 422


LONGEST: Final = 366 * 30
"""Days of a period."""
_DAYS_AT_MOST: Final = 800
"""Rows of a table by day or week."""


@dataclass(frozen=True)
class Filters:
    """What is counted, by codes; empty: all. category, district: a code or the beginning of one; agent: user ids."""

    unit: tuple[str, ...] = ()
    unit_class: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    request_type: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()

    def given(self) -> set[str]:
        """Those that are not empty, by the dimension that a metric must have for it."""
        named = {"category": "category1", "district": "county"}
        return {named.get(name, name) for name, codes in vars(self).items() if codes}


@dataclass(frozen=True)
class Question:
    """Which metrics, of when, split by what, compared with what, of what alone.

    row: of the rows behind a number: the dimension and the key of one row of a table.
    """

    metrics: tuple[str, ...]
    period: Period
    by: str | None = None
    compare: tuple[Compared, ...] = ()
    filters: Filters = field(default_factory=Filters)
    row: tuple[str, str] | None = None

    def checked(self) -> "Question":
        """Itself, each metric once. Raises `MetricUnknown`, `FigureNotSplit`, `PeriodInvalid`."""
        period = self.period
        if period.end < period.begin:
            raise PeriodInvalid("结束日期早于开始日期，请调整")
        if period.begin < FIRST or period.end > LAST:
            raise PeriodInvalid(f"统计期应在 {FIRST.year} 年至 {LAST.year} 年之内，请调整")
        if period.days > LONGEST:
            raise PeriodInvalid("统计期最长三十年，请缩短")
        if self.by in ("day", "week") and period.days > _DAYS_AT_MOST:
            raise PeriodInvalid(f"按日、按周最多查看 {_DAYS_AT_MOST} 天，请缩短或改为按月")
        wanted = self.filters.given() | ({self.by} if self.by else set())
        for key in self.metrics:
            for name in wanted - set(splits(metric(key))):
                raise FigureNotSplit(f"“{metric(key).name}”不能按{DIMENSIONS[name]}划分，请去掉这个条件或这个指标")
        return replace(self, metrics=tuple(dict.fromkeys(self.metrics)))


def metric(key: str) -> Metric:
    """Raises `MetricUnknown`."""
    if key not in METRICS:
        raise MetricUnknown(f"没有“{key}”这个指标，请从指标表中选择")
    return METRICS[key]


def parts(one: Metric) -> tuple[Metric, ...]:
    """The metrics that it is composed of; itself where it is not."""
    return tuple(METRICS[key] for key in one.mix) or (one,)


def splits(one: Metric) -> tuple[str, ...]:
    """By what it can be split and filtered, in the order of `DIMENSIONS`.

    By kinds only what counts postings of one measure: the kinds above a line are not those below it.
    """
    measures = [MEASURES[source.measure] for part in parts(one) for source in part.sources]
    common = set.intersection(*(set(SPLIT_BY[measure.subject]) for measure in measures))
    if one.denominator or one.mix or len(measures) > 1 or any(source.details for source in one.numerator):
        common.discard("detail")
    return tuple(name for name in DIMENSIONS if name in common)


def measures_of(metrics: Iterable[Metric]) -> list[str]:
    """What must be added up for them."""
    return sorted({source.measure for one in metrics for part in parts(one) for source in part.sources})
