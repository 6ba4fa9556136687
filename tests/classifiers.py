"""One folder of classifiers for the whole test run: the cold start takes seconds to build, once."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def classifiers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `routing.load` builds into, and finds again."""
    return tmp_path_factory.mktemp("classifiers")
