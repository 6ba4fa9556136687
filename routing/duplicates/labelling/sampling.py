"""Which pairs a person shall read: not the easy ones alone, and no message again and again.

Strata: how alike the words are (five bands), and whether the two are near in time, of one place, of one author. Every
stratum gives the same number of pairs as long as it has any.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from random import Random

import numpy as np
import scipy.sparse as sp

from routing.duplicates.demand import Demand
from routing.duplicates.policy import NEAR
from routing.duplicates.rarity import Rarity
from routing.duplicates.reading import read

BANDS = (0.05, 0.12, 0.2, 0.35, 0.6)
"""Lower ends of the bands of likeness; pairs below the first are never asked: they are different."""
OFTEN = 3  # a message stands in at most so many pairs, else one hot issue fills the sample
_ROWS = 512  # messages compared at a time
_KEPT = 4000  # pairs kept of each stratum to draw from


@dataclass(frozen=True)
class Pair:
    """Two messages to be judged. stratum: such as `0.35 near place`."""

    left: str
    right: str
    stratum: str


def sample(demands: Sequence[Demand], wanted: int, seed: int) -> list[Pair]:
    """At most `wanted` pairs in mixed order; the same for the same messages and seed."""
    random = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    strata: dict[str, list[Pair]] = defaultdict(list)
    drawn: Counter[str] = Counter()
    for pair in _all_pairs(demands):
        drawn[pair.stratum] += 1
        kept = strata[pair.stratum]
        if len(kept) < _KEPT:
            kept.append(pair)
        elif (place := random.randrange(drawn[pair.stratum])) < _KEPT:  # reservoir sampling
            kept[place] = pair
    for name in sorted(strata):
        random.shuffle(strata[name])
    chosen: list[Pair] = []
    used: Counter[str] = Counter()
    # one of each stratum in turn; an exhausted one leaves its share to the others
    for turn in zip_longest(*(strata[name] for name in sorted(strata))):
        for pair in turn:
            if pair and len(chosen) < wanted and used[pair.left] < OFTEN and used[pair.right] < OFTEN:
                chosen.append(pair)
                used.update((pair.left, pair.right))
    random.shuffle(chosen)
    return chosen


def _all_pairs(demands: Sequence[Demand]) -> Iterator[Pair]:
    """All pairs above the lowest band, by the cosine of their weighted pairs of sounds."""
    vectors = _vectors(demands)
    for start in range(0, len(demands), _ROWS):
        block = sp.coo_array(vectors[start : start + _ROWS] @ vectors.T)
        for row, column, cosine in zip(block.row.tolist(), block.col.tolist(), block.data.tolist(), strict=True):
            if start + row < column and cosine >= BANDS[0]:
                left, right = demands[start + row], demands[column]
                yield Pair(left.id, right.id, _stratum(left, right, cosine))


def _vectors(demands: Sequence[Demand]) -> sp.csr_array:
    rarity = Rarity.of(demand.words for demand in demands)
    columns = [read(demand).pairs for demand in demands]
    weights = [rarity.weights(terms) for terms in columns]
    units = [w / max(float(np.linalg.norm(w)), 1e-9) for w in weights]
    _, numbers = np.unique(np.concatenate(columns), return_inverse=True)
    ends = np.concatenate([[0], np.cumsum([len(c) for c in columns])])
    return sp.csr_array((np.concatenate(units), numbers, ends))


def _stratum(left: Demand, right: Demand, cosine: float) -> str:
    band = max(low for low in BANDS if cosine >= low)
    marks = {
        "near": abs(left.at - right.at) <= NEAR,
        "place": bool(left.place) and left.place == right.place,
        "author": bool(left.person) and left.person == right.person,
    }
    return " ".join([str(band), *(mark for mark, there in marks.items() if there)])
