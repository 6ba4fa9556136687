"""The city's trained classifiers as numbered versions in one folder: which is in use, which waits, what became of each.

    routing-20261127T183000.json, .npz    a classifier (`classifier.saving`: numbers and text, loading runs no code)
    routing-20261127T183000.card.json     what it was made from, how it did, and against which
    routing-20261127T183000.seen.json     signs of the rows that it was made from: they cannot judge it
    pointer.json                          {"active": name or null, "shadow": name or null}
    history.jsonl                         every change of the pointer: when, which, by whom, why

Files are replaced as a whole; a process sees a change by the pointer's time and takes the new one up. Without an active
version the cold start is in use.
"""

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from models.clock import now
from routing.classifier import saving
from routing.classifier.model import Classifier

COLD_START: Final = "cold-start"
"""The name under which the cold start can be gone back to."""
KEPT: Final = 30
"""So many versions stay; older ones that are neither in use nor waiting are deleted."""
_PREFIX, _POINTER, _HISTORY, _LOCK = "routing-", "pointer.json", "history.jsonl", ".lock"


class VersionUnknown(Exception):
    """There is no such version, or none to go back to. Code: `model-unknown`; the message is Chinese."""

    code, status = "model-unknown", 404


@dataclass(frozen=True)
class Pointer:
    """active: in use, None for the cold start; shadow: the candidate that proposes beside it."""

    active: str | None = None
    shadow: str | None = None


@dataclass(frozen=True)
class Decision:
    """One change. act: promoted, kept (as candidate), rolled_back; name: the version, `cold-start` for none;
    before: what was in use; by: a person's name, or the job's; reason: Chinese, for people."""

    at: str
    act: str
    name: str
    before: str
    by: str
    reason: str


class Versions:
    """The versions of one folder. Several processes may use it; changes are made one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def pointer(self) -> Pointer:
        """What is in use now."""
        try:
            return Pointer(**json.loads((self.folder / _POINTER).read_text("utf-8")))
        except FileNotFoundError:
            return Pointer()

    def stamp(self) -> tuple[int, int]:
        """Changes when the pointer changes; cheap."""
        try:
            state = (self.folder / _POINTER).stat()
        except FileNotFoundError:
            return 0, 0
        return state.st_mtime_ns, state.st_ino

    def names(self) -> list[str]:
        """All versions, the newest first."""
        return sorted((path.name.removesuffix(".card.json") for path in self.folder.glob("*.card.json")), reverse=True)

    def card(self, name: str) -> dict[str, Any]:
        """Raises `VersionUnknown`."""
        if name not in self.names():
            raise VersionUnknown(f"没有模型版本 {name}，请用 hotline models routing list 查看")
        card: dict[str, Any] = json.loads((self.folder / f"{name}.card.json").read_text("utf-8"))
        return card

    def load(self, name: str) -> Classifier:
        """Raises `ClassifierUnreadable`."""
        return saving.load(self.folder, name)

    def seen(self, name: str | None) -> frozenset[str]:
        """Signs of the rows that a version was made from; none of the cold start, nor of one that is gone."""
        try:
            return frozenset(json.loads((self.folder / f"{name}.seen.json").read_text("utf-8")))
        except FileNotFoundError:
            return frozenset()

    def add(self, classifier: Classifier, seen: Collection[str] = ()) -> str:
        """Keeps a classifier as a new version; its name stands in its card from then on."""
        with self._alone():
            name, number = f"{_PREFIX}{now():%Y%m%dT%H%M%S}", 1
            while (self.folder / f"{name}.card.json").exists():
                number += 1
                name = f"{_PREFIX}{now():%Y%m%dT%H%M%S}-{number}"
            classifier.card["name"] = name
            saving.save(classifier, self.folder, name)
            _write(self.folder / f"{name}.seen.json", sorted(seen))
            _write(self.folder / f"{name}.card.json", classifier.card)
        return name

    def keep(self, name: str, by: str, reason: str) -> None:
        """The version becomes the candidate that proposes in the shadow."""
        with self._alone():
            before = self.pointer()
            self._point(Pointer(before.active, name), "kept", name, by, reason)

    def promote(self, name: str, by: str, reason: str) -> None:
        """The version comes into use. Raises `VersionUnknown`, `ClassifierUnreadable`; then nothing has changed."""
        self.card(name)
        self.load(name)
        with self._alone():
            before = self.pointer()
            shadow = before.shadow if before.shadow != name else None
            self._point(Pointer(name, shadow), "promoted", name, by, reason)

    def rollback(self, by: str, reason: str) -> str:
        """Goes back to what was in use before, the cold start at last; returns its name. Raises `VersionUnknown`.

        The version that was left becomes the candidate again, so that it can be seen beside the older one.
        """
        with self._alone():
            pointer = self.pointer()
            if pointer.active is None:
                raise VersionUnknown("正在使用的就是初始模型，没有更早的版本可以回退")
            before = self._before(pointer.active)
            self._point(Pointer(before, pointer.active), "rolled_back", before or COLD_START, by, reason)
        return before or COLD_START

    def history(self) -> list[Decision]:
        """Every change, the oldest first."""
        try:
            lines = (self.folder / _HISTORY).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [Decision(**json.loads(line)) for line in lines if line]

    def _before(self, active: str) -> str | None:
        """What was in use when `active` came into use last, as far as it is still there."""
        changes = reversed(self.history())
        came = next((one.before for one in changes if one.act == "promoted" and one.name == active), COLD_START)
        return came if came in self.names() else None

    def _point(self, pointer: Pointer, act: str, name: str, by: str, reason: str) -> None:
        before = self.pointer().active or COLD_START
        decision = Decision(now().isoformat(timespec="seconds"), act, name, before, by, reason)
        with (self.folder / _HISTORY).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(decision), ensure_ascii=False) + "\n")
        _write(self.folder / _POINTER, asdict(pointer))
        for old in self.names()[KEPT:]:
            if old not in (pointer.active, pointer.shadow):
                for path in self.folder.glob(f"{old}.*"):
                    path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One change at a time, whichever process makes it; the lock ends with its process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _write(path: Path, content: Any) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)
