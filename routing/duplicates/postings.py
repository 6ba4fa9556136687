"""Which demands contain a term: sorted arrays of (term, number), merged as they grow.

A posting is one 64-bit number, the term above, the demand's number below; so a term's demands are one slice found by
bisection, oldest first. New postings are sealed into sorted blocks, and a block is merged with the one before it while
that is not much larger: n demands lie in about log n blocks, and each posting is moved log n times.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.duplicates.reading import Terms

_SEALED = 512  # demands collected before they become a block
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """numbers: demands, one for each posting; owners: to which term (its place in the question) a posting belongs;
    share: for each term, how much of its postings were looked at, 0..1."""

    numbers: Numbers
    owners: NDArray[np.intp]
    share: NDArray[np.float64]


class Postings:
    """Terms of demands, which are known by growing numbers from 0."""

    def __init__(self, blocks: Sequence[NDArray[np.uint64]] = ()) -> None:
        self._blocks = list(blocks)
        self._fresh: list[NDArray[np.uint64]] = []

    def add(self, number: int, terms: Terms) -> None:
        """The terms of one more demand."""
        self._fresh.append((terms.astype(np.uint64) << _SHIFT) | np.uint64(number))
        if len(self._fresh) >= _SEALED:
            self.seal()

    def seal(self) -> None:
        """Make what is fresh a block, and merge blocks that have become alike in size."""
        if not self._fresh:
            return
        self._blocks.append(np.sort(np.concatenate(self._fresh)))
        self._fresh = []
        while len(self._blocks) > 1 and len(self._blocks[-2]) <= 2 * len(self._blocks[-1]):
            self._blocks[-2:] = [_merged(self._blocks[-2:])]

    def newest(self, terms: Terms, most: int, budget: int) -> Found:
        """The demands of each term, the newest of them where a term has more than `most`. terms: the more important
        first; when `budget` postings are spent, the others are not looked at."""
        lows = terms.astype(np.uint64) << _SHIFT
        blocks = [*self._blocks, *self._unsealed()]
        ends = [np.searchsorted(block, lows | _LOW, side="right") for block in blocks]
        counts = [end - np.searchsorted(block, lows, side="left") for block, end in zip(blocks, ends, strict=True)]
        total = np.sum(counts, axis=0) if counts else np.zeros(len(terms), dtype=np.int64)
        wanted = np.minimum(total, most)
        wanted = np.clip(budget - np.cumsum(wanted) + wanted, 0, wanted)
        share = wanted / np.maximum(total, 1)
        numbers: list[Numbers] = [np.empty(0, dtype=np.int64)]
        owners: list[NDArray[np.intp]] = [np.empty(0, dtype=np.intp)]
        for block, end, count in zip(reversed(blocks), reversed(ends), reversed(counts), strict=True):
            taken = np.minimum(count, wanted)  # newer demands lie in later blocks
            wanted = wanted - taken
            offsets = np.repeat(end - np.cumsum(taken), taken)
            numbers.append((block[offsets + np.arange(len(offsets))] & _LOW).astype(np.int64))
            owners.append(np.repeat(np.arange(len(terms)), taken))
        return Found(np.concatenate(numbers), np.concatenate(owners), share)

    def _unsealed(self) -> list[NDArray[np.uint64]]:
        return [np.sort(np.concatenate(self._fresh))] if self._fresh else []

    def whole(self) -> NDArray[np.uint64]:
        """Everything as one sorted block."""
        self.seal()
        if len(self._blocks) != 1:
            self._blocks = [_merged(self._blocks)]
        return self._blocks[0]

    def renumbered(self, numbers: Numbers) -> "Postings":
        """The same with new numbers: `numbers` has one for each old number, -1 leaves the demand out."""
        whole = self.whole()
        moved = numbers[(whole & _LOW).astype(np.int64)]
        kept = moved >= 0
        # the order among the kept numbers stays, so the block stays sorted
        return Postings([(whole[kept] & ~_LOW) | moved[kept].astype(np.uint64)])


def _merged(blocks: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """One sorted block of several: the stable sort finds the sorted runs and merges them in one pass."""
    whole = np.concatenate([np.empty(0, dtype=np.uint64), *blocks])
    whole.sort(kind="stable")
    return whole
