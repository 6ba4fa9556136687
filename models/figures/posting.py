"""The statements that bring the books of some subjects up to date: one a kind, made from the measures' SELECTs.

Postings are computed anew from the subjects' rows; what differs from the old ones goes to the cells. All of it is one
statement, so all of it sees the store at one instant.
"""
# ruff: noqa: S608 - no value is written into these statements

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.figures import grains
from models.figures.definition import Subject
from models.figures.measures import MEASURES, agents, callbacks, calls, orders

_COLUMNS: Final = (
    "measure, at, day, hour, order_id, conversation_id, stretch_id, unit, unit_class, category, district, channel,"
    " request_type, person, detail, amount"
)
CELL: Final = "grain, measure, day, a, b, detail, rows, amount"


@dataclass(frozen=True)
class _Kind:
    """id: the posting's column; type: of the ids; sources: what the SELECTs read; gives: what they give; where: the
    order's dimensions and whence."""

    id: str
    type: str
    sources: str
    gives: str
    dimensions: str
    where: str = ""


_ELSEWHERE: Final = (
    "'' AS unit, '' AS unit_class, '' AS category, '' AS district, '{channel}' AS channel, '' AS request_type"
)
_KINDS: Final[Mapping[Subject, _Kind]] = {
    "order": _Kind(
        "order_id",
        "bigint",
        f"{orders.SOURCES},{callbacks.SOURCES}",
        "subject, at, unit, person, detail, amount",
        "coalesce(p.unit, '') AS unit, coalesce(d.kind, '') AS unit_class, coalesce(o.category_code, '') AS category,"
        " coalesce(left(o.place_code, 9), '') AS district, o.channel, o.request_type",
        "JOIN work_order o ON o.id = p.subject LEFT JOIN department d ON d.code = p.unit",
    ),
    "call": _Kind(
        "conversation_id",
        "uuid",
        calls.SOURCES,
        "subject, at, person, detail, amount",
        _ELSEWHERE.format(channel="phone"),
    ),
    "stretch": _Kind(
        "stretch_id",
        "bigint",
        agents.SOURCES,
        "subject, at, person, detail, amount",
        _ELSEWHERE.format(channel=""),
    ),
}
KINDS: Final = tuple(_KINDS)


def _fresh(subject: Subject) -> str:
    """CTEs that end in `fresh`: the postings as they should be of the subjects `:ids`."""
    kind = _KINDS[subject]
    selects = " UNION ALL ".join(
        f"SELECT '{one.key}'::text, m.* FROM ({one.sql}) m" for one in MEASURES.values() if one.subject == subject
    )
    ids = ", ".join(
        f"p.subject AS {one.id}" if name == subject else f"NULL::{one.type} AS {one.id}" for name, one in _KINDS.items()
    )
    local = "p.at AT TIME ZONE 'Asia/Shanghai'"
    return f"""{kind.sources},
    fresh AS MATERIALIZED (
        SELECT p.measure, p.at, ({local})::date AS day, extract(hour FROM {local})::smallint AS hour, {ids},
            {kind.dimensions}, coalesce(p.person, 0)::bigint AS person, coalesce(p.detail, '') AS detail,
            p.amount::bigint AS amount
        FROM ({selects}) p(measure, {kind.gives}) {kind.where}
    )"""


def _rewritten(subject: Subject) -> str:
    return f"""WITH {_fresh(subject)},
    gone AS (DELETE FROM figure_posting WHERE {_KINDS[subject].id} = ANY(:ids) RETURNING {_COLUMNS}),
    added AS (INSERT INTO figure_posting ({_COLUMNS}) SELECT {_COLUMNS} FROM fresh)"""


def folded(subject: Subject) -> str:
    """Rewrites the postings of the subjects `:ids` and adds the difference to the cells."""
    return f"""{_rewritten(subject)},
    delta AS (SELECT {_COLUMNS}, 1 AS sign FROM fresh UNION ALL SELECT {_COLUMNS}, -1 FROM gone)
    INSERT INTO figure_cell ({CELL}) {grains.summed("delta")}
    ON CONFLICT (grain, measure, day, a, b, detail) DO UPDATE
        SET rows = figure_cell.rows + excluded.rows, amount = figure_cell.amount + excluded.amount"""


def posted(subject: Subject) -> str:
    """Rewrites the postings alone."""
    return f"{_rewritten(subject)} SELECT count(*) FROM fresh"


def unlike(subject: Subject) -> str:
    """Counts the postings of the subjects `:ids` that are not as they should be."""
    old = f"SELECT {_COLUMNS} FROM figure_posting WHERE {_KINDS[subject].id} = ANY(:ids)"
    new = f"SELECT {_COLUMNS} FROM fresh"
    return f"""WITH {_fresh(subject)} SELECT (SELECT count(*) FROM ({new} EXCEPT ALL {old}) missing)
        + (SELECT count(*) FROM ({old} EXCEPT ALL {new}) wrong)"""


_IN_SPAN: Final = f"""(SELECT {_COLUMNS}, 1 AS sign FROM figure_posting
    WHERE measure = ANY(:measures) AND day >= :begin AND day < :end)"""
_CELLS_IN_SPAN: Final = "grain = ANY(:grains) AND measure = ANY(:measures) AND day >= :begin AND day < :end"
FORGET_CELLS: Final = f"DELETE FROM figure_cell WHERE {_CELLS_IN_SPAN}"
_MONTH: Final = grains.summed(f"{_IN_SPAN} p", besides=grains.OF_YEARS)
SUM_MONTH: Final = f"INSERT INTO figure_cell ({CELL}) {_MONTH}"
SUM_YEAR: Final = f"INSERT INTO figure_cell ({CELL}) {grains.YEARS_OF_MONTHS}"


def _unlike_cells(anew: str) -> str:
    held = f"SELECT {CELL} FROM figure_cell WHERE {_CELLS_IN_SPAN}"
    return f"""WITH anew({CELL}) AS MATERIALIZED ({anew})
        SELECT (SELECT count(*) FROM (SELECT {CELL} FROM anew EXCEPT ALL {held}) missing)
            + (SELECT count(*) FROM ({held} EXCEPT ALL SELECT {CELL} FROM anew) wrong)"""


MONTH_UNLIKE: Final = _unlike_cells(_MONTH)
YEAR_UNLIKE: Final = _unlike_cells(grains.YEARS_OF_MONTHS)
