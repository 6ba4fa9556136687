"""Words in, a reasoned proposal out. Never writes an order, a table or a message."""

from routing.adviser import CONFIDENT, Adviser
from routing.loading import load

__all__ = ["CONFIDENT", "Adviser", "load"]
