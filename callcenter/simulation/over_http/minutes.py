"""The machine's minute: the periodic jobs of the worker, ordered when their simulated time has come.

The worker's own go by the machine's clock, of which a simulated hour takes seconds. What is ordered here are the same
jobs, by the same queue, under the same locks; the worker does them.
"""

import time
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from callcenter.simulation.over_http.browsers import Broken
from models import clock, jobs
from models.database import Store

_JOBS: Final = ("clocks", "callbacks", "hot_issues", "pull_channels")
_PATIENCE_S: Final = 180.0
_STEP_S: Final = 0.02
_BUSY: Final = text(
    "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
    " OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))"
)


class Minutes:
    """The queue of the running application."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def strike(self, *also: str) -> None:
        """Every minute's jobs, and those named; returns when the queue is empty."""
        for task in (*_JOBS, *also):
            try:
                with self._store.transaction() as session:
                    given = {"timestamp": int(clock.now().timestamp())}
                    jobs.defer(session, task, given, queueing_lock=task, lock=task)
            except IntegrityError:
                continue  # the worker's own has just come
        self.wait()

    def wait(self) -> None:
        """Until nothing is left to be done now. Raises `Broken`."""
        until = time.monotonic() + _PATIENCE_S
        while True:
            with self._store.reading() as session:
                left = session.execute(_BUSY).scalar_one()
            if not left:
                return
            if time.monotonic() > until:
                raise Broken(f"{left} jobs are not done after {_PATIENCE_S:.0f} s")
            time.sleep(_STEP_S)
