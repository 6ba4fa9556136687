"""What the citizen wants: 咨询 求助 投诉 举报 建议 表扬 (the six request types of the hotline service standards).

`request_types.tsv` holds turns of speech with weights; the type with the largest sum wins. An announced type (我要投诉)
outweighs what the words merely sound like.
"""

import re
from functools import cache
from typing import cast, get_args

from routing.advice import RequestType
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


def points(text: str) -> dict[RequestType, float]:
    """What speaks for each request type in `simplified` text: sums of the weights of the turns found."""
    found: dict[RequestType, float] = {}
    for kind, weight, pattern in _turns():
        if pattern.search(text):
            found[kind] = found.get(kind, 0.0) + weight
    return found


def request_type(text: str) -> RequestType:
    """The request type of `simplified` text."""
    found = points(text)
    return max(found, key=lambda kind: found[kind], default=USUAL)
