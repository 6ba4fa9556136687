"""A summary in the citizen's own words: the few clauses that say what is wrong, where, since when and what is wanted.

Extractive: nothing is put into other words, every piece is a span of the text, in the order of the text.
"""

import re
from collections.abc import Sequence

from routing.extraction.found import CLAUSE, Found, Span, overlaps, pieces
from routing.extraction.whole import Extraction
from routing.extraction.wrapping import essence
from routing.wording import han_count

MOST, LONGEST = 4, 120  # clauses; characters of all of them
_LEAST = 4  # Chinese characters
_WANTED = re.compile(r"希望|要求|请(?!问)|恳请|建议|请求|能不能|能否|请问|怎么|如何")
_WORTH_TERM, _WORTH_PLACE, _WORTH_TIME, _WORTH_NUMBER, _WORTH_WANTED, _WORTH_ELEMENT = 2.0, 1.0, 0.8, 0.8, 1.2, 1.5


def summary(found: Extraction, terms: Sequence[str]) -> list[Span]:
    """The clauses that tell most, at most four. terms: the words that spoke for the category."""
    clauses = [span for span in pieces(found.words, CLAUSE) if han_count(essence(found.words[slice(*span)])) >= _LEAST]
    ranked = sorted(clauses, key=lambda span: (-_worth(found, span, terms), span))
    chosen: list[Span] = []
    for start, stop in ranked[:MOST]:
        if not chosen or sum(b - a for a, b in chosen) + stop - start <= LONGEST:
            chosen.append((start, stop))
    return sorted(chosen)


def _worth(found: Extraction, span: Span, terms: Sequence[str]) -> float:
    clause = found.words[slice(*span)]
    told = [element.span for element in found.elements if element.span and element.name in ("起因", "经过")]
    return (
        _WORTH_TERM * sum(term in clause for term in terms)
        + _WORTH_PLACE * _any_in(found.places, span)
        + _WORTH_TIME * _any_in(found.times, span)
        + _WORTH_NUMBER * _any_in(found.numbers, span)
        + _WORTH_WANTED * bool(_WANTED.search(clause))
        + _WORTH_ELEMENT * any(overlaps(span, other) for other in told)
    )


def _any_in(group: Sequence[Found], span: Span) -> bool:
    return any(overlaps(one.span, span) for one in group)
