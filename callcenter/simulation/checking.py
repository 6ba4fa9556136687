"""The figures of the application beside those of the ledger: every measure by its kinds, every metric, exactly.

The application's come from `models.figures`, as its interface gives them; the ledger's from `reckoning`. Whole, and
split by all that the ledger knows: not by district, for where a written demand is from finds the application by itself.
A difference is named; nothing is rounded away that was counted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from callcenter.simulation.counting import Difference
from callcenter.simulation.reckoning import Posting
from models.clock import LOCAL
from models.figures import DIMENSIONS, METRICS, Period, Question, Value, ask, splits
from models.figures.asking import unit_classes
from models.figures.definition import Metric, Source

Sums = Mapping[tuple[str, str], tuple[int, int]]
"""Measure and kind -> how many postings, and what they carry in thousandths."""
Sides = tuple[float, float | None]
"""Above the line, below it."""
_COMPARED: Final = tuple(key for key, one in METRICS.items() if not one.mix)
"""A composed score is made of others by its definition."""


def differences(session: Session, postings: Iterable[Posting], begin: date, end: date) -> list[Difference]:
    """Metric by metric of these days (both included): above and below the line, whole and split."""
    ours = _within(postings, begin, end)
    period = Period(begin, end)
    whole = ask(session, Question(_COMPARED, period)).total.values
    found = [
        Difference(f"{METRICS[key].name} {key}", told, given)
        for key, told, given in _unlike(_COMPARED, _sums(ours), whole)
    ]
    for by, key_of in _keys(unit_classes(session)).items():
        metrics = tuple(key for key in _COMPARED if by in splits(METRICS[key]))
        rows = {row.key: row.values for row in ask(session, Question(metrics, period, by)).rows}
        apart: dict[str, list[Posting]] = defaultdict(list)
        for one in ours:
            apart[key_of(one)].append(one)
        for row in sorted({*rows, *apart}):
            for key, told, given in _unlike(metrics, _sums(apart[row]), rows.get(row, {})):
                name = f"{METRICS[key].name} {key}（{DIMENSIONS[by]} {row or '无'}）"
                found.append(Difference(name, told, given))
    return found


def _keys(classes: Mapping[str, str]) -> Mapping[str, Callable[[Posting], str]]:
    """Dimension -> the row in which a posting stands. classes: of the units."""
    return {
        "month": lambda one: f"{one.at.astimezone(LOCAL):%Y-%m-01}",
        "hour": lambda one: f"{one.at.astimezone(LOCAL).hour:02}",
        "unit": lambda one: one.unit,
        "unit_class": lambda one: classes.get(one.unit, ""),
        "category1": lambda one: _category(one)[:2],
        "category3": _category,
        "channel": lambda one: one.order.channel if one.order else "phone",
        "request_type": lambda one: one.order.request_type if one.order else "",
        "detail": lambda one: one.detail,
    }


def _category(one: Posting) -> str:
    return (one.order.category or "") if one.order else ""


def _unlike(
    metrics: Sequence[str], ours: Sums, theirs: Mapping[str, Value]
) -> Iterable[tuple[str, Sides, Sides | None]]:
    """Those that are not told alike. A row that the application does not have is one of nothing."""
    for key in metrics:
        told = _sides(METRICS[key], ours)
        given = (theirs[key].numerator, theirs[key].denominator) if key in theirs else None
        if thousandths(told) != thousandths(given or (0.0, None if told[1] is None else 0.0)):
            yield key, told, given


def thousandths(pair: Sides) -> list[int]:
    """Exactly: what is counted is counted in whole thousandths, and only their sum in binary fractions differs."""
    return [round(1000 * number) for number in pair if number is not None]


def figures(postings: Iterable[Posting], begin: date, end: date) -> dict[str, Sides]:
    """Every metric as the ledger has it: above the line, below it (None: a count)."""
    ours = _sums(_within(postings, begin, end))
    return {key: _sides(METRICS[key], ours) for key in _COMPARED}


def _within(postings: Iterable[Posting], begin: date, end: date) -> list[Posting]:
    return [one for one in postings if begin <= one.at.astimezone(LOCAL).date() <= end]


def _sums(postings: Iterable[Posting]) -> Sums:
    sums: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in postings:
        rows, amount = sums[one.measure, one.detail]
        sums[one.measure, one.detail] = (rows + 1, amount + one.amount)
    return sums


def _sides(metric: Metric, sums: Sums) -> Sides:
    return _total(metric.numerator, sums), _total(metric.denominator, sums) if metric.denominator else None


def _total(sources: tuple[Source, ...], sums: Sums) -> float:
    """As the definition says: of the measure, these kinds or all, their number or what they carry."""
    total = 0.0
    for source in sources:
        for (measure, kind), (rows, amount) in sums.items():
            if measure == source.measure and (not source.details or kind in source.details):
                total += source.weight * (rows if source.adds == "rows" else amount / 1000)
    return total
