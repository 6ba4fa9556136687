"""What counts as a duplicate in this city: windows and weights as data.

Windows follow the usual rule of merging: one caller with similar words within 30 days is a repeated call; different
callers with one place and category within 72 hours are a group matter.
"""

from dataclasses import dataclass, field
from datetime import timedelta

NEAR = timedelta(hours=72)
"""Different callers of one matter within it are a group matter (群体诉求)."""


@dataclass(frozen=True)
class Weights:
    """What each sign adds to the log-odds that two demands are one matter.

    The first six are fitted on the labelled pairs and rounded (docs/duplicates.md); that set knows no callers and no
    categories, so the others are set by hand.
    """

    base: float = -4.4
    text: float = 4.6
    headline: float = 4.0
    headlines: float = 1.4
    names: float = 1.8
    elsewhere: float = -2.0
    same_person: float = 1.0
    same_category: float = 0.7
    other_category: float = -1.0


@dataclass(frozen=True)
class Policy:
    """Windows and marks. threshold: from this score (0..1) on two demands are taken for one matter."""

    repeat: timedelta = timedelta(days=30)
    group: timedelta = NEAR
    threshold: float = 0.5
    weights: Weights = field(default_factory=Weights)


POLICY = Policy()
