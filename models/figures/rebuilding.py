"""The books made anew, and compared with what they should be.

In many short transactions, for a long writing one would keep back everybody's live events: first the postings of some
subjects at a time, then the cells of one month after the other. People may ask and folds may run meanwhile; figures are
right again when it has ended.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.database import Store
from models.figures.definition import Subject
from models.figures.folding import LOCK, fold
from models.figures.grains import NAMES
from models.figures.measures import MEASURES
from models.figures.posting import CELLS_UNLIKE, FORGET_CELLS, KINDS, SUM_ANEW, folded, posted, unlike

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
    """Makes all postings and cells anew; returns how many subjects there are."""
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
    for begin, end in _months(store):
        with store.transaction() as session:
            _locked(session)
            session.execute(text("SET LOCAL work_mem = '256MB'"))  # every grain is a table of its own in memory
            for statement in (FORGET_CELLS, SUM_ANEW):
                session.execute(text(statement), {**_ALL, "begin": begin, "end": end})
        told(f"{begin:%Y-%m}")
    with store.transaction() as session:
        session.execute(text("DELETE FROM figure_book"))
        session.execute(text("INSERT INTO figure_book (fingerprint) VALUES (:it)"), {"it": FINGERPRINT})
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
    for begin, end in _months(store):
        with store.reading() as session:
            cells += session.execute(text(CELLS_UNLIKE), {**_ALL, "begin": begin, "end": end}).scalar_one()
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


def _months(store: Store) -> Iterator[tuple[date, date]]:
    with store.reading() as session:
        first, last = session.execute(_SPAN).one()
    if first is None:
        return
    begin = first.replace(day=1)
    while begin <= last:
        end = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
        yield begin, end
        begin = end
