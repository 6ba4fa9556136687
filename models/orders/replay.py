"""The order out of its timeline: every step tells which fields it changed, so the row can be built again and compared.

Sealed fields and what derives from them (the masks, the citizen) are not in a timeline, nor is the long advice: for
those it has digests (`models.orders.seal`).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.types import TIMESTAMP

from models.orders.seal import MARK, sealed_digest
from models.orders.tables import Assignment, OrderEvent, WorkOrder

# told by the step itself, or not for a timeline
_BESIDE: Final = frozenset(
    {"id", "order_no", "state", "version", "head_hash", "created_at", "updated_at", "advice", "citizen_id"}
    | {"caller_name", "caller_phone", "caller_address", "masked_name", "masked_phone"}
)
_TYPES: Final = {c.key: c.type for c in WorkOrder.__table__.columns if c.key not in _BESIDE}
REPLAYED: Final = tuple(_TYPES)
PARTS: Final = "assignments"
_CAME_LATER: Final = {
    "no_public": False,
    "needs_sign_off": False,
    "erasure_proposed": False,
    "is_unreasonable": False,
    "excluded_from": [],
    "risk_flags": [],
    "rating_unverified": False,
}
"""Columns that older timelines do not tell of, with the value that their orders got."""


def facts(order: WorkOrder) -> dict[str, Any]:
    """What a timeline tells of an order, as JSON holds it; `order.assignments` must be loaded."""
    return {name: _plain(getattr(order, name)) for name in REPLAYED} | {PARTS: _parts(order.assignments)}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """{field: [before, after]} of two `facts`."""
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def first_values(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of an order's first step: from nothing to `columns`, but for what is empty."""
    told = {name: [None, _plain(columns[name])] for name in REPLAYED if columns.get(name) is not None}
    sealed = [name for name in ("caller_name", "caller_phone", "caller_address", "advice") if columns.get(name)]
    return told | {name: [None, MARK] for name in sealed} | {"sealed": [None, sealed_digest(columns)]}


def replay(steps: Iterable[OrderEvent]) -> dict[str, Any]:
    """The order's fields after `steps` (oldest first), by column name.

    `assignments`: [unit, role, state, made, signed, replied] of each part.
    """
    held: dict[str, Any] = dict.fromkeys(REPLAYED) | _CAME_LATER | {PARTS: []}
    for step in steps:
        if step.seq == 1:
            held["created_at"] = step.at
        held |= {"order_no": step.order_no, "state": step.to_state, "version": step.seq, "updated_at": step.at}
        held |= {name: _typed(name, pair[1]) for name, pair in step.changes.items() if name in _TYPES or name == PARTS}
    return held


def row(order: WorkOrder) -> dict[str, Any]:
    """The order's row in the shape of `replay`."""
    beside = ("created_at", "order_no", "state", "version", "updated_at")
    held = {name: getattr(order, name) for name in (*REPLAYED, *beside)}
    return held | {PARTS: _parts(order.assignments)}


def _parts(assignments: Iterable[Assignment]) -> list[list[Any]]:
    ordered = sorted(assignments, key=lambda part: (part.department_code, part.role))
    return [
        [part.department_code, part.role, part.state, *map(_plain, (part.created_at, part.signed_at, part.replied_at))]
        for part in ordered
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(name: str, value: Any) -> Any:
    kind = _TYPES.get(name)
    if isinstance(value, str) and isinstance(kind, TIMESTAMP):
        return datetime.fromisoformat(value)
    return UUID(value) if isinstance(value, str) and isinstance(kind, Uuid) else value
