"""Fixtures of reports: the web in front, the worker behind, a week of four orders."""

from tests.callcenter.api.test_figures import lived
from tests.integrations.fixtures import *  # noqa: F403

__all__ = ["lived"]
