"""Several demands in one message: at its own numbering (一是, 第二, 3、), else at words that begin another (另外).

A demand's span runs to the next one's beginning. What has no more than a few characters, or only asks for haste, is no
demand of its own.
"""

import re
from itertools import pairwise

from routing.extraction.found import Found, Span, at
from routing.wording import han_count

_LEAST = 6  # Chinese characters
_NUMBERED = re.compile(
    r"(?:^|(?<=[,，。;；:：\s]))(?:第?[一二三四五六七八九]是|第[一二三四五六七八九]个?(?:问题|件事|点)?[,，、:：]?|[1-9一二三四五六七八九][、.．](?!\d)|[(（][1-9一二三四五六七八九][)）])"
)
_ANOTHER = re.compile(
    r"(?:^|(?<=[,，。;；!！?？\s]))(?:另外|此外|还有(?:一(?:个|件)(?:事|问题)|就是)|同时(?:也)?(?:反映|投诉|咨询|请)|再(?:反映|问|咨询)一(?:个|下|件)|顺便(?:问|咨询|反映))[,，]?"
)
_ONLY_HASTE = re.compile(
    r"^[^一-鿿]*(希望|请|要求|恳请)?(你们|有关部门|相关部门|政府|领导)?(能够?)?(尽快|马上|及时|赶紧)?(处理|解决|回复|答复)?"
    r"[^一-鿿]*$"
)


def several_demands(words: str) -> list[Found]:
    """The demands in `words`, each with its span; one demand is one span. Empty words hold none."""
    for pattern in (_NUMBERED, _ANOTHER):
        starts = [match.start() for match in pattern.finditer(words)]
        if len(starts) >= (2 if pattern is _NUMBERED else 1):
            spans = _between(words, starts, whole=pattern is _ANOTHER)
            if len(spans) > 1:
                return [at("demand", words, span) for span in spans]
    span = _trimmed(words, (0, len(words)))
    return [at("demand", words, span)] if span[0] < span[1] else []


def _between(words: str, starts: list[int], whole: bool) -> list[Span]:
    """whole: what stands before the first beginning is a demand too; before a numbering it is the introduction."""
    edges = [*([0] if whole and starts[0] > 0 else []), *starts, len(words)]
    spans: list[Span] = []
    for start, stop in pairwise(edges):
        span = _trimmed(words, (start, stop))
        text = words[slice(*span)]
        if han_count(text) >= _LEAST and not _ONLY_HASTE.match(text):
            spans.append(span)
        elif spans:
            spans[-1] = (spans[-1][0], span[1])  # it belongs to what was said before
    return spans


def _trimmed(words: str, span: Span) -> Span:
    start, stop = span
    while start < stop and words[start] in " ,，。;；、\n\t":
        start += 1
    while stop > start and words[stop - 1] in " ,，;；、\n\t":
        stop -= 1
    return start, stop
