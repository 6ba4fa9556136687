"""Steps of orders for subscribers that ask: a department's system behind a firewall that lets nobody in.

What is read is what a webhook would be told, in the same order, under the same ids; the place is kept by who reads.
Events are kept for `models.events.KEPT`: who was away longer is told that something may be missing, and so is who comes
with a place of before the database was restored: it reads from the beginning of what is kept.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from callcenter.channels.webhooks import Concerned, data_of, key_of, message_id_of, topic_for
from models import events
from models.events import Event
from models.orders import OrderEvent, WorkOrder
from models.outbox import Webhook

_BATCH: Final = 200
_MOST_READ: Final = 5 * _BATCH
"""Events looked at for one answer: of a small unit few are its own."""


@dataclass(frozen=True)
class Steps:
    """items: as webhooks tell them; reached: where to go on; more: ask again at once; complete: nothing is missing."""

    items: list[dict[str, Any]]
    reached: int
    more: bool
    complete: bool


def steps(session: Session, hook: Webhook, after: int, limit: int) -> Steps:
    """What a subscriber has not read yet, behind `after` (0: all that is kept), `limit` items at most."""
    restored = events.of_another_count(session, after)
    after = 0 if restored else after
    complete = not restored and (after == 0 or bool(session.scalar(select(exists().where(Event.seq <= after)))))
    items: list[dict[str, Any]] = []
    seq, read = after, 0
    while read < _MOST_READ:
        found, reached = events.of_topic(session, "order.changed", seq, _BATCH)
        told = _told(session, hook, found)
        for event in found:
            if len(items) == limit:
                return Steps(items, seq, True, complete)
            seq = event.seq
            if event.seq in told:
                items.append(told[event.seq])
        seq, read = reached, read + len(found)
        if len(found) < _BATCH:
            return Steps(items, seq, False, complete)
    return Steps(items, seq, True, complete)


def _told(session: Session, hook: Webhook, found: list[Event]) -> dict[int, dict[str, Any]]:
    """By the number of the event."""
    wanted = (
        select(WorkOrder, OrderEvent)
        .join(OrderEvent, OrderEvent.order_id == WorkOrder.id)
        .where(WorkOrder.order_no.in_({event.subject for event in found}))
    )
    known = {(order.order_no, step.seq): (order, step) for order, step in session.execute(wanted)}
    concerned = {order.order_no: Concerned(session, order) for order, _ in known.values()}
    told = {}
    for event in found:
        order, step = known.get((event.subject, event.data.get("version", 0)), (None, None))
        if order is None or step is None or (topic := topic_for(hook, step, concerned[event.subject])) is None:
            continue
        told[event.seq] = {
            "id": message_id_of(key_of(order, step)),
            "type": topic,
            "timestamp": event.at.isoformat(),
            "data": data_of(order, step),
        }
    return told
