"""`routing.Memory`, filled from the store: earlier orders with similar words, as one kind of reason for a proposal."""

import logging
from typing import Final

from sqlalchemy.exc import DBAPIError

from models import search
from models.database import Store
from routing.advice import Similar

log = logging.getLogger(__name__)

ALIKE: Final = 0.35
"""Orders less alike than this are no reason for anything (models.search.similar: Dice over rare pairs, 0..1)."""


class StoreMemory:
    """Earlier orders of one store. Where the database does not answer, a proposal does without them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def similar(self, text: str, limit: int = 5) -> list[Similar]:
        """The likest first; confidential orders are never among them."""
        try:
            with self._store.reading() as session:
                found = search.similar(session, text, limit)
        except DBAPIError as error:
            log.warning("memory-away: %s", type(error).__name__)
            return []
        return [
            Similar(one.order_no, one.title, one.category_code or "", one.lead_code or "", one.score)
            for one in found
            if one.score >= ALIKE
        ]
