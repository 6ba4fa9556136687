"""A figure from its sums: above and below the line, compared, ranked; nothing is divided by 0."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from models.figures.definition import Metric, Source
from models.figures.summing import Sums

_THOUSANDTHS: Final = 1000


@dataclass(frozen=True)
class Value:
    """value None: nothing to divide by, or no source of data. denominator None: a count. The rest: see `ValueBody`."""

    value: float | None
    numerator: float
    denominator: float | None
    small_sample: bool
    previous: float | None = None
    previous_change: float | None = None
    last_year: float | None = None
    last_year_change: float | None = None
    share: float | None = None
    rank: int | None = None
    ranked_of: int | None = None


def value_of(
    one: Metric, all_metrics: Mapping[str, Metric], sums: Sums, points: Mapping[str, float] | None = None
) -> Value:
    """The figure of these sums. points: of a composed score, where others than its own hold."""
    if one.mix:
        return _composed(points or one.mix, one.least, all_metrics, sums)
    above = _total(one.numerator, sums)
    if not one.denominator:
        return Value(above, above, None, small_sample=False)
    below = _total(one.denominator, sums)
    return Value(above / below if below else None, above, below, small_sample=below < one.least)


def _composed(mix: Mapping[str, float], least: int, all_metrics: Mapping[str, Metric], sums: Sums) -> Value:
    """Points of its parts. Those without a value leave their points to the others; what is deducted only deducts.

    numerator: the points; denominator: the smallest sample of its parts.
    """
    parts = {key: value_of(all_metrics[key], all_metrics, sums) for key in mix}
    there = {key: part.value for key, part in parts.items() if part.value is not None}
    possible = sum(points for points in mix.values() if points > 0)
    given = sum(mix[key] for key in there if mix[key] > 0)
    if not given:
        return Value(None, 0.0, 0.0, small_sample=True)
    earned = sum(mix[key] * value for key, value in there.items() if mix[key] > 0) * possible / given
    lost = sum(mix[key] * value for key, value in there.items() if mix[key] < 0)
    sample = min(parts[key].denominator or 0.0 for key in there if mix[key] > 0)
    score = max(earned + lost, 0.0)
    return Value(score, score, sample, small_sample=sample < least)


def _total(sources: tuple[Source, ...], sums: Sums) -> float:
    total = 0.0
    for source in sources:
        for (_, measure, detail), (rows, amount) in sums.items():
            if measure == source.measure and (not source.details or detail in source.details):
                total += source.weight * (rows if source.adds == "rows" else amount / _THOUSANDTHS)
    return total


def compared(one: Metric, value: Value, with_what: str, other: Value) -> Value:
    """环比 or 同比: of a share the difference, of anything else (this - that) / that; None with nothing to compare."""
    change = None
    if value.value is not None and other.value is not None:
        if one.unit == "percent":
            change = value.value - other.value
        elif other.value:
            change = (value.value - other.value) / other.value
    if with_what == "previous":
        return replace(value, previous=other.value, previous_change=change)
    return replace(value, last_year=other.value, last_year_change=change)


def ranked(one: Metric, group: Mapping[str, Value]) -> dict[str, Value]:
    """Those of a class with enough of a sample get their places; equal figures share one."""
    if one.better == "neither":
        return {}
    fit = {key: value.value for key, value in group.items() if value.value is not None and not value.small_sample}
    best = sorted(fit.values(), reverse=one.better == "higher")
    return {
        key: replace(group[key], rank=best.index(figure) + 1, ranked_of=len(best)) for key, figure in fit.items()
    }  # fmt: skip
