"""A hot issue: demands of many people about one matter."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Issue:
    """An issue as it stands at an instant.

    id: `hot-` and the id of its first demand; it stays whatever is added, and survives a merger as the older of two.
    title: a headline of one of its demands, at most 30 characters. people: distinct persons; a demand without a
    person's key counts as one person. peak: the most demands within any 30 days. growth: demands of the last day
    against the mean day of the week before (1.0: as ever). urgency: 0..1, how grave and how heated the words are.
    places: codes with their number of demands, most first.
    """

    id: str
    title: str
    count: int
    people: int
    peak: int
    growth: float
    urgency: float
    first: datetime
    last: datetime
    places: tuple[tuple[str, int], ...]
    members: tuple[str, ...]
