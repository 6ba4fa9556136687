"""The actors' own ledger: who did what to what at which simulated instant, written before the application answers.

JSON lines, only added to. An act is one line; what the application said to it is another line with the act's number.
Kinds of lines: `act` (who, does, to, facts), `answer` (done or refused, with what the answer showed), `seen` (what the
application told everybody by its live events, of things that nobody of us did: its clocks and its automatic dispatch).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

import orjson

from callcenter.web.problem import Problem
from models.orders import OrderError

_ADDED: Final = os.O_WRONLY | os.O_APPEND


class Refused(Exception):
    """The application said no, over HTTP; `code` is its own."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{detail} [{code}]")
        self.code = code


REFUSALS: Final = (OrderError, Problem, Refused)


class LedgerExists(Exception):
    """A ledger is only added to by the simulation that began it. Code: `ledger-exists`."""

    code = "ledger-exists"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 已存在：账本只由开始它的那次模拟续写，请另指定文件")


def refuse_second(path: Path) -> None:
    """Before much has been started for nothing. Raises `LedgerExists`."""
    if path.exists():
        raise LedgerExists(path)


class NoLedger(Exception):
    """A city that was stopped goes on with its own ledger alone. Code: `ledger-missing`."""

    code = "ledger-missing"


@dataclass
class Answer:
    """What the application said. refused: its stable code; None: it was done. facts: what the answer showed."""

    refused: str | None = None
    facts: dict[str, Any] | None = None

    def shows(self, **facts: Any) -> None:
        self.facts = {**(self.facts or {}), **facts}

    def __bool__(self) -> bool:
        return self.refused is None


class ActorsLedger:
    """Opened by the simulation; every line is given to the system before the next thing happens."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = os.open(path, _ADDED | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise LedgerExists(path) from None
        self._begin(path, file, now, 0)

    @classmethod
    def opened(cls, path: Path, now: Callable[[], datetime]) -> Self:
        """Goes on with one of a city that was stopped. Raises `NoLedger`."""
        try:
            with path.open("rb") as written:
                lines = sum(1 for _ in written)
        except FileNotFoundError:
            raise NoLedger(f"{path} 不存在：继续模拟需要它开始时的账本，请用 --ledger 指定") from None
        ledger = cls.__new__(cls)
        ledger._begin(path, os.open(path, _ADDED), now, lines)
        return ledger

    def _begin(self, path: Path, file: int, now: Callable[[], datetime], lines: int) -> None:
        self.path, self._file, self._now, self.lines = path, file, now, lines

    @contextmanager
    def act(self, who: str, does: str, to: str, **facts: Any) -> Iterator[Answer]:
        """Written now; the block is the application's answer. A refusal by its rules is written and swallowed."""
        number = self.lines
        self._write({"n": number, "kind": "act", "who": who, "does": does, "to": to, **facts})
        answer = Answer()
        try:
            yield answer
        except REFUSALS as refusal:
            answer.refused = str(refusal.code)
        told = {"refused": answer.refused} if answer.refused else {}
        self._write({"of": number, "kind": "answer", **told, **(answer.facts or {})})

    def seen(self, what: str, to: str, at: datetime, **facts: Any) -> None:
        """Something that the application told by itself."""
        self._write({"kind": "seen", "what": what, "to": to, **facts}, at)

    def happened(self, who: str, what: str, to: str, **facts: Any) -> None:
        """Something among people that the application is not asked about: a caller waits, hangs up."""
        self._write({"kind": "life", "who": who, "what": what, "to": to, **facts})

    def close(self) -> None:
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, line: dict[str, Any], at: datetime | None = None) -> None:
        os.write(self._file, orjson.dumps({"at": at or self._now(), **line}, option=_OPTIONS))
        self.lines += 1


_OPTIONS: Final = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


@dataclass(frozen=True)
class Entry:
    """One line with what became of it. refused: the application's code; answer: what it showed."""

    at: datetime
    kind: str
    who: str
    does: str
    to: str
    facts: dict[str, Any]
    refused: str | None
    answer: dict[str, Any]

    @property
    def done(self) -> bool:
        return self.refused is None


_FRAME: Final = ("at", "n", "of", "kind", "who", "does", "what", "to", "refused")


def entries(path: Path) -> Iterator[Entry]:
    """Every line of a ledger but the answers, which stand with their acts; in the order in which they were begun."""
    waiting: dict[int, dict[str, Any]] = {}
    with path.open("rb") as lines:
        for raw in lines:
            line = orjson.loads(raw)
            if line["kind"] == "answer":
                yield _entry(waiting.pop(line["of"]), line)
            elif line["kind"] == "act":
                waiting[line["n"]] = line
            else:
                yield _entry(line, {})
    for unanswered in waiting.values():  # the simulation was ended in the middle of it
        yield _entry(unanswered, {"refused": "unanswered"})


def _entry(line: dict[str, Any], answer: dict[str, Any]) -> Entry:
    return Entry(
        at=datetime.fromisoformat(line["at"]),
        kind=line["kind"],
        who=line.get("who", ""),
        does=line.get("does") or line.get("what", ""),
        to=line["to"],
        facts={name: value for name, value in line.items() if name not in _FRAME},
        refused=answer.get("refused"),
        answer={name: value for name, value in answer.items() if name not in _FRAME},
    )
