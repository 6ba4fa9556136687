"""Places in the words: county, town, village or community of the city, by their characters, strictly by their sound,
and where a long name was heard with one syllable wrong (`near_names`).

Sound is trusted for names of three characters or more (枫丹公路 must not become a village): `先安区` is 咸安区. A bare
name of two characters counts when its county stands before it, or when it is no ordinary word (路口 and 青山 are towns
and words: `ordinary_words.tsv`). One name for several places is settled by the county named beside it, else it is
ambiguous.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from models.catalogue.vocabulary import TERRITORY, DivisionEntry, Vocabulary
from routing.advice import Place
from routing.extraction.found import Found, overlaps
from routing.extraction.near_names import NearNames
from routing.extraction.table import rows
from routing.wording import simplified, sounds

_VILLAGE_ENDING = re.compile(r"(社区居民委员会|社区居委会|居民委员会|村民委员会|居委会|村委会|社区|村)$")
_TOWN_ENDING = re.compile(r"(街道|镇|乡)$")
_COUNTY_ENDING = re.compile(r"[区县市]$")
_VILLAGE_FORMS = ("社区", "村", "居委会", "村委会")
_BEFORE_A_PLACE = re.compile(r"(^|[在住是到去从于,，。]|我们|咱们|咸宁市?|湖北省?|咸宁的|这里是)$")
_AFTER_A_PLACE = re.compile(
    r"^(这边|那边|县城|城区|市区|老街|街上|街道|境内|人民|第?[一二三]中|这里|\S{1,4}[镇乡村路])"
)
_SURE, _LIKELY, _SOUND, _NEAR, _AMBIGUOUS = 0.98, 0.85, 0.8, 0.55, 0.5
_RANK = {"county": 6, "town": 9, "village": 12}


@dataclass(frozen=True)
class _Mention:
    """One name found: all divisions that bear it, where, and how sure we are that the name was meant."""

    codes: tuple[str, ...]
    span: tuple[int, int]
    confidence: float


@dataclass(frozen=True)
class Located:
    """What was found. place: the most precise one that is certain; candidates: names for several places, unsettled."""

    place: Place | None
    candidates: tuple[str, ...] = ()


class Gazetteer:
    """The names of a city's divisions, prepared for looking up."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ordinary = frozenset(row["name"] for row in rows("ordinary_words"))
        self._names: dict[str, set[str]] = defaultdict(set)
        self._bare: dict[str, set[str]] = defaultdict(set)
        self._cores: dict[str, str] = {}
        self._full = {d.code: f"{d.area}{d.street}{d.name}" for d in vocabulary.divisions}
        for division in vocabulary.divisions:
            if division.level in _RANK:
                self._learn(division)
        for department in vocabulary.departments.values():
            if department.kind == TERRITORY and department.code not in self._full:
                self._full[department.code] = department.name
                for name in (department.short, *department.aliases):
                    self._add(simplified(name), department.code)
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        for name, codes in self._names.items():
            self._by_sound[sounds(name)] |= codes
        self._counties = {sounds(name): codes for name, codes in self._bare.items() if _is_county(codes)}
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)
        self._near = NearNames(self._names, self._cores)

    def _learn(self, division: DivisionEntry) -> None:
        name = simplified(division.name)
        if division.level == "village":
            core = _VILLAGE_ENDING.sub("", name)
            for ending in _VILLAGE_FORMS:
                self._add(core + ending, division.code)
                self._cores[core + ending] = core
            return
        self._add(name, division.code)
        core = (_COUNTY_ENDING if division.level == "county" else _TOWN_ENDING).sub("", name)
        self._cores[name] = core
        if len(core) > 2:
            self._add(core, division.code)
        elif len(core) == 2:
            self._bare[core].add(division.code)
            if division.level == "town":  # people say 镇 and 街道 for each other
                for ending in ("镇", "乡", "街道", "街办", "办事处"):
                    self._add(core + ending, division.code)

    def _add(self, name: str, code: str) -> None:
        """A name counts by itself from three characters on; shorter ones need the company of their county."""
        (self._names if len(name) >= 3 else self._bare)[name].add(code)

    def locate(self, text: str) -> Located:
        """The place of a demand. text: `simplified`."""
        county, settled = self._settled(text)
        if not settled:
            return Located(None)
        single = [m for m in settled if len(m.codes) == 1 and m.codes[0].startswith(county)]
        if not single:
            shared = {code[:6] for m in settled for code in m.codes}
            names = tuple(sorted(self._full[code] for m in settled for code in m.codes))
            if len(shared) != 1:
                return Located(None, names)
            first = settled[0]
            return Located(Place(*self._named(shared.pop()), first.span, _LIKELY), names)
        best = max(single, key=lambda m: (len(m.codes[0]), m.confidence))
        sure = max(m.confidence for m in single if best.codes[0].startswith(m.codes[0][:6]))
        return Located(Place(*self._named(best.codes[0]), best.span, sure))

    def mentions(self, text: str) -> list[Found]:
        """Every name of a division in `simplified` text, in its order; with candidates where several bear it."""
        return [
            Found(
                "division",
                text[slice(*mention.span)],
                mention.span,
                value=self._full[mention.codes[0]] if len(mention.codes) == 1 else "",
                code=mention.codes[0] if len(mention.codes) == 1 else "",
                confidence=mention.confidence,
                candidates=tuple(self._full[code] for code in mention.codes) if len(mention.codes) > 1 else (),
            )
            for mention in self._settled(text)[1]
        ]

    def _settled(self, text: str) -> tuple[str, list[_Mention]]:
        """The county that the surest mention names, "" where none does, and all mentions seen from it."""
        exact = self._without_overlaps([*self._by_name(text), *self._by_bare_name(text)])
        near = (_Mention(tuple(sorted(codes)), span, _NEAR) for span, codes in self._near.find(text))
        free = [m for m in near if not any(overlaps(m.span, other.span) for other in exact)]
        mentions = self._without_overlaps([*exact, *free])
        certain = [m for m in mentions if len({code[:6] for code in m.codes}) == 1]
        anchor = max(certain, key=lambda m: m.confidence, default=None)
        county = anchor.codes[0][:6] if anchor else ""
        return county, [self._settle(m, county) for m in mentions]

    def _named(self, code: str) -> tuple[str, str]:
        return code, self._full[code]

    @staticmethod
    def _settle(mention: _Mention, county: str) -> _Mention:
        """Of several bearers of a name those in the county named beside it; the wider one wins (赤壁: the city)."""
        inside = tuple(code for code in mention.codes if code.startswith(county)) or mention.codes
        shortest = min(map(len, inside))
        widest = tuple(code for code in inside if len(code) == shortest)
        return _Mention(widest if len(widest) == 1 else inside, mention.span, mention.confidence)

    def _by_name(self, text: str) -> Iterable[_Mention]:
        heard = sounds(text)
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                codes = self._names.get(text[start : start + length])
                if codes:
                    yield _Mention(tuple(sorted(codes)), (start, start + length), _SURE)
                    continue
                codes = self._by_sound.get(heard[start : start + length])
                if codes and (length > 3 or min(map(len, codes)) <= 9):
                    yield _Mention(tuple(sorted(codes)), (start, start + length), _SOUND)

    def _by_bare_name(self, text: str) -> Iterable[_Mention]:
        heard = sounds(text)
        for start in range(len(text) - 1):
            span, name = (start, start + 2), text[start : start + 2]
            before, after = text[:start], text[start + 2 :]
            introduced = bool(_BEFORE_A_PLACE.search(before)) or bool(_AFTER_A_PLACE.search(after))
            codes = self._bare.get(name)
            if codes:
                under_county = any(sounds(before[-3:]).find(sign) >= 0 for sign in self._counties)
                if name not in self._ordinary or under_county:
                    yield _Mention(tuple(sorted(codes)), span, _SURE if introduced or under_county else _LIKELY)
            elif introduced and name not in self._ordinary and heard[start : start + 2] in self._counties:
                yield _Mention(tuple(sorted(self._counties[heard[start : start + 2]])), span, _AMBIGUOUS)

    @staticmethod
    def _without_overlaps(mentions: list[_Mention]) -> list[_Mention]:
        """The longest and surest of mentions that overlap, in order of the text."""
        kept: list[_Mention] = []
        for mention in sorted(mentions, key=lambda m: (m.span[0] - m.span[1], -m.confidence)):
            if all(mention.span[1] <= k.span[0] or mention.span[0] >= k.span[1] for k in kept):
                kept.append(mention)
        return sorted(kept, key=lambda m: m.span)


def _is_county(codes: set[str]) -> bool:
    return min(map(len, codes)) == 6
