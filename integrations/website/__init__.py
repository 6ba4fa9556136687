"""The website channel: a citizen writes a demand and follows it, on pages that need no JavaScript."""

from integrations.website.pages import routes

__all__ = ["routes"]
