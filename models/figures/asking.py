"""Asking: a question in, a table of figures out. What adds up comes from `models.figures.summing`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import clock
from models.catalogue.choices import KINDS
from models.catalogue.tables import Department
from models.figures.definition import TIMES, Metric
from models.figures.folding import behind_s
from models.figures.metrics import METRICS
from models.figures.periods import Period, split
from models.figures.points import Points, points_by_class
from models.figures.question import Question, measures_of, metric
from models.figures.summing import Sums, Wanted, add, added_up
from models.figures.value import Value, compared, ranked, value_of

ROWS_OF: Final[Mapping[str, tuple[str, int]]] = {
    "category1": ("category", 2),
    "category2": ("category", 4),
    "category3": ("category", 0),
    "town": ("district", 0),
    "agent": ("person", 0),
}
"""A dimension as the cells have it, and how many digits of its code make a row."""
_FILTERS: Final[Mapping[str, str]] = {"agent": "person"}


@dataclass(frozen=True)
class Row:
    """key: "" where there is none of the dimension; unit_class: of a unit."""

    key: str
    values: dict[str, Value]
    unit_class: str | None = None


@dataclass(frozen=True)
class Table:
    """The answer. behind_s: see `folding.behind_s`; previous, last_year: the compared periods."""

    question: Question
    as_of: datetime
    behind_s: float
    previous: Period | None
    last_year: Period | None
    rows: list[Row]
    total: Row


Adding = dict[str, Sums]
"""Sums by row."""


def ask(session: Session, question: Question) -> Table:
    """The table. Raises `MetricUnknown`, `FigureNotSplit`, `PeriodInvalid`."""
    question = question.checked()
    metrics = [metric(key) for key in question.metrics]
    classes = unit_classes(session)
    periods = {"now": question.period}
    if "previous" in question.compare:
        periods["previous"] = question.period.previous()
    if "last_year" in question.compare:
        periods["last_year"] = question.period.last_year()
    behind = behind_s(session)  # before the figures: they may hold more than this says, never less
    sums = {name: _sums(session, question, period, metrics, classes) for name, period in periods.items()}
    points = points_by_class(session) if any(one.mix for one in metrics) else {}
    facing = _facing(question, periods)
    rows = []
    for key in _keys(question, sums["now"]):
        kind = classes.get(key) if question.by == "unit" else None
        of_key = {
            name: by_row.get(theirs, {})
            for name, by_row in sums.items()
            if (theirs := facing[name].get(key) if name in facing else key) is not None
        }
        row_points = points.get(kind or (key if question.by == "unit_class" else _only_class(question, classes)))
        rows.append(Row(key, _values(metrics, of_key, row_points), kind))
    everything = {name: _all(by_row) for name, by_row in sums.items()}
    total = Row("", _values(metrics, everything, points.get(_only_class(question, classes))))
    if question.by is not None:
        rows = [replace(row, values=_shared(row.values, total.values)) for row in rows]
    if question.by == "unit":
        peers = ask(session, _of_classes(question, classes)).rows if question.filters.unit else rows
        rows = _ranked(rows, metrics, peers)
    if question.by is not None and question.by not in TIMES and metrics:
        first = metrics[0].key
        rows.sort(key=lambda row: (-row.values[first].numerator, row.key))
    previous, last_year = periods.get("previous"), periods.get("last_year")
    return Table(question, clock.now(), behind, previous, last_year, rows, total)


def _only_class(question: Question, classes: Mapping[str, str]) -> str:
    """The class of all units that are asked about, "" where there are several."""
    units, kinds = question.filters.unit, set(question.filters.unit_class)
    if units:
        kinds = {classes.get(unit, "") for unit in units}
    return next(iter(kinds)) if len(kinds) == 1 else ""


def wanted_of(question: Question, measures: list[str], classes: Mapping[str, str]) -> Wanted:
    """The question as it is added up. classes: of the units."""
    filters = vars(question.filters)
    where = {_FILTERS.get(name, name): codes for name, codes in filters.items() if name != "detail"}
    if filters["unit_class"] and (filters["unit"] or question.by == "unit"):  # the units say it: one dimension less
        units = {unit for unit, kind in classes.items() if kind in filters["unit_class"]}
        units |= {""} & set(filters["unit_class"])  # what has no unit has no class
        where["unit"] = tuple(sorted(units & set(filters["unit"]) if filters["unit"] else units)) or ("-",)
        where["unit_class"] = ()
    by, digits = ROWS_OF.get(question.by or "", (question.by, 0))
    return Wanted(measures, question.period, by, digits, where, question.filters.detail)


def unit_classes(session: Session) -> dict[str, str]:
    """Unit -> its class (属地, 市直 ...)."""
    return dict(session.execute(select(Department.code, Department.kind)).all())


def _sums(
    session: Session, question: Question, period: Period, metrics: list[Metric], classes: Mapping[str, str]
) -> Adding:
    wanted = wanted_of(replace(question, period=period), measures_of(metrics), classes)
    by_row: Adding = {}
    for (key, measure, detail), (rows, amount) in added_up(session, wanted).items():
        kinds = by_row.setdefault("" if question.by == "agent" and key == "0" else key, {})
        add(kinds, ("", measure, detail), rows, amount)
    return by_row


def _all(by_row: Adding) -> Sums:
    total: Sums = {}
    for sums in by_row.values():
        for key, (rows, amount) in sums.items():
            add(total, key, rows, amount)
    return total


def _keys(question: Question, sums: Adding) -> list[str]:
    if question.by is None:
        return []
    if question.by in TIMES:
        return split(question.period, question.by)
    if question.by == "unit_class":
        return [*(kind for kind in KINDS if kind in sums), *([""] if "" in sums else [])]
    return sorted(sums)


def _facing(question: Question, periods: Mapping[str, Period]) -> dict[str, dict[str, str]]:
    """Of rows that are days, weeks, months ...: which of a compared period stands beside each, by place.

    The last ones have none where the compared period is shorter. Rows of anything else stand beside their like.
    """
    by = question.by
    if by not in TIMES or by == "hour":
        return {}
    ours = split(question.period, by)
    return {name: dict(zip(ours, split(period, by), strict=False)) for name, period in periods.items()}


def _values(metrics: list[Metric], sums: Mapping[str, Sums], points: Points | None) -> dict[str, Value]:
    found = {}
    for one in metrics:
        value = value_of(one, METRICS, sums["now"], points)
        for name in ("previous", "last_year"):
            if name in sums:
                value = compared(one, value, name, value_of(one, METRICS, sums[name], points))
        found[one.key] = value
    return found


def _shared(values: Mapping[str, Value], total: Mapping[str, Value]) -> dict[str, Value]:
    return {
        key: replace(value, share=value.numerator / total[key].numerator)
        if value.denominator is None and value.value is not None and total[key].numerator
        else value
        for key, value in values.items()
    }


def _of_classes(question: Question, classes: Mapping[str, str]) -> Question:
    """The same of all units of the classes of those that are asked about."""
    kinds = {classes.get(unit, "") for unit in question.filters.unit}
    return replace(question, compare=(), filters=replace(question.filters, unit=(), unit_class=tuple(sorted(kinds))))


def _ranked(rows: list[Row], metrics: list[Metric], peers: list[Row]) -> list[Row]:
    """Each unit's place among all of its class, asked about or not: never across classes (66号)."""
    for one in metrics:
        for kind in KINDS:
            placed = ranked(one, {row.key: row.values[one.key] for row in peers if row.unit_class == kind})
            for row in rows:
                if row.key in placed:
                    place = placed[row.key]
                    row.values[one.key] = replace(row.values[one.key], rank=place.rank, ranked_of=place.ranked_of)
    return rows
