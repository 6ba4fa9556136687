"""The one clock of the application (docs/adr/0007-one-clock.md).

Every stored or compared time comes from `now()`, so that a year can be simulated.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def _system() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the only place where the machine's clock is read


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant: aware, in UTC."""
    return _source()


def today() -> date:
    """The calendar day in China, where the city is."""
    return now().astimezone(LOCAL).date()


def midnight(day: date) -> datetime:
    """The instant in China at which a calendar day begins."""
    return datetime.combine(day, time.min, LOCAL)


@contextmanager
def running_from(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `now()` read `source` (aware datetimes) inside the block: for tests and the simulator."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
