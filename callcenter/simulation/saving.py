"""A city that is stopped and goes on another time: all that its people remember and mean to do, in one file.

The file and the store belong together, so it is written at an orderly stop alone and goes with the start that reads it:
a city that was killed has a store that nobody remembers.
"""

import io
import os
import pickle
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import cloudpickle

T = TypeVar("T")


class NotSaved(Exception):
    """There is no city to go on with. Code: `nothing-to-go-on-with`."""

    code = "nothing-to-go-on-with"


def save(path: Path, now: datetime, city: object, outside: Mapping[str, object]) -> None:
    """Writes `city` with all that it reaches. outside: what it holds that lives in this process alone, by name."""
    names = {id(thing): name for name, thing in outside.items()}
    written = io.BytesIO()
    pickle.dump(now, written)
    _Keeper(written, names).dump(city)
    coming = path.with_suffix(".coming")
    coming.write_bytes(written.getvalue())
    coming.chmod(0o600)
    coming.replace(path)


def instant(path: Path) -> datetime:
    """At which it stopped. Raises `NotSaved`."""
    with _opened(path) as kept:
        then: datetime = pickle.load(kept)  # noqa: S301 - our own file, readable by its owner alone
        return then


def load(path: Path, kind: type[T], outside: Mapping[str, object]) -> T:
    """The city as it was, with this process's `outside`; the file goes. Raises `NotSaved`."""
    with _opened(path) as kept:
        pickle.load(kept)  # noqa: S301 - our own file, readable by its owner alone
        city = _Finder(kept, outside).load()
    assert isinstance(city, kind)
    path.unlink()
    return city


def _opened(path: Path) -> BinaryIO:
    try:
        kept = path.open("rb")
    except FileNotFoundError:
        raise NotSaved(f"{path} 不存在：没有中途停下的模拟可以继续") from None
    facts = os.fstat(kept.fileno())
    if facts.st_uid != os.geteuid() or facts.st_mode & 0o077:  # whoever can write it could have us do anything
        kept.close()
        raise NotSaved(f"{path} 不属于当前用户，或他人可以读写，不能作为中途停下的模拟打开")
    return kept


class _Keeper(cloudpickle.Pickler):  # type: ignore[misc] # it has no types
    """What people mean to do are functions made on the spot, which the library's own pickler refuses."""

    def __init__(self, file: io.BytesIO, names: Mapping[int, str]) -> None:
        super().__init__(file)
        self._names = names

    def persistent_id(self, thing: Any) -> str | None:
        return self._names.get(id(thing))


class _Finder(pickle.Unpickler):
    def __init__(self, file: BinaryIO, outside: Mapping[str, object]) -> None:
        super().__init__(file)
        self._outside = outside

    def persistent_load(self, name: Any) -> Any:
        return self._outside[name]
