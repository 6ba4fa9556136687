"""Who is asked, when and how: the city's rows (sheet `callbacks`), versioned by date; the weightiest that fits holds.

国办发〔2019〕51号, GB/T 39735-2020: nobody is pressed to rate; bad ratings are verified; a handler does not learn who
rated. A confidential order is asked about by a person or not at all, an anonymous one never: that is the city's data.
What no row says is asked by a person, of an anonymous order nobody.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session

from models import channels  # the module: it knows of orders, whose verbs come through here
from models.callbacks.tables import TaskKind, Way
from models.catalogue.tables import CallbackPolicy
from models.clock import LOCAL
from models.intake import InboxMessage
from models.orders.tables import WorkOrder
from models.privacy import is_mobile

HOURS: Final = "09:00-11:30 14:30-18:00 18:30-20:00"
_EVERY: Final = 100
_INVITE: Final[Mapping[str, str | None]] = {
    "app": "callback_url",
    "email": None,
    "sms": None,
    "website": "callback_url",
}
"""Channels that pass an invitation on to who wrote by them (the others leave it to the text message), and the setting
without which they do not; `tests/callcenter/channels/test_relay.py` holds them against what they tell themselves."""


@dataclass(frozen=True)
class Plan:
    """ways: of the attempts, the last one repeated; none: this citizen is not asked. policy: the row's code."""

    ways: tuple[Way, ...]
    hours: str = HOURS
    days: str = "all"
    policy: str | None = None


def plan(session: Session, order: WorkOrder, kind: TaskKind, at: datetime) -> Plan:
    """How this order is called back. A verification is a person's, and goes by what the city says of its occasion."""
    row = _row(session, order, kind, at)
    if row is None:
        return Plan(() if order.is_anonymous else _possible(session, order, ("person",)))
    ways = _possible(session, order, row.ways)
    if kind == "verification":
        ways = ("person",) if "person" in ways else ()
    elif not sampled(order.order_no, order.redo_count, row.code, row.sample):
        ways = ()
    return Plan(ways, row.hours or HOURS, row.days, row.code)


def sampled(order_no: str, time: int, code: str, share: int) -> bool:
    """Whether an order is in the sample of `share` percent; always the same for the same order, time and row."""
    drawn = int.from_bytes(sha256(f"{code}:{order_no}:{time}".encode()).digest()[:8])
    return drawn % 10_000 < share * _EVERY


def _row(session: Session, order: WorkOrder, kind: TaskKind, at: datetime) -> CallbackPolicy | None:
    held = {"": True, "verification": kind == "verification", "redone": order.redo_count > 0}
    held |= {"anonymous": order.is_anonymous, "secret": order.is_secret}
    today, row = at.astimezone(LOCAL).date(), CallbackPolicy
    fits = (
        select(row)
        .where(row.valid_from <= today, or_(row.valid_to.is_(None), row.valid_to > today))
        .where(row.occasion.in_([name for name, holds in held.items() if holds]))
        .where(row.request_type.in_(("", order.request_type)), row.urgency.in_(("", order.urgency)))
        .where(row.channel.in_(("", order.channel)))
        .where(literal(order.category_code or "").startswith(row.category_prefix))
    )
    return session.scalars(fits.order_by(row.priority.desc(), row.code).limit(1)).first()


def known_ways(words: Sequence[str]) -> list[Way]:
    """The words that are ways, in their order."""
    known: dict[str, Way] = {"link": "link", "automatic": "automatic", "person": "person"}
    return [known[word] for word in words if word in known]


def _possible(session: Session, order: WorkOrder, words: Sequence[str]) -> tuple[Way, ...]:
    """Without a door that tells there is nowhere to send a link, without a number nothing to call."""
    there = {"link": "link" in words and _tells(session, order)}
    return tuple(way for way in known_ways(words) if there.get(way, bool(order.caller_phone)))


def _tells(session: Session, order: WorkOrder) -> bool:
    """Whether an invitation reaches him, by the relay's rule: by the door of his message, else by text message."""
    message = session.get(InboxMessage, order.message_id) if order.message_id else None
    if message is None or message.body is None:
        return False
    if message.channel in _INVITE and _set(session, message.channel, _INVITE[message.channel]):
        return True
    return is_mobile(message.submission().citizen_phone) and _set(session, "sms", None)


def _set(session: Session, channel: str, setting: str | None) -> bool:
    """Whether a channel is in use, and this setting of it filled."""
    row = channels.settings_of(session, channel)
    return row is not None and row.enabled and (setting is None or bool(json.loads(row.settings).get(setting)))
