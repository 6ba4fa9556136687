"""One city, one cold-start classifier for all routing tests: it takes seconds to build."""

from pathlib import Path

import pytest

from models.catalogue.vocabulary import Vocabulary, city_folder
from routing import Adviser, load


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.from_folder(city_folder("xianning"))


@pytest.fixture(scope="session")
def classifiers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("classifiers")


@pytest.fixture(scope="session")
def adviser(vocabulary: Vocabulary, classifiers: Path) -> Adviser:
    return load(vocabulary, classifiers)


@pytest.fixture(scope="session")
def labelled() -> Path:
    """Public labelled messages beside the checkout; they are not part of the project."""
    path = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "messages" / "labelled.csv"
    if not path.is_file():
        pytest.skip("the labelled messages are not on this machine")
    return path
