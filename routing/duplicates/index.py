"""The index of demands: which earlier ones could be the same matter. Holds terms, ids and instants, never words.

A demand is indexed by the terms of its headline and the rarest of its other words, and asked for likewise, so a search
touches a bounded number of postings however many demands there are. Not safe for several threads at once.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from routing.duplicates.demand import Demand
from routing.duplicates.postings import Postings
from routing.duplicates.rarity import Rarity
from routing.duplicates.reading import Terms
from routing.duplicates.terms import key_terms, word_terms

HEAD = 24  # terms of the headline that are indexed and asked for
KEPT = 24  # further terms that are indexed
ASKED = 96  # further terms that are asked for
NEWEST = 8_192  # demands of one term that are looked at
BUDGET = 80_000  # postings that a search looks at, the rarest terms first
_KEY_WEIGHT = 20.0  # one person, or one place with one category: worth about three rare terms


@dataclass(frozen=True)
class Hit:
    """A demand found. score: sum of the rarities of the terms in common, only for ordering."""

    id: str
    score: float


class Index:
    """Demands in the order in which they were added."""

    def __init__(self) -> None:
        self.rarity = Rarity()
        self.postings = Postings()
        self.ids: list[str] = []
        self.instants = array("q")  # seconds since 1970
        self.alive = bytearray()
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, demand_id: object) -> bool:
        return demand_id in self._numbers

    def add(self, demand: Demand) -> None:
        """Add a demand; one with the same id is replaced. About once in a doubling this merges all postings."""
        self.remove(demand.id)
        number = len(self.ids)
        head, terms = word_terms(demand)
        self.rarity.add(terms)
        self.ids.append(demand.id)
        self.instants.append(int(demand.at.timestamp()))
        self.alive.append(1)
        self._numbers[demand.id] = number
        self.postings.add(number, np.concatenate([self._telling(head, terms, KEPT), key_terms(demand)]))

    def remove(self, demand_id: str) -> None:
        """Forget a demand, if it is there. Its postings go with the next `compact`."""
        number = self._numbers.pop(demand_id, None)
        if number is not None:
            self.alive[number] = 0

    def search(self, demand: Demand, limit: int = 20, since: datetime | None = None) -> list[Hit]:
        """The likeliest candidates first, newer before older; never the demand itself. since: none older than that."""
        words = self._rarest(self._telling(*word_terms(demand), ASKED), HEAD + ASKED)
        keys = key_terms(demand)
        looked = self.postings.newest(np.concatenate([keys, words]), NEWEST, BUDGET)
        weights = np.concatenate([np.full(len(keys), _KEY_WEIGHT), self.rarity.weights(words)])
        # a term that was only looked at in part tells which are new, not which are alike: it counts for less
        weights[len(keys) :] *= looked.share[len(keys) :]
        found, places = np.unique(looked.numbers, return_inverse=True)
        scores = np.bincount(places, weights[looked.owners], minlength=len(found))
        wanted = np.frombuffer(self.alive, dtype=np.uint8)[found] == 1
        if since is not None:
            wanted &= np.frombuffer(self.instants, dtype=np.int64)[found] >= int(since.timestamp())
        if demand.id in self._numbers:
            wanted &= found != self._numbers[demand.id]
        found, scores = found[wanted], scores[wanted]
        best = np.lexsort((-found, -scores))[:limit]
        best_found = zip(found[best], scores[best], strict=True)
        return [Hit(self.ids[number], round(float(score), 3)) for number, score in best_found]

    def compact(self) -> None:
        """Drop the postings of removed demands; to be called now and then when many were removed."""
        kept = np.flatnonzero(np.frombuffer(self.alive, dtype=np.uint8))
        numbers = np.full(len(self.ids), -1, dtype=np.int64)
        numbers[kept] = np.arange(len(kept))
        self.postings = self.postings.renumbered(numbers)
        self.restore([self.ids[number] for number in kept], array("q", (self.instants[number] for number in kept)))

    def restore(self, ids: Sequence[str], instants: "array[int]") -> None:
        """Take these ids and instants for the demands 0, 1, 2… of the postings, all alive."""
        self.ids, self.instants = list(ids), instants
        self.alive = bytearray(b"\1" * len(self.ids))
        self._numbers = {demand_id: number for number, demand_id in enumerate(self.ids)}

    def _telling(self, head: Terms, terms: Terms, most: int) -> Terms:
        """The rarest of the headline, and the `most` rarest of the other words."""
        return np.union1d(self._rarest(head, HEAD), self._rarest(np.setdiff1d(terms, head, assume_unique=True), most))

    def _rarest(self, terms: Terms, most: int) -> Terms:
        """The terms seen in the fewest demands; of equally rare ones always the same."""
        return terms[np.lexsort((terms, self.rarity.seen(terms)))[:most]]
