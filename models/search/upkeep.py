"""Keeping the words of an order in step with its texts, in the same transaction."""

from typing import Any, Protocol

from sqlalchemy import Table, bindparam, cast
from sqlalchemy.dialects.postgresql import TSVECTOR, insert

from models.search.bigrams import tsvector
from models.search.tables import OrderWords

SEARCHED = ("title", "content", "place_text")
"""The texts of an order that are found by their words. None of them is sealed; sealed ones must never stand here."""

_table = OrderWords.__table__
assert isinstance(_table, Table)
_new = insert(_table).values(order_id=bindparam("order_id"), words=cast(bindparam("text"), TSVECTOR))
_UPSERT = _new.on_conflict_do_update(index_elements=["order_id"], set_={"words": _new.excluded.words})


class Executes(Protocol):
    """A session or a connection."""

    def execute(self, statement: Any, parameters: Any = None, /) -> Any: ...


def keep(place: Executes, order_id: int, title: str, content: str, place_text: str) -> None:
    """Writes the words of an order, replacing what was there; one round trip."""
    place.execute(_UPSERT, {"order_id": order_id, "text": tsvector(title, content, place_text)})
