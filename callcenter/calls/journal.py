"""What calls write while they go on, in order, by one writer: a slow or absent database never delays a telephone.

Writes gather while a transaction is under way, so that many calls share one. While the database is away they wait.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from callcenter.calls.storing import Storing

log = logging.getLogger(__name__)

Work = Callable[[Session], object]
_AT_ONCE = 500


class Journal:
    """`put` a piece of work; `run` (a task) does them all. `await written()` where the next step needs them done."""

    def __init__(self, storing: Storing) -> None:
        self._storing = storing
        self._waiting: deque[Work] = deque()
        self._put = self._done = 0
        self._news = asyncio.Event()
        self._progress = asyncio.Condition()

    def put(self, work: Work) -> None:
        """Queue one write; it must be safe to repeat. Never blocks."""
        self._waiting.append(work)
        self._put += 1
        self._news.set()

    async def written(self, timeout: float | None = None) -> bool:
        """Wait until all that was put before is in the database; False where it is not after `timeout` seconds."""
        mark = self._put

        async def reached() -> None:
            async with self._progress:
                await self._progress.wait_for(lambda: self._done >= mark)

        try:
            await asyncio.wait_for(reached(), timeout)
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
                await self._write(batch)
                self._done += len(batch)
                async with self._progress:
                    self._progress.notify_all()

    async def _write(self, batch: Sequence[Work]) -> None:
        def together(session: Session) -> None:
            for work in batch:
                work(session)

        try:
            await self._storing.do(together, patient=True)
        except Exception:
            # one write that the database refuses must not take the others of its batch with it
            for work in batch:
                try:
                    await self._storing.do(work, patient=True)
                except Exception:
                    log.exception("call-write-failed")
