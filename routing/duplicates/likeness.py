"""How two demands resemble each other, each sign as a number. What the numbers weigh is the policy's matter."""

from dataclasses import dataclass

import numpy as np

from routing.duplicates.demand import Demand
from routing.duplicates.names import names
from routing.duplicates.rarity import Rarity
from routing.duplicates.reading import Reading, Terms, read, runs

_UNKNOWN = 0.5  # a headline without any name speaks neither for nor against
_FEWEST_PAIRS = 4  # two callers who say 嗯嗯 do not speak of one matter
_SHORTEST_PHRASE = 4  # characters worth showing to a person


@dataclass(frozen=True)
class Likeness:
    """text: cosine of all words; headline and headlines: share of one's headline found in the other's words (the larger
    and the smaller share); names: share of the headlines' names that the other knows too. All 0..1."""

    text: float
    headline: float
    headlines: float
    names: float


def likeness(a: Demand, b: Demand, rarity: Rarity) -> Likeness:
    """The likeness of two demands; symmetric."""
    first, second = read(a), read(b)
    if min(len(first.pairs), len(second.pairs)) < _FEWEST_PAIRS:
        return Likeness(0.0, 0.0, 0.0, _UNKNOWN)
    heads = (_share(first.head, second.pairs, rarity), _share(second.head, first.pairs, rarity))
    return Likeness(
        text=_cosine(first.pairs, second.pairs, rarity),
        headline=max(heads),
        headlines=min(heads),
        names=_known_names(a, first, b, second, rarity),
    )


def _square(terms: Terms, rarity: Rarity) -> float:
    return float(np.square(rarity.weights(terms)).sum())


def _cosine(a: Terms, b: Terms, rarity: Rarity) -> float:
    both = _square(a, rarity) * _square(b, rarity)
    return _square(np.intersect1d(a, b, assume_unique=True), rarity) / both**0.5 if both else 0.0


def _share(head: Terms, words: Terms, rarity: Rarity) -> float:
    whole = _square(head, rarity)
    return _square(np.intersect1d(head, words, assume_unique=True), rarity) / whole if whole else 0.0


def _known_names(a: Demand, first: Reading, b: Demand, second: Reading, rarity: Rarity) -> float:
    """Mean over the two headlines of the share of names that the other knows; a rare name counts more."""
    shares = []
    for mine, other in ((names(a.headline), second), (names(b.headline), first)):
        weights = {name: _square(np.unique(runs(name, 2)), rarity) for name in mine}
        if whole := sum(weights.values()):
            shares.append(sum(weight for name, weight in weights.items() if name in other.signs) / whole)
    return sum(shares) / len(shares) if shares else _UNKNOWN


def shared_phrase(a: Demand, b: Demand, rarity: Rarity) -> str:
    """The run of sounds in both with the largest sum of rarities, as the earlier one writes it; empty without one."""
    first, second = (read(demand) for demand in sorted((a, b), key=lambda demand: (demand.at, demand.id)))
    pairs = runs(first.signs, 2)
    weights = np.concatenate([[0.0], np.cumsum(rarity.weights(pairs))])
    shared = np.isin(pairs, second.pairs)
    best, phrase, start = 0.0, "", 0
    for end in range(2, len(first.signs) + 1):
        if not shared[end - 2]:
            start = end - 1
            continue
        while end - start >= 2 and first.signs[start:end] not in second.signs:
            start += 1
        weight = float(weights[end - 1] - weights[start])
        if weight > best:
            best, phrase = weight, first.letters[start:end]
    return phrase if len(phrase) >= _SHORTEST_PHRASE else ""
