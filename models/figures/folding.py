"""Bringing the books up to date: what is due, some of it at a time. See docs/figures.md.

One fold at a time (an advisory lock); whoever is killed in one has done nothing, and what was due still is.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.database import Store
from models.figures.definition import Subject
from models.figures.posting import KINDS, folded

LOCK: Final = 12345_0023
_AT_ONCE: Final = 500
_LOCK: Final = text("SELECT pg_advisory_xact_lock(:key)")
_TAKE: Final = text(
    "DELETE FROM figure_due WHERE id IN (SELECT id FROM figure_due ORDER BY id LIMIT :limit)"
    " RETURNING order_id, conversation_id, stretch_id"
)
_FOLDED: Final = {kind: text(folded(kind)) for kind in KINDS}
_WAITED: Final = text("SELECT extract(epoch FROM clock_timestamp() - at) FROM figure_due ORDER BY id LIMIT 1")
_DROP_EMPTY: Final = text("DELETE FROM figure_cell WHERE rows = 0 AND amount = 0")
# A new demand may be one that was asked before: the earlier one was not solved at once. And whoever is called back was
# missed before.
_TOUCHED: Final[dict[Subject, Any]] = {
    "order": text(
        "SELECT DISTINCT p.order_id FROM work_order b"
        " JOIN work_order a ON a.citizen_id = b.citizen_id AND a.id <> b.id"
        " JOIN figure_posting p ON p.order_id = a.id AND p.measure = 'closed' AND p.at < b.accepted_at"
        " AND p.at >= b.accepted_at - interval '720 hours' WHERE b.id = ANY(:ids)"
    ),
    "call": text(
        "SELECT m.conversation_id FROM call b JOIN call m ON m.caller_index = b.caller_index"
        " WHERE b.conversation_id = ANY(:ids) AND b.direction = 'outbound' AND m.direction = 'inbound'"
        " AND m.ended_at BETWEEN b.started_at - interval '30 minutes' AND b.started_at"
    ),
}


@dataclass(frozen=True)
class Folded:
    """How many marks were taken, of how many subjects; more: there may be others."""

    marks: int
    subjects: int
    more: bool


def fold_some(session: Session, limit: int = _AT_ONCE) -> Folded:
    """One fold, in the caller's transaction, which ought to be short: it keeps listeners to events waiting."""
    session.execute(_LOCK, {"key": LOCK})
    taken = session.execute(_TAKE, {"limit": limit}).all()
    subjects = 0
    for place, kind in enumerate(KINDS):
        ids = sorted({row[place] for row in taken if row[place] is not None})
        if not ids:
            continue
        if kind in _TOUCHED:
            ids = sorted({*ids, *session.scalars(_TOUCHED[kind], {"ids": ids})})
        session.execute(_FOLDED[kind], {"ids": ids})
        subjects += len(ids)
    if subjects:
        session.execute(_DROP_EMPTY)
    return Folded(len(taken), subjects, len(taken) == limit)


def fold(store: Store, limit: int = _AT_ONCE) -> int:
    """Folds until nothing is due, a transaction a time; returns how many subjects were."""
    subjects = 0
    while True:
        with store.transaction() as session:
            done = fold_some(session, limit)
        subjects += done.subjects
        if not done.more:
            return subjects


def behind_s(session: Session) -> float:
    """How long ago the oldest change was made that the books do not hold yet, in seconds; 0: they hold all.

    By the database's clock, like the marks: also in a simulation it is time that somebody waits.
    """
    waited = session.scalar(_WAITED)
    return 0.0 if waited is None else max(float(waited), 0.0)
