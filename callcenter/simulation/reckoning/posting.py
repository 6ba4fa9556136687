"""What one order, call or stretch of time contributes to a measure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Posting:
    """One contribution: the measure, the instant by which it counts, its kind, an amount in thousandths."""

    measure: str
    at: datetime
    detail: str = ""
    amount: int = 0


def whole(holds: bool) -> int:
    """An amount of one where it holds."""
    return 1000 if holds else 0
