"""The timeline: every verb leaves one step, and each step carries the hash of the one before it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database.store import send
from models.orders.tables import OrderEvent, WorkOrder

BEGINNING = bytes(32)
_HASHED = (
    "order_no", "seq", "at", "actor_id", "actor_name", "actor_role", "verb", "from_state", "to_state",
    "reason", "text", "changes", "due_before", "due_after",
)  # fmt: skip


_ROW: Final = ("order_id", *_HASHED, "prev_hash", "hash")
_PLACES: Final = ", ".join("%(changes)s::jsonb" if name == "changes" else f"%({name})s" for name in _ROW)
_INSERT: Final = f"INSERT INTO order_event ({', '.join(_ROW)}) VALUES ({_PLACES})"  # noqa: S608 - names of our own


def chained(prev_hash: bytes, **step: Any) -> dict[str, Any]:
    """The step with its two hashes: a row of the timeline but for the order's id."""
    return {**step, "prev_hash": prev_hash, "hash": step_hash(prev_hash, step)}


def append(session: Session, order_id: int, row: dict[str, Any]) -> None:
    """Writes a `chained` step; the order's row already holds its hash as `head_hash`."""
    send(session, _INSERT, {"order_id": order_id, **row, "changes": orjson.dumps(row["changes"]).decode()})


def step_hash(prev_hash: bytes, step: dict[str, Any]) -> bytes:
    """SHA-256 over the previous hash and the step's columns as JSON with sorted keys and UTC instants."""
    plain = {name: _plain(step[name]) for name in _HASHED}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(prev_hash + text.encode()).digest()


def timeline(session: Session, order_id: int) -> Sequence[OrderEvent]:
    """An order's steps, oldest first."""
    return session.scalars(select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(OrderEvent.seq)).all()


def first_broken(order: WorkOrder, steps: Sequence[OrderEvent]) -> int | None:
    """The `seq` of the first step that was altered, is missing or is out of place; None when the timeline is whole."""
    previous = BEGINNING
    for expected, step in enumerate(steps, 1):
        facts = {name: getattr(step, name) for name in _HASHED}
        if step.seq != expected or step.prev_hash != previous or step.hash != step_hash(previous, facts):
            return expected
        previous = step.hash
    whole = order.version == len(steps) and order.head_hash == previous
    return None if whole else len(steps) + 1


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
