"""What counts as a duplicate in this city: windows and marks are the city's (sheet `matters`), weights are fitted.

Without the city's word the usual rule of merging holds: one caller with similar words within 30 days is a repeated
call; different callers with one place and category within 72 hours are a group matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from models.catalogue.vocabulary import MatterEntry

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
    """Windows and marks. threshold: from this score (0..1) on two demands are taken for one matter.

    one_place: the same for different people at one village or community, in one category and within `group`; hold: from
    this score on the demand is not sent without a person.
    """

    repeat: timedelta = timedelta(days=30)
    group: timedelta = NEAR
    threshold: float = 0.5
    one_place: float = 0.25
    hold: float = 0.8
    weights: Weights = field(default_factory=Weights)

    @classmethod
    def of(cls, entries: Iterable[MatterEntry]) -> "Policy":
        """As a city sets it; what it does not set is as proposed."""
        said = {entry.kind: entry for entry in entries}
        usual = cls()

        def window(kind: str, otherwise: timedelta) -> timedelta:
            return timedelta(hours=said[kind].hours) if kind in said else otherwise

        def mark(kind: str, otherwise: float) -> float:
            return said[kind].score if kind in said else otherwise

        return cls(
            repeat=window("repeat", usual.repeat),
            group=window("group", usual.group),
            threshold=mark("same", usual.threshold),
            one_place=mark("one_place", usual.one_place),
            hold=mark("hold", usual.hold),
        )


POLICY = Policy()
