"""Names of divisions that were heard with one syllable wrong.

Strict on purpose: correction by sound corrupts more than it mends when it is easy (measured: 68 of 100 texts damaged at
a likeness of 0.8 with short terms). So: names of four characters or more, one syllable at most, and the name's own
part (without 镇, 社区 …) alike by 0.9 in its letters. One wrong character of another sound is never 0.9 of so short a
name, so characters are compared exactly, before this.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz

from routing.extraction.found import Span
from routing.wording import sounds

SHORTEST, ALIKE = 4, 90.0


class NearNames:
    """names: a name -> its codes; cores: a name -> the part of it that is its own, an ending follows."""

    def __init__(self, names: Mapping[str, set[str]], cores: Mapping[str, str]) -> None:
        self._names, self._cores = names, cores
        self._with_gap: dict[tuple[str, int, str], set[str]] = defaultdict(set)
        for name in names:
            core = cores.get(name, "")
            if len(name) >= SHORTEST and len(name) > len(core) >= SHORTEST - 1:
                ending = sounds(name[len(core) :])
                for gap in range(len(core)):
                    self._with_gap[ending, gap, _without(sounds(core), gap)].add(name)
        self._endings = sorted({ending for ending, _, _ in self._with_gap})
        self._lengths = sorted({len(cores[name]) for group in self._with_gap.values() for name in group})

    def find(self, text: str) -> Iterator[tuple[Span, set[str]]]:
        """Spans of `text` that sound almost like a name, and that name's codes. The ending must be heard."""
        heard = sounds(text)
        for ending in self._endings:
            stop = heard.find(ending)
            while stop >= 0:
                for start in (stop - length for length in self._lengths if length <= stop):
                    codes = self._like(text[start:stop], heard[start:stop], ending)
                    if codes:
                        yield (start, stop + len(ending)), codes
                stop = heard.find(ending, stop + 1)

    def _like(self, core: str, heard: str, ending: str) -> set[str]:
        """The codes of the likest names, if they are like enough."""
        known = {
            name for gap in range(len(heard)) for name in self._with_gap.get((ending, gap, _without(heard, gap)), ())
        }
        alike = {name: fuzz.ratio(_letters(core), _letters(self._cores[name])) for name in known}
        most = max(alike.values(), default=0.0)
        return {c for name, likeness in alike.items() if likeness == most >= ALIKE for c in self._names[name]}


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.NORMAL))


def _without(heard: str, gap: int) -> str:
    return heard[:gap] + heard[gap + 1 :]
