"""What the citizen wants: 咨询 求助 投诉 举报 建议 表扬 (the six request types of the hotline service standards).

`request_types.tsv` holds turns of speech with weights; the type with the largest sum wins. An announced type (我要投诉)
outweighs what the words merely sound like.
"""

import re
from functools import cache
from typing import cast, get_args

from routing.advice import RequestType
from routing.extraction.found import Found, at, longest_first
from routing.extraction.table import rows

USUAL: RequestType = "求助"  # where nothing tells: the citizen called because of something


@cache
def _turns() -> tuple[tuple[RequestType, float, re.Pattern[str]], ...]:
    unknown = [row["type"] for row in rows("request_types") if row["type"] not in get_args(RequestType)]
    if unknown:
        raise ValueError(f"request_types.tsv: unknown types {unknown}")
    return tuple(
        (cast(RequestType, row["type"]), float(row["weight"]), re.compile(row["pattern"]))
        for row in rows("request_types")
    )


def turns(words: str) -> dict[RequestType, list[tuple[float, Found]]]:
    """What speaks for each request type in `simplified` text: the turns found, with their weights and spans."""
    found: dict[RequestType, list[tuple[float, Found]]] = {}
    for kind, weight, pattern in _turns():
        if match := pattern.search(words):
            found.setdefault(kind, []).append((weight, at("request_type", words, match.span(), kind)))
    return found


def points(words: str) -> dict[RequestType, float]:
    """What speaks for each request type in `simplified` text: sums of the weights of the turns found."""
    return {kind: sum(weight for weight, _ in found) for kind, found in turns(words).items()}


def request_type(words: str) -> RequestType:
    """The request type of `simplified` text."""
    found = points(words)
    return max(found, key=lambda kind: found[kind], default=USUAL)


def spoken_type(words: str) -> tuple[Found, ...]:
    """The turns of speech that make it this type, in the order of the words; none where nothing tells and the usual one
    is taken."""
    return tuple(longest_first([one for _, one in turns(words).get(request_type(words), ())]))
