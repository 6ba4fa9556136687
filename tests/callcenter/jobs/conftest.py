"""Fixtures of the call floor."""

from tests.callcenter.floor_fixtures import adviser, sign_in

__all__ = ["adviser", "sign_in"]
