"""By which terms a demand can be found again: runs of three sounds, its person, its place with its category."""

import zlib

import numpy as np

from routing.duplicates.demand import Demand
from routing.duplicates.reading import Terms, letters, runs
from routing.wording import sounds

_RUN = 3  # sounds: a pair is too common among a million demands, four break at every wrong character


def word_terms(demand: Demand) -> tuple[Terms, Terms]:
    """The distinct runs of sounds: those of the headline, which names place and matter, and those of all words."""
    head = np.unique(runs(sounds(letters(demand.headline)), _RUN))
    return head, np.union1d(head, runs(sounds(letters(demand.text)), _RUN))


def key_terms(demand: Demand) -> Terms:
    """What is known beside the words, each as one term."""
    keys = []
    if demand.person:
        keys.append(f"person {demand.person}")
    if demand.place and demand.category:
        keys.append(f"matter {demand.place} {demand.category}")
    return np.array([zlib.crc32(key.encode()) for key in keys], dtype=np.uint32)
