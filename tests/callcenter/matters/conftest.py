"""Fixtures of the call floor."""

from tests.callcenter.floor_fixtures import adviser

__all__ = ["adviser"]
