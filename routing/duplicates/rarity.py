"""How telling a term is: one that few demands contain says more about the matter than 希望有关部门."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from routing.duplicates.reading import Terms, letters, runs
from routing.wording import sounds

_BITS = 20  # terms share 2^20 counters: a few collide, which only makes a rare term look a little less rare


class Rarity:
    """In how many texts each term was seen. Terms are hashed into a table of fixed size (4 MB)."""

    def __init__(self, counts: NDArray[np.uint32] | None = None, texts: int = 0) -> None:
        self.counts = np.zeros(1 << _BITS, dtype=np.uint32) if counts is None else counts
        self.texts = texts

    def add(self, terms: Terms) -> None:
        """One more text, with its distinct terms."""
        self.counts[self._slots(terms)] += 1
        self.texts += 1

    def seen(self, terms: Terms) -> NDArray[np.uint32]:
        """In how many texts each term was seen (at most a few too many)."""
        return self.counts[self._slots(terms)]

    def weights(self, terms: Terms) -> NDArray[np.float64]:
        """Inverse document frequency of each term in nats, never negative."""
        weights: NDArray[np.float64] = np.maximum(np.log((self.texts + 1.0) / (self.seen(terms) + 0.5)), 0.0)
        return weights

    @staticmethod
    def _slots(terms: Terms) -> NDArray[np.intp]:
        return (terms >> np.uint32(32 - _BITS)).astype(np.intp)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Rarity":
        """Learned from a city's own messages: pairs of sounds."""
        rarity = cls()
        for text in texts:
            rarity.add(np.unique(runs(sounds(letters(text)), 2)))
        return rarity


@cache
def written() -> Rarity:
    """What is known before the first order: the project's own examples, which say how matters are usually worded."""
    from routing.examples import read

    return Rarity.of(example.text for example in read())
