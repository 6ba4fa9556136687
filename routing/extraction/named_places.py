"""Roads, estates and landmarks by what their names end in (`named_places.tsv`): 长安大道, 碧桂园小区, 市中心医院.

No list of them is needed; a name reaches back over the words before its ending until a word that is part of no name
(在, 的, 我们), a break or a division. What has no name of its own (小区, 学校) is none.
"""

from functools import cache
from typing import cast

import rjieba

from routing.extraction.found import Found, Kind, Span, at, longest_first, overlaps
from routing.extraction.table import rows
from routing.wording import han_count

_LONGEST = 10  # characters before the ending


@cache
def _endings() -> tuple[tuple[Kind, str], ...]:
    found = []
    for row in sorted(rows("named_places"), key=lambda r: -len(r["ending"])):
        if row["kind"] not in ("road", "estate", "landmark"):
            raise ValueError(f"named_places.tsv: unknown kind {row['kind']!r}")
        found.append((cast(Kind, row["kind"]), row["ending"]))
    return tuple(found)


@cache
def _no_names(within: str) -> frozenset[str]:
    """Words that are part of no name, or (`yes`) that stand within one but are none by themselves: 温泉农贸市场 is a
    name, 农贸市场 is not."""
    return frozenset(row["word"] for row in rows("no_name_words") if row["within"] == within)


def named_places(words: str, divisions: list[Span]) -> list[Found]:
    """Roads, estates and landmarks in `words`, in their order. divisions: spans that belong to divisions already."""
    found: list[Found] = []
    tokens = _tokens(words)
    for kind, ending in _endings():
        stop = words.find(ending)
        while stop >= 0:
            span = _start(words, stop, tokens, divisions), stop + len(ending)
            if _is_name(words[span[0] : stop], kind) and not _goes_on(words, span[1]) and not _within(span, divisions):
                found.append(at(kind, words, span))
            stop = words.find(ending, stop + 1)
    return longest_first(found)


def _is_name(own: str, kind: Kind) -> bool:
    """Two characters at least, an estate one, a numbered road (107国道) any."""
    return han_count(own) >= (1 if kind == "estate" else 2) or (own.isdigit() and kind == "road")


def _within(span: Span, divisions: list[Span]) -> bool:
    """Part of a division's own name; a name may begin with a division's (温泉农贸市场)."""
    return any(overlaps(span, other) and other[0] != span[0] for other in divisions) or span in divisions


def _tokens(words: str) -> dict[int, int]:
    """Where each word ends -> where it begins."""
    ends, position = {}, 0
    for token in rjieba.cut(words):
        ends[position + len(token)] = position
        position += len(token)
    return ends


def _start(words: str, stop: int, tokens: dict[int, int], divisions: list[Span]) -> int:
    """How far a name reaches back before its ending."""
    inside = next((begin for end, begin in tokens.items() if begin < stop < end), stop)
    start, names_end = inside, {ending for _, ending in _endings()}
    while start > 0 and stop - start <= _LONGEST:
        before = tokens.get(start, start - 1)
        token = words[before:start]
        plain = not all(sign.isalnum() for sign in token)
        taken = any(overlaps((before, start), division) for division in divisions) or token in names_end
        if plain or taken or token in _no_names("no") or stop - before > _LONGEST:
            break
        start = before
    own = words[start:stop]
    if own in _no_names("yes"):  # 农贸市场 alone is no name, 温泉农贸市场 is
        return next((division[0] for division in divisions if division[1] == start), stop)
    return stop if own in _no_names("no") else start


def _goes_on(words: str, end: int) -> bool:
    """The ending is the beginning of another word: 路 in 路灯, 街 in 街道, 桥 in 桥梁."""
    return (
        words[end : end + 1] in ("灯", "面", "口", "道", "边", "上", "过", "人", "费", "梁", "程", "线", "段")
        and (words[end - 1] in "路街桥巷")
        and words[end : end + 1] not in ("口", "边", "上", "段")
    )
