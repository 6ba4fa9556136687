"""Fixtures of the call floor, and of the web in front of it."""

from tests.callcenter.browser import browser, client, password_hash, person, settings
from tests.callcenter.floor_fixtures import adviser, sign_in

__all__ = ["adviser", "browser", "client", "password_hash", "person", "settings", "sign_in"]
