"""Fixtures of the console in a browser."""

from tests.console.served import page, password_hash, person, served, settings

__all__ = ["page", "password_hash", "person", "served", "settings"]
