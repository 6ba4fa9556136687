"""Simulated time: what is to be done at which instant, done in order; `models.clock` reads it.

One thread, one heap: the same seed gives the same year.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

import chinese_calendar

from models import clock
from models.clock import LOCAL

Act = Callable[[], object]
_MORNING, _NOON, _AFTERNOON, _EVENING = time(8, 30), time(12), time(14, 30), time(17, 30)
_LOOKS_AHEAD: Final = 30


@dataclass(frozen=True)
class _Planned:
    at: datetime
    number: int
    act: Act

    def __lt__(self, other: "_Planned") -> bool:
        return (self.at, self.number) < (other.at, other.number)


class World:
    """Time from `begins` until `ends`. seed: of every draw."""

    def __init__(self, begins: datetime, ends: datetime, seed: int) -> None:
        self.begins = self.now = begins.astimezone(UTC)
        self.ends, self._seed = ends.astimezone(UTC), seed
        self._heap: list[_Planned] = []
        self._planned = 0

    def draws(self, name: str) -> random.Random:
        """A stream of draws of one's own: what one actor draws does not change what another does."""
        return random.Random(f"{self._seed}:{name}")  # noqa: S311 - nothing secret is drawn

    def at(self, when: datetime, act: Act) -> None:
        """Plans; what lies in the past is done next."""
        heapq.heappush(self._heap, _Planned(max(when, self.now), self._planned, act))
        self._planned += 1

    def after(self, seconds: float, act: Act) -> None:
        self.at(self.now + timedelta(seconds=seconds), act)

    def every(self, pause: timedelta, act: Act) -> None:
        """Again and again, the first time one pause from now."""

        def again() -> None:
            act()
            self.at(self.now + pause, again)

        self.at(self.now + pause, again)

    def run(self, stops: Callable[[], bool] = lambda: False) -> bool:
        """Until the end, or until nothing is left to be done; False where it stopped before, as `stops` asked."""
        with clock.running_from(lambda: self.now):
            while self._heap and self._heap[0].at < self.ends:
                if stops():
                    return False
                planned = heapq.heappop(self._heap)
                self.now = planned.at.astimezone(UTC)
                planned.act()
        return True

    @property
    def local(self) -> datetime:
        return self.now.astimezone(LOCAL)

    def office_is_open(self, at: datetime | None = None) -> bool:
        """Whether units work at this instant (default: now)."""
        local = (at or self.now).astimezone(LOCAL)
        return self._worked(local) and (_MORNING <= local.time() < _NOON or _AFTERNOON <= local.time() < _EVENING)

    def worked_hours(self, start: datetime, hours: float) -> datetime:
        """The instant that many office hours after `start`."""
        at, left = start.astimezone(LOCAL), timedelta(hours=hours)
        for _ in range(_LOOKS_AHEAD * 12):
            for begin, end in ((_MORNING, _NOON), (_AFTERNOON, _EVENING)):
                first, last = datetime.combine(at, begin, LOCAL), datetime.combine(at, end, LOCAL)
                first = max(first, at)
                if not self._worked(at) or first >= last:
                    continue
                if first + left <= last:
                    return first + left
                left -= last - first
            at = datetime.combine(at + timedelta(days=1), time(), LOCAL)
        return at

    def _worked(self, local: datetime) -> bool:
        """As the staff know the holidays: of a year that is not announced, the weekends."""
        try:
            return bool(chinese_calendar.is_workday(local.date()))
        except NotImplementedError:
            return local.weekday() < 5
