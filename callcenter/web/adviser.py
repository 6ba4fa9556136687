"""The process's one adviser: loaded at the first question, from the vocabulary that the store has."""

import logging
from typing import TYPE_CHECKING

from callcenter.assist.memory import StoreMemory
from callcenter.web.problem import Problem
from callcenter.web.state import Web
from models.catalogue import read_vocabulary

if TYPE_CHECKING:
    from routing import Adviser

log = logging.getLogger(__name__)


def adviser(held: "Web") -> "Adviser":
    """Loaded once. Raises `adviser-unavailable` with the cause where it cannot be."""
    with held.adviser_lock:
        if held.adviser is None:
            import routing

            try:
                with held.store.reading() as session:
                    vocabulary = read_vocabulary(session)
                held.adviser = routing.load(vocabulary, held.settings.classifiers, StoreMemory(held.store))
            except (OSError, ValueError, ImportError) as error:
                log.error("routing could not be loaded: %s", type(error).__name__)
                raise Problem("adviser-unavailable", cause=type(error).__name__) from error
        return held.adviser
