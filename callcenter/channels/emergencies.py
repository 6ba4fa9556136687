"""Emergencies on their way to 110 and its like: who gets them, and an alarm where nobody has taken them.

国办发〔2022〕12号: transferred at once, traceable, a closed loop. An emergency is acknowledged by the verb
`confirm_emergency`, by the far side's message or by a person who telephoned.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from integrations.channel import Delivery, TakesEmergencies, channels, load
from models import clock, events
from models.events import Event
from models.orders import OrderEvent, Overlay, WorkOrder
from models.outbox import target_of
from models.people import Citizen

log = logging.getLogger(__name__)

ALARM: Final = "emergency-unacknowledged"


def rows(session: Session, order: WorkOrder, step: OrderEvent, text: str) -> Iterator[dict[str, Any]]:
    """The deliveries of an emergency, to every channel that takes those of this service."""
    for name, _ in _takers(session, order.emergency_service):
        key = f"{order.id}:emergency:{step.seq}"
        delivery = _delivery(session, order, step, key, text)
        yield {
            "target": target_of(name),
            "key": key,
            "kind": "emergency",
            "order_id": order.id,
            "body": json.dumps(asdict(delivery), ensure_ascii=False),
        }


@dataclass(frozen=True)
class Unacknowledged:
    """An emergency that nobody has taken in time."""

    channel: str
    order_no: str
    service: str
    since: datetime


def unacknowledged(session: Session) -> list[Unacknowledged]:
    """Of the services that a channel takes, longer ago than its setting says; the oldest first."""
    found: list[Unacknowledged] = []
    transferred = (
        select(Overlay.order_id, func.max(Overlay.at).label("at"))
        .where(Overlay.kind == "emergency")
        .group_by(Overlay.order_id)
        .subquery()
    )
    acknowledged = exists().where(
        Overlay.order_id == WorkOrder.id, Overlay.kind == "emergency", Overlay.detail["ack"].astext != ""
    )
    waiting = (
        select(WorkOrder.order_no, WorkOrder.emergency_service, transferred.c.at)
        .join(transferred, transferred.c.order_id == WorkOrder.id)
        .where(WorkOrder.state == "emergency", ~acknowledged)
        .order_by(transferred.c.at)
    )
    for order_no, service, at in session.execute(waiting):
        for name, minutes in _takers(session, service):
            if at < clock.now() - timedelta(minutes=minutes):
                found.append(Unacknowledged(name, order_no, service, at))
    return found


def alarm(session: Session) -> int:
    """Tells the supervisors of each once; returns how many were new."""
    new = 0
    for one in unacknowledged(session):
        said = exists().where(Event.topic == "alarm", Event.subject == one.order_no, Event.data["code"].astext == ALARM)
        if session.scalar(select(said)):
            continue
        data = {"code": ALARM, "order_no": one.order_no, "service": one.service, "since": one.since.isoformat()}
        events.publish(session, "alarm", one.order_no, data)
        log.error("%s: %s to %s since %s", ALARM, one.order_no, one.service, one.since.isoformat())
        new += 1
    return new


def _takers(session: Session, service: str | None) -> Iterator[tuple[str, int]]:
    """(channel, minutes until the alarm)."""
    for name, channel in channels().items():
        if isinstance(channel, TakesEmergencies):
            stored = load(session, name, channel.settings)
            if stored.enabled and stored.values is not None and service in channel.emergencies(stored.values):
                yield name, stored.values.ack_minutes


def _delivery(session: Session, order: WorkOrder, step: OrderEvent, key: str, text: str) -> Delivery:
    citizen = session.get(Citizen, order.citizen_id) if order.citizen_id is not None else None
    return Delivery(
        key=key,
        notice="emergency",
        external_id=order.order_no,
        order_no=order.order_no,
        text=text,
        facts={
            "service": order.emergency_service,
            "title": order.title,
            "content": order.content,
            "place": order.place_text,
            "occurred_at": order.occurred_at.isoformat() if order.occurred_at else None,
            "name": citizen.name if citizen else None,
            "secret": order.is_secret,
            "at": step.at.isoformat(),
        },
        phone=citizen.phone if citizen else None,
    )
