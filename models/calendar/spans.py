"""A limit as a city's policy writes it (`models.catalogue.limits`)."""

from collections.abc import Callable, Mapping
from typing import Final

from models.calendar.limits import ClockHours, Limit, WorkingDays, WorkingMinutes
from models.catalogue.limits import measured

_UNITS: Final[Mapping[str, Callable[[float], Limit]]] = {
    "wd": lambda number: WorkingDays(int(number)),
    "wh": lambda number: WorkingMinutes(round(number * 60)),
    "wm": lambda number: WorkingMinutes(round(number)),
    "h": ClockHours,
    "m": lambda number: ClockHours(number / 60),
}


def span(text: str) -> Limit:
    """Such as `3wd`, `4wh`, `195wm`, `24h`, `30m`. Raises ValueError in Chinese."""
    number, unit = measured(text)
    return _UNITS[unit](number)
