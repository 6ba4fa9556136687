"""What one order, call or stretch of time contributes to a measure."""

from dataclasses import dataclass, field
from datetime import datetime

from callcenter.simulation.stories import OrderStory


@dataclass(frozen=True)
class Posting:
    """One contribution: the measure, the instant by which it counts, its kind, an amount in thousandths.

    unit: that it is counted for, "" none. order: that it is of, None: of a call or of an agent's time.
    """

    measure: str
    at: datetime
    detail: str = ""
    amount: int = 0
    unit: str = ""
    order: OrderStory | None = field(default=None, compare=False, repr=False)


def whole(holds: bool) -> int:
    """An amount of one where it holds."""
    return 1000 if holds else 0
