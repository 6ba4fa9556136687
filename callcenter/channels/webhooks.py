"""Webhooks after the Standard Webhooks convention: webhook-id, webhook-timestamp, webhook-signature (v1).

A subscriber without an address is not told: it asks (`callcenter.channels.feed`), and reads the same.

The signature is base64 of HMAC-SHA256 over `id.timestamp.body`, with the secret's bytes: base64 behind `whsec_`. No
personal data is in a body: who needs it asks the API, by right.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.channel.far_side import ask
from models import clock
from models.catalogue.units import heirs, with_taken_over
from models.orders import Assignment, OrderEvent, WorkOrder
from models.outbox import Webhook

TOPICS: Final = ("order.created", "order.changed", "order.replied", "order.closed")
_OF_VERB: Final = {
    "create": "order.created",
    "reply": "order.replied",
    "answer": "order.replied",
    "close": "order.closed",
    "record_callback": "order.closed",
}
PREFIX: Final = "whsec_"


def new_secret() -> str:
    """256 bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, told, "sha256")).decode()


def rows(session: Session, order: WorkOrder, step: OrderEvent) -> list[dict[str, Any]]:
    """The deliveries of one step, to every webhook that wants it."""
    concerned = Concerned(session, order)
    pushed = select(Webhook).where(Webhook.enabled, Webhook.url != "")
    told = [(hook, topic_for(hook, step, concerned)) for hook in session.scalars(pushed)]
    return [
        {
            "target": target(hook.id),
            "key": key_of(order, step),
            "kind": topic,
            "order_id": order.id,
            "body": json.dumps(data_of(order, step), ensure_ascii=False),
        }
        for hook, topic in told
        if topic
    ]


@dataclass
class Concerned:
    """Which units hear of an order. What the store is asked for, it is asked once for all subscribers and steps."""

    session: Session
    order: WorkOrder

    def hears(self, unit: str) -> bool:
        """Whether it has a part in the order, or the work of one that has; and the order is not against it."""
        return unit in self._units and not self._accused(unit)

    @cached_property
    def _units(self) -> set[str]:
        order = self.order
        parts = self.session.scalars(select(Assignment.department_code).where(Assignment.order_id == order.id))
        units = {*parts, *([order.lead_code] if order.lead_code else [])}
        return units | set(heirs(self.session, units, clock.today()).values())

    def _accused(self, unit: str) -> bool:
        """Whether a confidential order is against the unit, one whose work it has, or the one that has its work."""
        return unit in self._against

    @cached_property
    def _against(self) -> set[str]:
        """Of the units concerned, those that the order is against."""
        accused, today = self.order.accused_code, clock.today()
        if not self.order.is_secret or accused is None:
            return set()
        its = with_taken_over(self.session, accused, today)
        return {one for one in self._units if one in its or accused in with_taken_over(self.session, one, today)}


def topic_for(hook: Webhook, step: OrderEvent, concerned: Concerned) -> str | None:
    """Under which of its topics a subscriber hears of a step; None where it does not."""
    topics = {"order.changed", _OF_VERB.get(step.verb, "order.changed")} & set(hook.topics)
    if not topics or (hook.department_code is not None and not concerned.hears(hook.department_code)):
        return None
    return _first(topics)


def key_of(order: WorkOrder, step: OrderEvent) -> str:
    """One step of one order."""
    return f"{order.order_no}:{step.seq}"


def message_id_of(key: str) -> str:
    """The same at every try, and where a subscriber asks."""
    return f"msg_{key.replace(':', '_')}"


def target(webhook_id: int) -> str:
    return f"webhook:{webhook_id}"


def send(hook: Webhook, *, key: str, kind: str, body: str, made_at: str) -> None:
    """One POST. The message id is the same at every try. Raises `TryLater`, `Refused`."""
    message_id = message_id_of(key)
    told = {"type": kind, "timestamp": made_at, "data": json.loads(body)}
    raw = json.dumps(told, ensure_ascii=False).encode()
    timestamp = int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signed(hook.secret, message_id, timestamp, raw),
    }
    ask("POST", hook.url, body=raw, headers=headers)


def data_of(order: WorkOrder, step: OrderEvent) -> dict[str, Any]:
    """What is told of a step: nothing personal."""
    return {
        "order_no": order.order_no,
        "verb": step.verb,
        "version": step.seq,
        "from_state": step.from_state,
        "state": step.to_state,
        "at": step.at.isoformat(),
        "channel": order.channel,
        "lead_code": order.lead_code,
        "category_code": order.category_code,
        "due_at": order.due_at.isoformat() if order.due_at else None,
    }


def _first(topics: Iterable[str]) -> str:
    """The most telling one."""
    return min(topics, key=lambda topic: (topic == "order.changed", topic))
