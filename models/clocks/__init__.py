"""Clocks: every running limit of an order is a row, and one verb, `fire`, does what has come due."""

from models.clocks.firing import Fired, fire
from models.clocks.policy import Term, Terms, read_terms
from models.clocks.recounting import recount
from models.clocks.running import CLOCKED, RUNS, follow, running
from models.clocks.tables import CLOCKS, HOTLINE, ClockKind, OrderClock

__all__ = [
    "CLOCKED",
    "CLOCKS",
    "HOTLINE",
    "RUNS",
    "ClockKind",
    "Fired",
    "OrderClock",
    "Term",
    "Terms",
    "fire",
    "follow",
    "read_terms",
    "recount",
    "running",
]
