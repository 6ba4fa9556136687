"""The figures of the application beside those of the ledger: every measure by its kinds, every metric, exactly.

The application's come from `models.figures`, as its interface gives them; the ledger's from `reckoning`.
A difference is named; nothing is rounded away that was counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from callcenter.simulation.counting import Difference
from callcenter.simulation.reckoning import Posting
from models.clock import LOCAL
from models.figures import METRICS, Period, Question, ask
from models.figures.definition import Source

Sums = Mapping[tuple[str, str], tuple[int, int]]
"""Measure and kind -> how many postings, and what they carry in thousandths."""


def differences(session: Session, postings: Iterable[Posting], begin: date, end: date) -> list[Difference]:
    """Metric by metric of these days (both included): above and below the line."""
    ours = _sums(postings, begin, end)
    keys = [key for key, one in METRICS.items() if one.missing is None and not one.mix]
    table = ask(session, Question(metrics=tuple(keys), period=Period(begin, end)))
    found = []
    for key in keys:
        metric, theirs = METRICS[key], table.total.values[key]
        told = (_total(metric.numerator, ours), _total(metric.denominator, ours) if metric.denominator else None)
        given = (theirs.numerator, theirs.denominator)
        if _thousandths(told) != _thousandths(given):
            found.append(Difference(f"{metric.name} {key}", told, given))
    return found


def _thousandths(pair: tuple[float, float | None]) -> list[int]:
    """Exactly: what is counted is counted in whole thousandths, and only their sum in binary fractions differs."""
    return [round(1000 * number) for number in pair if number is not None]


def figures(postings: Iterable[Posting], begin: date, end: date) -> dict[str, tuple[float, float | None]]:
    """Every metric as the ledger has it: above the line, below it (None: a count)."""
    ours = _sums(postings, begin, end)
    return {
        key: (_total(one.numerator, ours), _total(one.denominator, ours) if one.denominator else None)
        for key, one in METRICS.items()
        if one.missing is None and not one.mix
    }


def _sums(postings: Iterable[Posting], begin: date, end: date) -> Sums:
    sums: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in postings:
        if begin <= one.at.astimezone(LOCAL).date() <= end:
            rows, amount = sums[one.measure, one.detail]
            sums[one.measure, one.detail] = (rows + 1, amount + one.amount)
    return sums


def _total(sources: tuple[Source, ...], sums: Sums) -> float:
    """As the definition says: of the measure, these kinds or all, their number or what they carry."""
    total = 0.0
    for source in sources:
        for (measure, kind), (rows, amount) in sums.items():
            if measure == source.measure and (not source.details or kind in source.details):
                total += source.weight * (rows if source.adds == "rows" else amount / 1000)
    return total
