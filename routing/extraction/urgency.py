"""Danger signals in the words. Rules decide, and nothing lowers them: threats, hazards, whole areas affected.

特急: grave and later hard to repair, the handling unit is telephoned at once; 紧急: many people or the environment are
affected now. `dangers.tsv` holds turns of speech, `dangers_by_sound.tsv` phrases that count by their sound as well:
recognised with wrong characters, they must not be missed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from routing.advice import Urgency
from routing.extraction.table import rows
from routing.wording import sounds

_GRAVEST_FIRST: tuple[Urgency, ...] = ("特急", "紧急", "一般")
# A danger that is denied or feared: 没有人受伤, 怕引起火灾, 预防触电.
_UNREAL = re.compile(r"(没有|不会|防止|预防|避免|怕|担心|如果|万一|演练|宣传)[^,。，]{0,6}$")


@dataclass(frozen=True)
class Signal:
    """One danger signal: its level, what it means (Chinese, shown to people), and where it was found."""

    level: Urgency
    meaning: str
    span: tuple[int, int]


@cache
def _by_words() -> tuple[tuple[Urgency, str, re.Pattern[str]], ...]:
    return tuple((_level(row), row["meaning"], re.compile(row["pattern"])) for row in rows("dangers"))


@cache
def _by_sound() -> tuple[tuple[Urgency, str, re.Pattern[str]], ...]:
    table = rows("dangers_by_sound")
    return tuple((_level(row), row["meaning"], re.compile(re.escape(sounds(row["phrase"])))) for row in table)


def _level(row: dict[str, str]) -> Urgency:
    if row["level"] not in _GRAVEST_FIRST:
        raise ValueError(f"danger tables: unknown level {row['level']!r}")
    return row["level"]


def signals(text: str) -> list[Signal]:
    """Danger signals of `simplified` text, gravest first, each meaning once. Feared or denied dangers do not count."""
    found: dict[str, Signal] = {}
    for signal in (*_search(text, text, _by_words()), *_search(text, sounds(text), _by_sound())):
        found.setdefault(signal.meaning, signal)
    return sorted(found.values(), key=lambda signal: _GRAVEST_FIRST.index(signal.level))


def _search(text: str, form: str, table: tuple[tuple[Urgency, str, re.Pattern[str]], ...]) -> Iterator[Signal]:
    for level, meaning, pattern in table:
        for match in pattern.finditer(form):
            if not _UNREAL.search(text[: match.start()]):
                yield Signal(level, meaning, match.span())


def urgency(found: list[Signal]) -> Urgency:
    """The gravest level among the signals."""
    return found[0].level if found else "一般"
