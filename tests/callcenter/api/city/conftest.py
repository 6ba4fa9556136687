"""Fixtures of the web application."""

from tests.callcenter.browser import browser, client, password_hash, person, settings

__all__ = ["browser", "client", "password_hash", "person", "settings"]
