"""Is this more than usual at this hour of this weekday? Counts against the same slot of the past eight weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scipy.stats import poisson

WEEKS = 8
FEWEST_WEEKS = 3  # with less history nothing is usual yet
LEAST, Z, CHANCE = 5, 3.0, 0.003
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Surge:
    """count in the slot now; usual: mean of the past slots; z: deviation; chance: of so many by chance (Poisson)."""

    count: int
    usual: float
    z: float
    chance: float


def surge(count: int, past: Sequence[int]) -> Surge | None:
    """A surge: at least 5, z-score at least 3, and by chance no more likely than 3 in 1,000; else None.

    The variance is taken for no less than the mean (counts are Poisson at best) and no less than 1, so that weeks
    without any demand make the third one no surge. For the chance half a demand is added to the past:
    what never was may still come.
    """
    if count < LEAST or len(past) < FEWEST_WEEKS:
        return None
    usual = sum(past) / len(past)
    spread = sum((value - usual) ** 2 for value in past) / (len(past) - 1)
    z = (count - usual) / max(spread, usual, 1.0) ** 0.5
    chance = float(poisson.sf(count - 1, (sum(past) + 0.5) / len(past)))
    return Surge(count, usual, z, chance) if z >= Z and chance < CHANCE else None


def slots(instants: Sequence[datetime], now: datetime, length: timedelta, since: datetime) -> tuple[int, list[int]]:
    """How many instants lie in the slot that ends now, and in the same slots of the past weeks, the last first.

    since: when counting began; weeks before it are left out. China keeps one time all year, so a week is 168 hours.
    """
    ends = [now - week * _WEEK for week in range(WEEKS + 1)]
    counts = [sum(end - length < at <= end for at in instants) for end in ends if end - length >= since or end == now]
    return counts[0], counts[1:]
