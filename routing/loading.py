"""Which classifier is used: the version in use, else the cold start, built once and kept."""

import logging
from pathlib import Path

from models.catalogue.vocabulary import Vocabulary
from routing import cold_start, examples
from routing.advice import Memory
from routing.adviser import Adviser
from routing.classifier import saving
from routing.classifier.model import Classifier
from routing.versions import Versions

_log = logging.getLogger(__name__)


def load(
    vocabulary: Vocabulary, classifiers_dir: Path, memory: Memory | None = None, written: Path = examples.FOLDER
) -> Adviser:
    """An adviser with the classifier in `classifiers_dir`; without one the cold start is built there first (seconds).

    written: the folder of the examples that it is built from.

    A version that cannot be read is an error in the log, and the cold start takes its place.
    """
    return Adviser(vocabulary, classifier(classifiers_dir, written), memory)


def classifier(folder: Path, written: Path = examples.FOLDER) -> Classifier:
    """The classifier of a folder, as `load` chooses it."""
    versions = Versions(folder)
    active = versions.pointer().active
    if active is not None:
        try:
            return versions.load(active)
        except saving.ClassifierUnreadable as error:
            _log.error("%s: %s; the cold start is used instead", error.code, error)
    name = f"cold-start-{cold_start.fingerprint(written)}"
    try:
        return saving.load(folder, name)
    except saving.ClassifierUnreadable:
        built = cold_start.build(written).classifier
        saving.save(built, folder, name)
        return built
