"""Danger signals in the words. Rules decide, and nothing lowers them: threats, hazards, whole areas affected.

特急: grave and later hard to repair, the handling unit is telephoned at once; 紧急: many people or the environment are
affected now. The signals are the city's (sheet `urgent_signals`, through the vocabulary): turns of speech, and phrases
that count by their sound as well: recognised with wrong characters, they must not be missed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.catalogue.vocabulary import SignalEntry
from routing.advice import Urgency
from routing.wording import simplified, sounds

_GRAVEST_FIRST: tuple[Urgency, ...] = ("特急", "紧急", "一般")
# A danger that is denied or feared: 没有人受伤, 怕引起火灾, 预防触电.
_UNREAL = re.compile(r"(没有|不会|防止|预防|避免|怕|担心|如果|万一|演练|宣传)[^,。，]{0,6}$")


@dataclass(frozen=True)
class Signal:
    """One danger signal: its level, what it means (Chinese, shown to people), and where it was found."""

    level: Urgency
    meaning: str
    span: tuple[int, int]


_Table = tuple[tuple[Urgency, str, re.Pattern[str]], ...]


class Dangers:
    """A city's danger signals, prepared for looking up."""

    def __init__(self, entries: Iterable[SignalEntry]) -> None:
        known = tuple(entries)
        self._by_words: _Table = tuple(
            (_level(entry), entry.meaning, re.compile(entry.pattern)) for entry in known if not entry.by_sound
        )
        self._by_sound: _Table = tuple(
            (_level(entry), entry.meaning, re.compile(re.escape(sounds(simplified(entry.pattern)))))
            for entry in known
            if entry.by_sound
        )

    def signals(self, text: str) -> list[Signal]:
        """Danger signals of `simplified` text, gravest first, each meaning once; feared or denied ones do not count."""
        found: dict[str, Signal] = {}
        for signal in (*_search(text, text, self._by_words), *_search(text, sounds(text), self._by_sound)):
            known = found.get(signal.meaning)
            if known is None or _rank(signal) < _rank(known):
                found[signal.meaning] = signal
        return sorted(found.values(), key=_rank)


def _level(entry: SignalEntry) -> Urgency:
    for level in _GRAVEST_FIRST:
        if entry.level == level:
            return level
    raise ValueError(f"urgent signal {entry.code}: unknown level {entry.level!r}")


def _rank(signal: Signal) -> int:
    return _GRAVEST_FIRST.index(signal.level)


def _search(text: str, form: str, table: _Table) -> Iterator[Signal]:
    for level, meaning, pattern in table:
        for match in pattern.finditer(form):
            if not _UNREAL.search(text[: match.start()]):
                yield Signal(level, meaning, match.span())


def urgency(found: list[Signal]) -> Urgency:
    """The gravest level among the signals."""
    return found[0].level if found else "一般"
