"""The relay: steps of orders become deliveries. Any number of workers may run it.

One transaction takes a batch of `order.changed` behind the relay's place, adds the rows (unique by target and key) and
moves the place: killed anywhere, it neither forgets nor repeats.
"""

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from callcenter.channels import emergencies, ratings, webhooks
from callcenter.channels.notices import ONCE, Told, of_step
from callcenter.channels.sending import Senders, teller
from integrations.channel import FOR_CITIZENS, OF_RATINGS, Delivery, Notice, channels, load
from integrations.website import passes
from integrations.website.progress import DOORS
from models import events, outbox
from models.catalogue import Department
from models.database import Store
from models.events import Event
from models.intake import InboxMessage, Outcome
from models.orders import OrderEvent, WorkOrder
from models.outbox import target_of
from models.privacy import is_mobile

log = logging.getLogger(__name__)

READER: Final = "relay"
BATCH: Final = 200
_IDLE_S: Final = 1.0
_LOCK: Final = 12345_0011
FALLBACK: Final = "sms"
"""By which a citizen is told whose own channel tells nothing."""
_BY_SMS: Final = target_of(FALLBACK)


async def run(store: Store, address: str = "") -> None:
    """For ever. address: where citizens reach this installation; "": invitations bring no link."""
    senders = Senders(store)
    while True:
        try:
            done = await asyncio.to_thread(turn, store, address) + await asyncio.to_thread(senders.start)
        except Exception:
            log.exception("relay-stumbled")
            done = 0
        if not done:
            await senders.rest(_IDLE_S)


def turn(store: Store, address: str = "") -> int:
    """One batch of events into deliveries; returns how many events were read."""
    with store.transaction() as session:
        if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
            return 0
        seq = events.position(session, READER)
        if events.of_another_count(session, seq):
            seq = 0
        found, reached = events.of_topic(session, "order.changed", seq, BATCH)
        outbox.put(session, list(_rows(session, found, address)))
        if reached != seq:
            events.advance(session, READER, reached)
    return len(found)


def _rows(session: Session, found: Sequence[Event], address: str) -> Iterator[dict[str, Any]]:
    numbers = {event.subject for event in found}
    known = {
        order.order_no: order for order in session.scalars(select(WorkOrder).where(WorkOrder.order_no.in_(numbers)))
    }
    ids = [order.id for order in known.values()]
    steps = {
        (step.order_id, step.seq): step
        for step in session.scalars(select(OrderEvent).where(OrderEvent.order_id.in_(ids)))
    }
    sources: dict[int, list[InboxMessage]] = {}
    for message in session.scalars(
        select(InboxMessage).where(InboxMessage.order_id.in_(ids)).order_by(InboxMessage.id)
    ):
        sources.setdefault(message.order_id or 0, []).append(message)
    told_by = _Tellers(session, address)
    for event in found:
        order = known.get(event.subject)
        step = steps.get((order.id, event.data.get("version", 0))) if order else None
        if order is None or step is None:
            continue
        yield from webhooks.rows(session, order, step)
        unit = session.get(Department, order.lead_code) if order.lead_code else None
        for told in of_step(order, step, unit.name if unit else None):
            if told.notice == "emergency":
                yield from emergencies.rows(session, order, step, told.text)
                continue
            if told.notice in OF_RATINGS:
                yield from ratings.rows(session, order, step, told)
                continue
            texted: set[str | None] = set()
            opens = any(one.channel in DOORS and one.kind == "demand" for one in sources.get(order.id, []))
            for message in _listeners(sources.get(order.id, []), told.notice):
                row = told_by.row(order, step, message, told, opens=opens)
                if row is None:
                    continue
                if row["target"] == _BY_SMS:
                    phone = message.submission().citizen_phone
                    if phone in texted:  # by whatever doors it wrote, a telephone hears it once
                        continue
                    texted.add(phone)
                yield row


def _listeners(messages: Sequence[InboxMessage], notice: Notice) -> Iterator[InboxMessage]:
    """Who hears of it: the message that made the order, or those that joined it, of their own acceptance; of all else
    one message for each channel by which the order came, the one that made it first."""
    own: dict[Notice, Outcome] = {"accepted": "order", "supplemented": "supplement"}
    heard: set[str] = set()
    for message in sorted(messages, key=lambda one: (one.outcome != "order", one.id)):
        if message.body is None:
            continue
        if notice in own:
            if message.outcome == own[notice]:
                yield message
        elif message.channel not in heard:
            heard.add(message.channel)
            yield message


class _Tellers:
    """Which channel tells what, as they are set at this moment."""

    def __init__(self, session: Session, address: str) -> None:
        self._address = address
        self._stored = {name: load(session, name, channel.settings) for name, channel in channels().items()}

    def row(
        self, order: WorkOrder, step: OrderEvent, message: InboxMessage, told: Told, *, opens: bool
    ) -> dict[str, Any] | None:
        """The delivery of a notice to whoever sent a message; None: nobody can be told. opens: the page does."""
        submission = message.submission()
        name = message.channel
        if not self._tells(name, told.notice):
            if not (
                told.notice in FOR_CITIZENS
                and is_mobile(submission.citizen_phone)
                and self._tells(FALLBACK, told.notice)
            ):
                return None
            name = FALLBACK
        once = told.notice in ONCE or told.notice == "supplemented"
        key = f"{message.id}:{told.notice}" if once else f"{message.id}:{told.notice}:{step.seq}"
        delivery = Delivery(
            key=key,
            notice=told.notice,
            external_id=message.external_id,
            order_no=order.order_no,
            text=told.text,
            facts=told.facts | (self._link(order, told.notice) if opens else {}),
            phone=submission.citizen_phone,
            account=submission.account,
        )
        return {
            "target": target_of(name),
            "key": key,
            "kind": told.notice,
            "order_id": order.id,
            "message_id": message.id,
            "body": json.dumps(asdict(delivery), ensure_ascii=False),
        }

    def _link(self, order: WorkOrder, notice: Notice) -> dict[str, str]:
        """To the page where an invited citizen rates."""
        if notice != "rate" or not self._address:
            return {}
        return {"link": f"{self._address}/website/rate/{passes.of_rating(order.order_no)}"}

    def _tells(self, name: str, notice: Notice) -> bool:
        channel, stored = teller(name), self._stored.get(name)
        if channel is None or stored is None or not stored.enabled or stored.values is None:
            return False
        return notice in channel.tells(stored.values)
