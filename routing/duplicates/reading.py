"""How a demand is read for comparison: as a row of syllables, so that wrong characters of the right sound still agree.

Numbers and coded places stay: 58 and 107 tell matters apart. Terms are runs of syllables hashed to 32 bits.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from routing.duplicates.demand import Demand
from routing.wording import simplified, sounds

Terms = NDArray[np.uint32]
_NO_LETTERS = re.compile(r"[\W_]+")
_MIX = np.uint32(2654435761)  # Knuth's multiplicative hash


@dataclass(frozen=True)
class Reading:
    """A demand's words. letters: characters without blanks and punctuation; signs: their sounds, of the same length;
    pairs: the distinct pairs of neighbouring signs of all words, head: those of the headline alone; both sorted."""

    letters: str
    signs: str
    pairs: Terms
    head: Terms


def letters(text: str) -> str:
    """`simplified` text without blanks and punctuation."""
    return _NO_LETTERS.sub("", simplified(text))


def runs(signs: str, size: int) -> Terms:
    """The hashed runs of `size` neighbouring signs, one for each position (length - size + 1)."""
    codes = np.frombuffer(signs.encode("utf-32-le"), dtype=np.uint32)
    count = len(codes) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint32)
    mixed = np.zeros(count, dtype=np.uint32)
    for offset in range(size):
        mixed = (mixed + codes[offset : offset + count] + np.uint32(1)) * _MIX
        mixed ^= mixed >> np.uint32(15)
    return mixed


@lru_cache(maxsize=4096)
def _read(subject: str, text: str, headline: str) -> Reading:
    above, below = letters(subject), letters(text)
    signs = sounds(above + below)
    # the seam between subject and text is no pair of the citizen's
    pairs = np.union1d(runs(signs[: len(above)], 2), runs(signs[len(above) :], 2))
    return Reading(above + below, signs, pairs, np.unique(runs(sounds(letters(headline)), 2)))


def read(demand: Demand) -> Reading:
    """The reading of a demand; kept for the demands that are compared again and again."""
    return _read(demand.subject, demand.text, demand.headline)
