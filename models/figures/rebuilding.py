"""The books made anew, and compared with what they should be.

In many short transactions, for a long writing one would keep back everybody's live events: first the postings of some
subjects at a time, then the cells of one month after the other. People may ask and folds may run meanwhile; figures are
right again when it has ended.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.database import Store
from models.figures.definition import Subject
from models.figures.folding import LOCK, fold
from models.figures.grains import GRAINS, NAMES, OF_YEARS
from models.figures.measures import MEASURES
from models.figures.posting import (
    FORGET_CELLS,
    KINDS,
    MONTH_UNLIKE,
    SUM_MONTH,
    SUM_YEAR,
    YEAR_UNLIKE,
    folded,
    posted,
    unlike,
)

_AT_ONCE: Final = 2_000
_NEXT: Final[dict[Subject, str]] = {
    "order": "SELECT id FROM work_order WHERE id > :after ORDER BY id LIMIT :limit",
    "call": "SELECT conversation_id FROM call WHERE conversation_id > :after ORDER BY conversation_id LIMIT :limit",
    "stretch": "SELECT id FROM agent_stretch WHERE id > :after ORDER BY id LIMIT :limit",
}
_BEFORE_ALL: Final[dict[Subject, Any]] = {"order": 0, "call": "00000000-0000-0000-0000-000000000000", "stretch": 0}
_SPAN: Final = text(
    "SELECT min(day), max(day) FROM (SELECT min(day) AS day FROM figure_posting UNION ALL"
    " SELECT max(day) FROM figure_posting UNION ALL SELECT min(day) FROM figure_cell UNION ALL"
    " SELECT max(day) FROM figure_cell) ends"
)
_ORPHANS: Final = (
    "DELETE FROM figure_posting p WHERE stretch_id IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM agent_stretch WHERE id = p.stretch_id)",
    "DELETE FROM figure_posting WHERE measure <> ALL(:measures)",
    "DELETE FROM figure_cell WHERE measure <> ALL(:measures) OR grain <> ALL(:grains)",
)
_ALL: Final = {"measures": sorted(MEASURES), "grains": sorted(NAMES)}
FINGERPRINT: Final = sha256("".join([*(folded(kind) for kind in KINDS)]).encode()).hexdigest()
"""Of all that decides what the books should hold: other measures or grains have another one."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class Compared:
    """What is not as it should be. subjects: how many were looked at."""

    subjects: int
    postings: int
    cells: int


def rebuild(store: Store, told: Told = lambda _: None, chunk: int = _AT_ONCE) -> int:
    """Makes all postings and cells anew; returns how many subjects there are.

    Killed in the middle, the books are not `is_current`, and the next worker that starts makes them again.
    """
    with store.transaction() as session:
        session.execute(text("DELETE FROM figure_book"))
    count = 0
    for kind in KINDS:
        posting = text(posted(kind))
        for ids in _chunks(store, kind, chunk):
            with store.transaction() as session:
                _locked(session)
                session.execute(posting, {"ids": ids})
            count += len(ids)
            told(f"{kind}: {count}")
    with store.transaction() as session:
        _locked(session)
        for orphans in _ORPHANS:
            session.execute(text(orphans), _ALL)
    for span in _spans(store):
        with store.transaction() as session:
            _locked(session)
            session.execute(text("SET LOCAL work_mem = '256MB'"))  # every grain is a table of its own in memory
            for statement in (FORGET_CELLS, span.sums):
                session.execute(text(statement), span.values)
        told(span.name)
    with store.transaction() as session:
        kept = "INSERT INTO figure_book (fingerprint) VALUES (:it) ON CONFLICT DO NOTHING"
        session.execute(text(kept), {"it": FINGERPRINT})
    fold(store)
    return count


def is_current(session: Session) -> bool:
    """Whether the books were made by the measures of this release."""
    return bool(session.scalar(text("SELECT fingerprint FROM figure_book")) == FINGERPRINT)


def compare(store: Store, chunk: int = _AT_ONCE) -> Compared:
    """The books against what they should be; folds first what is due. Changes of meanwhile may count as different."""
    fold(store)
    subjects = postings = cells = 0
    for kind in KINDS:
        statement = text(unlike(kind))
        for ids in _chunks(store, kind, chunk):
            with store.reading() as session:
                postings += session.execute(statement, {"ids": ids}).scalar_one()
            subjects += len(ids)
    for span in _spans(store):
        with store.reading() as session:
            cells += session.execute(text(span.unlike), span.values).scalar_one()
    return Compared(subjects, postings, cells)


def _locked(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _chunks(store: Store, kind: Subject, chunk: int) -> Iterator[list[Any]]:
    after = _BEFORE_ALL[kind]
    while True:
        with store.reading() as session:
            ids = list(session.scalars(text(_NEXT[kind]), {"after": after, "limit": chunk}))
        if not ids:
            return
        yield ids
        after = ids[-1]


@dataclass(frozen=True)
class _Span:
    """A month, or a year that is made of them: how its cells are made anew, and compared."""

    name: str
    values: dict[str, Any]
    sums: str
    unlike: str


def _spans(store: Store) -> Iterator[_Span]:
    """The months, and after the last of a year the year."""
    with store.reading() as session:
        first, last = session.execute(_SPAN).one()
    if first is None:
        return
    for year in range(first.year, last.year + 1):
        firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
        for begin, end in pairwise(firsts):
            yield _Span(f"{begin:%Y-%m}", spanned(begin, end), SUM_MONTH, MONTH_UNLIKE)
        values = {**spanned(firsts[0], firsts[-1]), "grains": sorted(OF_YEARS), "months": _MONTHS}
        yield _Span(str(year), values, SUM_YEAR, YEAR_UNLIKE)


_MONTHS: Final = sorted(grain.name for grain in GRAINS if grain.period == "month")


def spanned(begin: date, end: date) -> dict[str, Any]:
    """The values of `SUM_MONTH` and its like; end: the first day after."""
    return {**_ALL, "grains": sorted(NAMES - OF_YEARS), "begin": begin, "end": end}
