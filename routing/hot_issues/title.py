"""The title of an issue: the headline that the other demands of the issue bear out best. Nothing is invented."""

import re
from collections.abc import Sequence

import numpy as np

from routing.duplicates import Demand, Rarity
from routing.duplicates.reading import Terms, read

LONGEST = 30  # characters
_COMPARED = 40  # demands of an issue that are looked at, evenly spread
_SHORTEST = 8  # characters: 环境污染 is no title
_CUT = re.compile(r"[，。；！？,;!?\s]+")


def title(demands: Sequence[Demand], rarity: Rarity) -> str:
    """The most typical headline of at least one demand; ties go to the earlier one."""
    some = spread(demands, _COMPARED)
    long_enough = [demand for demand in some if len(demand.headline) >= _SHORTEST] or some
    best = max(long_enough, key=lambda demand: _typical(read(demand).head, some, rarity))
    return shortened(best.headline)


def spread(demands: Sequence[Demand], most: int) -> list[Demand]:
    """At most `most` demands, evenly spread from the first to the last."""
    if len(demands) <= most:
        return list(demands)
    return [demands[round(step * (len(demands) - 1) / (most - 1))] for step in range(most)]


def _typical(head: Terms, demands: Sequence[Demand], rarity: Rarity) -> float:
    """Summed rarity of the headline's pairs, each by the share of demands that contain it; rare and shared wins."""
    shares = sum((np.isin(head, read(demand).pairs).astype(np.float64) for demand in demands), np.zeros(len(head)))
    weights = rarity.weights(head) * (shares / len(demands) - 0.25)  # what few share counts against a headline
    return float(weights.sum())


def shortened(headline: str) -> str:
    """At most 30 characters, cut between clauses where possible."""
    kept = ""
    for clause in filter(None, _CUT.split(headline)):
        longer = f"{kept}，{clause}" if kept else clause
        if len(longer) > LONGEST:
            break
        kept = longer
    return kept or headline.strip()[:LONGEST]
