"""Digests by which a timeline vouches for what it does not tell: sealed personal data, the long advice, the overlays.

Personal data is hashed with a key of its own, so that nobody finds a number by trying them all.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from models import privacy
from models.orders.tables import OrderEvent, Overlay, WorkOrder

SEALED: Final = (
    "caller_name", "caller_phone", "caller_address", "masked_name", "masked_phone", "citizen_id", "advice",
)  # fmt: skip
DIGESTS: Final = ("sealed", "overlays", "said")
"""Their names among a step's changes."""
MARK: Final = "***"
"""Stands in a step for something that it does not tell."""
_PURPOSE: Final = "order-sealed"
_SAID: Final = "rating-words"
_LAID: Final = ("at", "kind", "act", "actor_id", "department_code", "reason", "until", "peer_id", "detail")


def sealed_digest(columns: Mapping[str, Any]) -> str:
    """HMAC-SHA-256, hex, over an order's `SEALED` columns in clear."""
    return privacy.ring().sign(_PURPOSE, _canonical([columns.get(name) for name in SEALED])).hex()


def sealed_digest_of(order: WorkOrder) -> str:
    """The same of an order's row."""
    return sealed_digest({name: getattr(order, name) for name in SEALED})


def overlay_digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256, hex, over the overlays that one step lays, in their order."""
    return sha256(_canonical([[_plain(row[name]) for name in _LAID] for row in rows])).hexdigest()


def said_digest(words: str) -> str:
    """HMAC-SHA-256, hex, over what a citizen said to his rating."""
    return privacy.ring().sign(_SAID, words.encode()).hex()


def vouched_wrongly(
    order: WorkOrder, steps: Iterable[OrderEvent], overlays: Iterable[Overlay], said: Mapping[int, str | None]
) -> list[str]:
    """Which of an order's rows are not what its timeline vouches for, by name of the digest.

    said: what the citizen said to his ratings, by step; once erased it is vouched for no longer. A timeline that was
    begun before there were digests vouches for nothing.
    """
    steps = list(steps)
    if not steps or "sealed" not in steps[0].changes:
        return []
    told = [step.changes["sealed"][1] for step in steps if "sealed" in step.changes]
    wrong = [] if told[-1] == sealed_digest_of(order) else ["sealed"]
    laid: dict[int, list[dict[str, Any]]] = {}
    for one in overlays:
        laid.setdefault(one.seq, []).append({name: getattr(one, name) for name in _LAID})
    vouched = {step.seq: step.changes["overlays"][1] for step in steps if "overlays" in step.changes}
    if {seq: overlay_digest(rows) for seq, rows in laid.items()} != vouched:
        wrong.append("overlays")
    ratings = {step.seq: step.changes["said"][1] for step in steps if "said" in step.changes}
    if order.erased_at is None and any(said_digest(said.get(seq) or "") != told for seq, told in ratings.items()):
        wrong.append("said")
    return wrong


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
