"""Fixtures of the channels: the web application in front, the worker behind, an adviser that knows the city."""

from tests.integrations.fixtures import *  # noqa: F403
