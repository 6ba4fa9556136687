"""By what cells are summed: by day by one dimension, by month and year by one or two. What is finer is of postings.

The pairs are what people ask together; a day's pairs would be as many as its postings.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

COLUMNS: Final[Mapping[str, str]] = {
    "unit": "unit",
    "unit_class": "unit_class",
    "category": "category",
    "district": "district",
    "county": "left(district, 6)",
    "channel": "channel",
    "request_type": "request_type",
    "person": "person::text",
    "hour": "lpad(hour::text, 2, '0')",
    "rest": "unit_class || '/' || left(district, 6) || '/' || channel || '/' || request_type",
}
"""A dimension of a cell, and what it is of a posting."""
_LETTERS: Final[Mapping[str, str]] = {
    "unit": "u",
    "unit_class": "k",
    "category": "c",
    "district": "d",
    "county": "y",
    "channel": "w",
    "request_type": "t",
    "person": "p",
    "hour": "h",
    "rest": "x",
}
_SINGLE: Final = ("unit", "unit_class", "category", "district", "channel", "request_type", "person")
REST: Final = ("unit_class", "county", "channel", "request_type")
"""Dimensions with few values, together in one: with a unit or a category they answer what no pair does."""
_WITH_REST: Final = (("rest",), ("unit", "rest"), ("category", "rest"))
_PAIRED: Final = ("unit", "category", "county", "channel", "request_type")


@dataclass(frozen=True)
class Grain:
    """period: day, month or year; by: one or two dimensions, in the order of `a` and `b`."""

    period: str
    by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Short, for every cell and four indexes have it."""
        return self.period[0] + "".join(_LETTERS[one] for one in self.by)


GRAINS: Final = (
    Grain("day"),
    Grain("day", ("hour",)),
    *(Grain("day", (one,)) for one in _SINGLE),
    *(
        Grain(period, by)
        for period in ("month", "year")
        for by in ((), *((one,) for one in _SINGLE), *combinations(_PAIRED, 2), *_WITH_REST)
    ),
)
NAMES: Final = frozenset(grain.name for grain in GRAINS)
OF_YEARS: Final = frozenset(grain.name for grain in GRAINS if grain.period == "year")
_PERIODS: Final = {
    "day": "day",
    "month": "date_trunc('month', day)::date",
    "year": "date_trunc('year', day)::date",
}
YEARS_OF_MONTHS: Final = """
    SELECT 'y' || substr(grain, 2), measure, date_trunc('year', day)::date, a, b, detail, sum(rows), sum(amount)
    FROM figure_cell WHERE grain = ANY(:months) AND measure = ANY(:measures) AND day >= :begin AND day < :end
    GROUP BY 1, 2, 3, 4, 5, 6
"""
"""The years' cells as the months' have them."""


def summed(source: str, besides: Collection[str] = ()) -> str:
    """A SELECT of every grain's cells (the columns of `figure_cell`) of postings with `sign` (1 or -1) in `source`.

    besides: names of grains that are left out.
    """
    grains = [grain for grain in GRAINS if grain.name not in besides]
    periods = [period for period in _PERIODS if any(grain.period == period for grain in grains)]
    keys = [*periods, *COLUMNS]
    taken = ", ".join([f"{sql} AS {name}_key" for name, sql in {**_PERIODS, **COLUMNS}.items()])
    masks = {
        grain.name: sum(
            1 << (len(keys) - 1 - place) for place, key in enumerate(keys) if key not in (grain.period, *grain.by)
        )
        for grain in grains
    }
    sets = ", ".join(
        f"({', '.join(['measure', 'detail', f'{grain.period}_key', *(f'{one}_key' for one in grain.by)])})"
        for grain in grains
    )
    names = " ".join(f"WHEN {mask} THEN '{name}'" for name, mask in masks.items())
    grouping = f"GROUPING({', '.join(f'{key}_key' for key in keys)})"
    days = ", ".join(f"{period}_key" for period in periods)
    first = " ".join(f"WHEN {masks[g.name]} THEN {g.by[0]}_key" for g in grains if g.by)
    second = " ".join(f"WHEN {masks[g.name]} THEN {g.by[1]}_key" for g in grains if len(g.by) > 1)
    return f"""
        SELECT CASE {grouping} {names} END AS grain, measure, coalesce({days}) AS day,
            CASE {grouping} {first} ELSE '' END AS a, CASE {grouping} {second} ELSE '' END AS b, detail,
            sum(sign) AS rows, sum(sign * amount) AS amount
        FROM (SELECT measure, detail, sign, amount, {taken} FROM {source}) posted
        GROUP BY GROUPING SETS ({sets}) HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0
    """  # noqa: S608 - names are our own
