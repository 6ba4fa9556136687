"""Routing on the city's data and the model of now: whoever asks gets the newest of both, without a restart."""

import logging
import threading

from sqlalchemy.exc import DBAPIError

import routing
from callcenter.assist.memory import StoreMemory
from callcenter.settings import Settings
from models.catalogue import Follower, Vocabulary
from models.database import Store
from routing.advice import Advice
from routing.loading import classifier
from routing.versions import Versions

log = logging.getLogger(__name__)


class CurrentAdviser:
    """`routing.Adviser` that looks at every question whether the city's data or the model in use have changed.

    Safe for several threads. The classifier is loaded at the first question; another version is loaded by whoever finds
    it, while the others go on with the one before. Where the database does not answer, it goes on with what it has: a
    caller's words are routed by yesterday's catalogue rather than not at all.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._follower = Follower()
        self._adviser: routing.Adviser | None = None
        self._lock = threading.Lock()
        self._versions = Versions(settings.classifiers)
        self._stamp = (0, 0)

    def now(self) -> routing.Adviser:
        """The adviser of now."""
        with self._lock:
            try:
                with self._store.reading() as session:
                    self._follower.look(session, self._renew)
            except DBAPIError as error:
                if self._adviser is None:
                    raise
                log.warning("city-data-unread: %s", type(error).__name__)
            assert self._adviser is not None
            stamp = self._versions.stamp()
            changed, self._stamp = stamp != self._stamp, stamp
        if changed:
            self._take_up()
        return self._adviser

    def advise(self, text: str, subject: str = "") -> Advice:
        return self.now().advise(text, subject)

    def _renew(self, vocabulary: Vocabulary) -> None:
        if self._adviser is None:
            self._stamp = self._versions.stamp()
            folder, written = self._settings.classifiers, self._settings.examples
            self._adviser = routing.load(vocabulary, folder, StoreMemory(self._store), written)
        else:
            self._adviser = self._adviser.with_vocabulary(vocabulary)
        log.info("city-data-taken-up: %d rules, %d units", len(vocabulary.duty), len(vocabulary.departments))

    def _take_up(self) -> None:
        """Loading takes its time: the lock is held only for the exchange."""
        fresh = classifier(self._settings.classifiers, self._settings.examples)
        with self._lock:
            assert self._adviser is not None
            if self._adviser.classifier.card.get("name") != fresh.card.get("name"):
                self._adviser = self._adviser.with_classifier(fresh)
                log.info("model-taken-up: %s", fresh.card.get("name"))
