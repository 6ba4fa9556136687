"""Fixtures of the console in a browser."""

from tests.console.running import desk_of
from tests.console.served import page, password_hash, person, served, settings

__all__ = ["desk_of", "page", "password_hash", "person", "served", "settings"]
