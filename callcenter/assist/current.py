"""Routing on the city's data of now: whoever asks gets an adviser that knows the newest version, without a restart."""

import logging
import threading

from sqlalchemy.exc import DBAPIError

import routing
from callcenter.assist.memory import StoreMemory
from callcenter.settings import Settings
from models.catalogue import Follower, Vocabulary
from models.database import Store
from routing.advice import Advice

log = logging.getLogger(__name__)


class CurrentAdviser:
    """`routing.Adviser` that looks at every question whether the city's data have changed; safe for several threads.

    The classifier is loaded at the first question and kept. Where the database does not answer, it goes on with what it
    has: a caller's words are routed by yesterday's catalogue rather than not at all.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._follower = Follower()
        self._adviser: routing.Adviser | None = None
        self._lock = threading.Lock()

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
            return self._adviser

    def advise(self, text: str, subject: str = "") -> Advice:
        return self.now().advise(text, subject)

    def _renew(self, vocabulary: Vocabulary) -> None:
        if self._adviser is None:
            self._adviser = routing.load(vocabulary, self._settings.classifiers, StoreMemory(self._store))
        else:
            self._adviser = self._adviser.with_vocabulary(vocabulary)
        log.info("city-data-taken-up: %d rules, %d units", len(vocabulary.duty), len(vocabulary.departments))
