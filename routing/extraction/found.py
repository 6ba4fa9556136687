"""One thing found in the words, with its place in them. `text` is always `words[span[0]:span[1]]`: a span that does not
hold what it says is a fault, whatever it says."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "division",
    "road",
    "estate",
    "landmark",
    "time",
    "number",
    "organisation",
    "person",
    "demand",
    "abuse",
    "request_type",
]
Span = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """value: the normal form where there is one (a date, an amount); code: of a division; candidates: full names where
    the words fit several; confidence: 0..1; reason: Chinese, why it is this (empty where it is plain)."""

    kind: Kind
    text: str
    span: Span
    value: str = ""
    code: str = ""
    confidence: float = 1.0
    candidates: tuple[str, ...] = ()
    reason: str = ""


def at(kind: Kind, words: str, span: Span, value: str = "", reason: str = "") -> Found:
    """What stands at a span."""
    return Found(kind, words[slice(*span)], span, value, reason=reason)


def overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def longest_first(found: list[Found]) -> list[Found]:
    """Of things that overlap the longest, then the first; in the order of the words."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.span[0] - f.span[1], f.span)):
        if not any(overlaps(one.span, other.span) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.span)


CLAUSE = re.compile(r"[^,，。;；!！?？\n\s]+")
"""A clause: what stands between two breaks, without them."""
SENTENCE = re.compile(r"[^。;；!！?？\n]+")


def pieces(words: str, of: re.Pattern[str]) -> list[Span]:
    """Spans of the clauses or sentences, blanks around them left out; nothing empty."""
    found = []
    for match in of.finditer(words):
        text = match.group()
        start = match.start() + len(text) - len(text.lstrip(" ,，、"))
        end = match.end() - (len(text) - len(text.rstrip(" ,，、")))
        if start < end:
            found.append((start, end))
    return found
