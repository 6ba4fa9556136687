"""The store, from the event loop: every transaction in a thread, tried again while the database is away."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from callcenter.calls.timing import Timing
from models.database import Store

log = logging.getLogger(__name__)
T = TypeVar("T")

_LONGEST_PAUSE = 5.0


class StoreAway(Exception):
    """The database did not answer within the patience of a live call. Code: `store-away`."""

    code = "store-away"


class Storing:
    """`await storing.do(work)` runs `work(session)` as one transaction."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._store, self._timing = store, timing

    async def do(self, work: Callable[[Session], T], patient: bool = False) -> T:
        """The transaction's result. patient: waits for the database as long as it takes (for what must not be lost);
        otherwise raises StoreAway after `store_tries` attempts."""
        pause, tries = self._timing.store_retry, 0
        while True:
            try:
                return await asyncio.to_thread(self._transaction, work)
            except (OperationalError, InterfaceError) as error:
                tries += 1
                log.warning("store-away: attempt %d: %s", tries, type(error.orig).__name__)
                if not patient and tries >= self._timing.store_tries:
                    raise StoreAway("the database does not answer") from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _transaction(self, work: Callable[[Session], T]) -> T:
        with self._store.transaction() as session:
            return work(session)
