"""Simulated time for processes of their own: an instant in a file, which the simulation alone moves on.

`hotline simulate --over http` writes the present instant into DIR/simulated-clock and starts the roles with
`HOTLINE_SIMULATED_CLOCK` naming that file; they map it and read it, eight bytes, whenever they ask `models.clock`. A
role that is given the name of any other file refuses to start: without the file in its own data directory it is no
simulation's, and a hotline never lives in another time than the city's (docs/adr/0017-simulated-time-over-http.md).
"""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from callcenter.settings import Settings
from models import clock

VARIABLE: Final = "HOTLINE_SIMULATED_CLOCK"
FILE: Final = "simulated-clock"
_SIZE: Final = 8
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class NotASimulation(Exception):
    """A role was told to live in simulated time on data that are not a simulation's. Code: `not-a-simulation`."""

    code = "not-a-simulation"

    def __init__(self, data: Path) -> None:
        super().__init__(
            f"{VARIABLE} 只由 hotline simulate --over http 为它自己启动的进程设置；{data} 不是正在进行的模拟。"
            f"请从环境中去掉 {VARIABLE} 后重新启动"
        )


class SimulatedClock:
    """The file, mapped. writes: the simulation's own; it makes the file and removes it when it is closed."""

    def __init__(self, path: Path, *, writes: datetime | None = None) -> None:
        self._path, self._own = path, writes is not None
        if writes is not None:
            path.write_bytes(bytes(_SIZE))
        flags, access = (os.O_RDWR, mmap.ACCESS_WRITE) if self._own else (os.O_RDONLY, mmap.ACCESS_READ)
        opened = os.open(path, flags)
        try:
            self._map = mmap.mmap(opened, _SIZE, access=access)
        finally:
            os.close(opened)
        self._instant = memoryview(self._map).cast("q")  # one aligned word: it is never read half written
        if writes is not None:
            self.tell(writes)

    def now(self) -> datetime:
        """The present instant: aware, in UTC."""
        return _EPOCH + self._instant[0] * _MICROSECOND

    def tell(self, instant: datetime) -> None:
        """From now on it is `instant`."""
        self._instant[0] = (instant - _EPOCH) // _MICROSECOND

    def close(self) -> None:
        self._instant.release()
        self._map.close()
        if self._own:
            self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def time_of(settings: Settings) -> Iterator[None]:
    """The time in which a role lives: the machine's, or a simulation's that started it. Raises `NotASimulation`."""
    named = settings.get(VARIABLE, "")
    if not named:
        yield
        return
    path = settings.data / FILE
    if Path(named) != path or not path.is_file():
        raise NotASimulation(settings.data)
    with SimulatedClock(path) as simulated, clock.running_from(simulated.now):
        yield
