"""The simulated world whose instant other processes read: it stands still while somebody acts, and never goes back.

Between two acts it jumps; while a real call goes on it goes with the wall clock, for speech takes its time.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from callcenter.simulated_clock import SimulatedClock
from callcenter.simulation.world import World

_TICK_S: Final = 0.01


class ToldWorld(World):
    """told: where the instant is written."""

    def __init__(self, begins: datetime, ends: datetime, seed: int, told: SimulatedClock) -> None:
        self._told, self._now = told, begins
        super().__init__(begins, ends, seed)

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, instant: datetime) -> None:
        """What was planned for an instant that a call has overrun happens after the call."""
        self._now = max(self._now, instant)
        self._told.tell(self._now)

    @contextmanager
    def flowing(self) -> Iterator[None]:
        """Inside the block a second is a second."""
        end = threading.Event()
        begun, wall = self.now, time.monotonic()

        def flow() -> None:
            while not end.wait(_TICK_S):
                self.now = begun + timedelta(seconds=time.monotonic() - wall)

        thread = threading.Thread(target=flow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()
