"""The rows of a new order in one statement: the order itself, its words, its first step, its event.

Written one after the other they cost four round trips and four times the fixed work of client and server, which is most
of what a small row costs (ADR 0014). Each row goes as one JSON document: a statement with a parameter a column would be
too long for the driver's cache of statements. Either all of them come to be, or, where the call or the message has its
order already, none.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Table
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from models.database.store import as_read, send, table_of
from models.events import Event
from models.orders.tables import OrderEvent, WorkOrder
from models.privacy import Sealed


def _names(table: Table, *given_by_the_database: str) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name not in given_by_the_database)


_ORDER: Final = _names(table_of(WorkOrder), "id")
_STEP: Final = _names(table_of(OrderEvent), "id", "order_id")
_EVENT: Final = _names(table_of(Event), "seq")
_SEALED: Final = {c.name: c.type for c in table_of(WorkOrder).columns if isinstance(c.type, Sealed)}
_order, _step, _event = map(", ".join, (_ORDER, _STEP, _EVENT))
# the names are our own tables'; every value is a parameter
_WRITE: Final = f"""
    WITH made AS (
        INSERT INTO work_order ({_order})
        SELECT {_order} FROM jsonb_populate_record(NULL::work_order, %(order)s::jsonb)
        ON CONFLICT DO NOTHING RETURNING id
    ), words AS (
        INSERT INTO order_words (order_id, words) SELECT id, %(words)s::tsvector FROM made
    ), step AS (
        INSERT INTO order_event (order_id, {_step})
        SELECT (SELECT id FROM made), {_step} FROM jsonb_populate_record(NULL::order_event, %(step)s::jsonb)
        WHERE EXISTS (SELECT FROM made)
    ), told AS (
        INSERT INTO event ({_event})
        SELECT {_event} FROM jsonb_populate_record(NULL::event, %(event)s::jsonb) WHERE EXISTS (SELECT FROM made)
    )
    SELECT id FROM made
"""  # noqa: S608


def write(
    session: Session, columns: Mapping[str, Any], words: str, step: Mapping[str, Any], event: Mapping[str, Any]
) -> WorkOrder | None:
    """The order as the session holds it from now on; None where its call or message has one already.

    columns: of the order (those that are not given are NULL); words: a tsvector's literal; step: a `timeline.chained`
    one; event: an `events.row`.
    """
    held = {name: columns.get(name) for name in _ORDER}
    sealed = {name: kind.sealed(held[name]) for name, kind in _SEALED.items()}
    values = {"order": _json({**held, **sealed}), "words": words, "step": _json(step), "event": _json(event)}
    made = send(session, _WRITE, values).fetchone()
    if made is None:
        return None
    order = as_read(WorkOrder, {"id": made[0], **held})
    set_committed_value(order, "assignments", [])
    make_transient_to_detached(order)  # it is in the database exactly so: nothing is to be read or written again
    session.add(order)
    return order


def _json(row: Mapping[str, Any]) -> str:
    return orjson.dumps(row, default=_bytea).decode()


def _bytea(value: Any) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"not for a row: {type(value).__name__}")
    return f"\\x{value.hex()}"
