"""What every room's tests may use, and which tests run: those marked `full` with `./hotline test --full` alone."""

import os

import pytest

pytest_plugins = ["tests.classifiers", "tests.database"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("HOTLINE_FULL") == "1":
        return
    stated_size = [item for item in items if item.get_closest_marker("full")]
    if stated_size:
        config.hook.pytest_deselected(items=stated_size)
        items[:] = [item for item in items if not item.get_closest_marker("full")]
