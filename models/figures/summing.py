"""Adding up: from which cells, or from the postings, one question is answered. See `models.figures.grains`.

Whole years come from the years' cells, months and days at the edges from theirs; what no cell has, from postings.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.figures.definition import TIMES
from models.figures.grains import COLUMNS, NAMES, REST, Grain
from models.figures.periods import FIRST_DAY, Period, largest, split

Key = tuple[str, str, str]
"""Of a sum: the row, the measure, the kind."""
Sums = dict[Key, tuple[int, int]]
"""How many postings, and what they carry in thousandths."""


@dataclass(frozen=True)
class Wanted:
    """What is added up. by: a dimension of a cell, a time, or None; digits: of its code that make a row, 0: all.

    where: dimension -> codes, any of them; a shorter category or district stands for all that begin with it.
    """

    measures: Sequence[str]
    period: Period
    by: str | None = None
    digits: int = 0
    where: Mapping[str, Collection[str]] = field(default_factory=dict)
    details: Collection[str] = ()


def added_up(session: Session, wanted: Wanted) -> Sums:
    """The sums by row, measure and kind. Rows of a time are the first day's ISO form, of an hour two digits."""
    sums: Sums = {}
    for statement, values in _statements(wanted):
        for day, key, measure, detail, rows, amount in session.execute(text(statement), values):
            row = key if day is None else _row_of(wanted.by, day)
            add(sums, (row, measure, detail), int(rows), int(amount))
    return sums


def add(sums: Sums, key: Key, rows: int, amount: int) -> None:
    """Some more of it."""
    had = sums.get(key, (0, 0))
    sums[key] = (had[0] + rows, had[1] + amount)


def _row_of(by: str | None, day: date) -> str:
    return FIRST_DAY[by or "day"](day).isoformat()


def _statements(wanted: Wanted) -> Iterator[tuple[str, dict[str, Any]]]:
    where = {name: codes for name, codes in wanted.where.items() if codes}
    by = wanted.by if wanted.by in COLUMNS else None
    needed = {*where, *([by] if by else [])}
    for unit, part in largest(wanted.period, _UNITS.get(wanted.by or "", ("year", "month", "day"))):
        yield _statement(wanted, where, by, part, _grain(unit, needed, by, where))


_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "hour": ("day",), "day": ("day",), "week": ("day",), "month": ("month", "day"), "quarter": ("month", "day"),
}  # fmt: skip
"""The cells that a split in time can be read from; any other may be read from a year's."""


def _grain(period: str, needed: set[str], by: str | None, where: Mapping[str, Collection[str]]) -> Grain | None:
    """The cells that have these dimensions; None where there are none."""
    names = set(needed)
    if names and names <= {"county", "district"}:
        names = {"district"}
    elif "district" in names and by != "district" and all(len(code) <= _COUNTY for code in where["district"]):
        names = (names - {"district"}) | {"county"}
    for ways in (names, (names - set(REST)) | {"rest"}):
        grain = Grain(period, tuple(name for name in COLUMNS if name in ways))
        if grain.name in NAMES:
            return grain
    return None


_COUNTY: Final = 6


def _statement(
    wanted: Wanted, where: Mapping[str, Collection[str]], by: str | None, period: Period, grain: Grain | None
) -> tuple[str, dict[str, Any]]:
    table, rows, columns = "figure_posting", "count(*)", dict(COLUMNS)
    if grain is not None:
        table, rows, columns = "figure_cell", "sum(rows)", _columns(grain)
    conditions, values = conditions_of(wanted, where, period, columns)
    if grain is not None:
        conditions, values = f"grain = :grain AND {conditions}", {**values, "grain": grain.name}
        if _columns_of_a(grain) & set(where):  # day by day the key leads straight to them
            conditions, values = f"day = ANY(:days) AND {conditions}", {**values, "days": _days(period, grain)}
    day, key = "NULL::date", "''"
    if by is not None:
        key = f"left({columns[by]}, {wanted.digits})" if wanted.digits else columns[by]
    elif wanted.by in TIMES:
        day = "day"
    elif wanted.by == "detail":
        key = "detail"
    taken = f"SELECT {day}, {key}, measure, detail, {rows}, sum(amount) FROM {table}"  # noqa: S608 - our own names
    return f"{taken} WHERE {conditions} GROUP BY 1, 2, 3, 4", values


def _columns_of_a(grain: Grain) -> set[str]:
    return {name for name, column in _columns(grain).items() if column.startswith(("a", "left(a"))}


def _days(period: Period, grain: Grain) -> list[date]:
    """The days of the cells of a period."""
    return [date.fromisoformat(day) for day in split(period, grain.period)]


def _columns(grain: Grain) -> dict[str, str]:
    """Where a cell has a dimension."""
    columns = dict(zip(grain.by, "ab", strict=False))
    if "rest" in columns:
        columns |= {name: f"split_part({columns['rest']}, '/', {place})" for place, name in enumerate(REST, 1)}
    if "county" in columns:
        columns["district"] = columns["county"]
    elif "district" in columns:
        columns["county"] = f"left({columns['district']}, {_COUNTY})"
    return columns


def conditions_of(
    wanted: Wanted,
    where: Mapping[str, Collection[str]],
    period: Period,
    columns: Mapping[str, str] = COLUMNS,
) -> tuple[str, dict[str, Any]]:
    """The WHERE of cells or postings, and its values. columns: where a dimension is found."""
    values: dict[str, Any] = {"begin": period.begin, "end": period.end}
    conditions = [_one_of("measure", "measures", list(wanted.measures), values), "day BETWEEN :begin AND :end"]
    for name, codes in where.items():
        conditions.append(_any_of(columns[name], name, sorted(codes), values))
    if wanted.details:
        conditions.append(_one_of("detail", "details", sorted(wanted.details), values))
    return " AND ".join(conditions), values


def _one_of(column: str, name: str, wanted: Sequence[Any], values: dict[str, Any]) -> str:
    """One is asked for as one: an index then gives its rows in order."""
    values[name] = wanted[0] if len(wanted) == 1 else wanted
    return f"{column} = :{name}" if len(wanted) == 1 else f"{column} = ANY(:{name})"


_BY_BEGINNING: Final = {"category": 6, "district": 9}
"""Dimensions of which the beginning of a code stands for all that begin so, and how long a whole one is."""


def _any_of(column: str, name: str, codes: Sequence[str], values: dict[str, Any]) -> str:
    """The condition that the column has one of the codes; ranges, so that an index serves them."""
    if name == "person":
        column = column.partition("::")[0] if "::" in column else column
    whole = [code for code in codes if len(code) >= _BY_BEGINNING.get(name, 0) or not code]
    ways = []
    if whole:
        ways.append(_one_of(column, name, [int(code) for code in whole] if column == "person" else whole, values))
    for place, code in enumerate(code for code in codes if code not in whole):
        way, more = range_of(column, code, f"{name}_{place}")
        ways.append(way)
        values |= more
    return f"({' OR '.join(ways)})"


_LAST: Final = "\U0010ffff"
"""No code has it, and it stands behind all that one may have."""


def range_of(column: str, code: str, name: str) -> tuple[str, dict[str, str]]:
    """The condition that the column begins with a code, and its values. name: theirs."""
    values = {name: code, f"{name}_after": code + _LAST}
    return f"({column} >= :{name} AND {column} < :{name}_after)", values
