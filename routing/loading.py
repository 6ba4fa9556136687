"""Which classifier is used: the city's own trained one, else the cold start, built once and kept."""

import logging
from pathlib import Path

from models.catalogue.vocabulary import Vocabulary
from routing import cold_start
from routing.advice import Memory
from routing.adviser import Adviser
from routing.classifier import saving
from routing.classifier.model import Classifier

TRAINED = "routing"  # what `hotline train routing` writes

_log = logging.getLogger(__name__)


def load(vocabulary: Vocabulary, classifiers_dir: Path, memory: Memory | None = None) -> Adviser:
    """An adviser with the classifier in `classifiers_dir`; without one the cold start is built there first (seconds).

    A trained classifier that cannot be read is an error in the log, and the cold start takes its place.
    """
    return Adviser(vocabulary, classifier(classifiers_dir), memory)


def classifier(folder: Path) -> Classifier:
    """The classifier of a folder, as `load` chooses it."""
    if (folder / f"{TRAINED}.json").exists():
        try:
            return saving.load(folder, TRAINED)
        except saving.ClassifierUnreadable as error:
            _log.error("%s: %s; the cold start is used instead", error.code, error)
    name = f"cold-start-{cold_start.fingerprint()}"
    try:
        return saving.load(folder, name)
    except saving.ClassifierUnreadable:
        built = cold_start.build().classifier
        saving.save(built, folder, name)
        return built
