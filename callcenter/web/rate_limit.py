"""A small limiter in memory: so many happenings of a key in a window of time. One process's view, bounded."""

import threading
import time
from collections import OrderedDict, deque
from typing import Final

_KEYS: Final = 10_000
"""Keys remembered; the one that was quiet for longest is forgotten first."""


class RateLimit:
    """At most `most` happenings of a key within `window_s` seconds. Safe between threads."""

    def __init__(self, most: int, window_s: float) -> None:
        self._most, self._window = most, window_s
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> float:
        """Seconds until the key may happen again; 0 where it may happen now."""
        with self._lock:
            times = self._seen.get(key)
            if not times:
                return 0.0
            now = time.monotonic()
            while times and times[0] <= now - self._window:
                times.popleft()
            return times[0] + self._window - now if len(times) >= self._most else 0.0

    def note(self, key: str) -> None:
        """It happened once more."""
        with self._lock:
            self._seen.setdefault(key, deque(maxlen=self._most)).append(time.monotonic())
            self._seen.move_to_end(key)
            while len(self._seen) > _KEYS:
                self._seen.popitem(last=False)

    def forget(self, key: str) -> None:
        """A success clears what was counted."""
        with self._lock:
            self._seen.pop(key, None)

    def take_back(self, key: str) -> None:
        """The last happening does not count after all."""
        with self._lock:
            times = self._seen.get(key)
            if times:
                times.pop()
