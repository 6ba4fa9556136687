"""Fixtures of the console in a browser."""

from tests.console.running import chromium, desk_of, web
from tests.console.served import page, password_hash, person, served, settings

__all__ = ["chromium", "desk_of", "page", "password_hash", "person", "served", "settings", "web"]
