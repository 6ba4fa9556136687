"""Fixtures of the channels at work."""

from tests.integrations.fixtures import *  # noqa: F403
