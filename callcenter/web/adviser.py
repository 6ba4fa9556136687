"""The process's one adviser: loaded at the first question, on the city's data of now."""

import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from callcenter.web.problem import Problem
from callcenter.web.state import Web

if TYPE_CHECKING:
    from routing import Adviser

log = logging.getLogger(__name__)


def adviser(held: "Web") -> "Adviser":
    """Loaded once. Raises `adviser-unavailable` with the cause where it cannot be."""
    with held.adviser_lock:
        if held.adviser is None:
            from callcenter.assist.current import CurrentAdviser

            held.adviser = CurrentAdviser(held.settings, held.store)
    try:
        return held.adviser.now()
    except DBAPIError:
        raise  # the database has a problem of its own
    except (OSError, ValueError, ImportError) as error:
        log.error("routing could not be loaded: %s", type(error).__name__)
        raise Problem("adviser-unavailable", cause=type(error).__name__) from error
