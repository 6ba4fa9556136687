"""Puts the city's own terms right where the recogniser heard their sound but wrote other characters.

通山线 and 通山县 sound the same; only the second is a place. A term replaces words of the text when every syllable
agrees without its tone, and never where the text already holds a term. Terms of four characters and more also when they
differ only by sounds that narrow-band lines and the Yangtze region confuse: zh and z, n and l, ng and n. Short terms do
harm: three characters are the least (measured: docs/speech.md).
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_SHORTEST = 3
_FORGIVING = 4
# Syllables that Mandarin speakers of the Yangtze region and narrow-band recognisers confuse
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f"), ("ng", "n"))


def read_terms(path: Path) -> list[str]:
    """A term a line; lines with # are comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def common_terms() -> list[str]:
    """What citizens ring a hotline about in any city (terms.txt beside this file)."""
    return read_terms(Path(__file__).with_name("terms.txt"))


class Lexicon:
    """Terms by their syllables. Building takes about 20 microseconds a term."""

    def __init__(self, terms: Iterable[str]) -> None:
        """terms: places, departments, kinds of demand; the short ones, and those not all Chinese, are left out."""
        self._terms = sorted(
            {term for term in terms if len(term) >= _SHORTEST and all("\u4e00" <= c <= "\u9fff" for c in term)}
        )
        self._exact: dict[tuple[str, ...], str] = {}
        self._near: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for term in self._terms:
            sound = _sound(term)
            self._exact.setdefault(sound, term)
            if len(term) >= _FORGIVING:
                self._near[tuple(map(_blurred, sound))].append(term)
        self._lengths = sorted({len(term) for term in self._terms}, reverse=True)
        self._written = set(self._terms)

    def corrected(self, text: str) -> str:
        """The text with the terms put right; its length in characters stays."""
        if not self._terms:
            return text
        sounds = [_syllable(c) for c in text]
        fixed = [False] * len(text)
        result = list(text)
        # words that are terms already are left alone, before anything is replaced
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                if text[start : start + length] in self._written:
                    fixed[start : start + length] = [True] * length
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                if any(fixed[start : start + length]):
                    continue
                term = self._match(tuple(sounds[start : start + length]))
                if term is not None:
                    result[start : start + length] = term
                    fixed[start : start + length] = [True] * length
        return "".join(result)

    def _match(self, sound: tuple[str, ...]) -> str | None:
        if "" in sound:
            return None
        if sound in self._exact:
            return self._exact[sound]
        near = self._near.get(tuple(map(_blurred, sound)), []) if len(sound) >= _FORGIVING else []
        return near[0] if len(near) == 1 else None


@lru_cache(maxsize=30000)
def _syllable(character: str) -> str:
    """Its most usual reading without the tone; "" for what is no Chinese character."""
    if not "\u4e00" <= character <= "\u9fff":
        return ""
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


def _sound(term: str) -> tuple[str, ...]:
    return tuple(_syllable(c) for c in term)


@lru_cache(maxsize=2000)
def _blurred(syllable: str) -> str:
    for one, other in _ALIKE:
        if one == "ng":
            syllable = syllable[:-2] + other if syllable.endswith(one) else syllable
        elif syllable.startswith(one):
            syllable = other + syllable[len(one) :]
    return syllable
