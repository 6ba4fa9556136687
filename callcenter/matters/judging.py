"""Merge suggestions for new and rewritten orders, in the background: judged with what is open, written with reasons.

Whichever door an order came by, its events bring it here; one process at a time judges (an advisory lock decides), and
its position stands in the database with what it wrote, so a killed one loses and repeats nothing.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import select, text

from callcenter.matters import demands
from callcenter.matters.earlier import Earlier, rewrites
from models import events, suggestions
from models.database import Store
from models.orders import WorkOrder

log = logging.getLogger(__name__)

READER: Final = "duplicates"
_LOCK: Final = 12345_0002
_BATCH: Final = 100


class Judging:
    """One process's background judge; `round` may be called by one thread at a time."""

    def __init__(self, store: Store, earlier: Earlier) -> None:
        self._store, self._earlier = store, earlier
        self._passed = 0
        """Up to here there was nothing to judge: not written down, only not looked at again."""

    def round(self) -> int:
        """Writes suggestions for orders that are new or have new words since the last time; returns how many.

        Does nothing while another process is at it, or before the index is built.
        """
        self._earlier.catch_up()
        made = 0
        with _alone(self._store) as mine:
            while mine and self._earlier.ready.is_set() and not self._earlier.stopped.is_set():
                with self._store.reading() as session:
                    start = max(events.position(session, READER), self._passed)
                    found, seq = events.of_topic(session, "order.changed", start, _BATCH)
                if not found:
                    self._passed = seq
                    break
                verbs = {event.subject: event.data.get("verb") for event in found if rewrites(event.data.get("verb"))}
                made += self._judge(verbs, seq)
        return made

    def _judge(self, verbs: dict[str, Any], seq: int) -> int:
        """verbs: order number -> the last verb that gave it its words."""
        with self._store.reading() as session:
            wanted = demands.demands().where(WorkOrder.order_no.in_(verbs), demands.MERGEABLE)
            judged = [demands.demand(row) for row in session.execute(wanted)]
        # the comparing takes its time: no transaction is open meanwhile
        found = {one.id: alike for one in judged if (alike := self._earlier.alike(one))}
        made = 0
        with self._store.transaction() as session:
            for order in session.scalars(select(WorkOrder).where(WorkOrder.order_no.in_(found)).order_by(WorkOrder.id)):
                rewritten = verbs[order.order_no] != "create"
                made += suggestions.suggest(session, order, found[order.order_no], rewritten=rewritten)
            events.advance(session, READER, seq)
        if made:
            log.info("merge-suggestions: %d", made)
        return made


@contextmanager
def _alone(store: Store) -> Iterator[bool]:
    """Whether this process is the only one that judges now; the lock ends with its connection, however that ends."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK}).scalar_one())
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
