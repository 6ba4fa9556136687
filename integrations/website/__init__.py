"""The website channel: a citizen writes a demand, follows it, answers, rates, on pages that need no JavaScript."""

from integrations.website.house import House
from integrations.website.pages import routes

__all__ = ["House", "routes"]
