"""Reconciling (对账): a far side's list of a day against ours, by number and by the digest of what was said."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.channels.sending import read_delivery
from integrations.channel import ChannelError, DayList, Reconciles, Unreadable, channels, load
from models import clock, intake, reconciliations
from models.database import Store
from models.intake import InboxMessage
from models.orders import WorkOrder
from models.outbox import Delivery, target_of
from models.reconciliations import Difference

log = logging.getLogger(__name__)

FINISHED: Final = frozenset({"closed", "archived", "cancelled", "direct_answered", "not_accepted"})
"""States in which nothing more is to be done here."""
_EDGE: Final = timedelta(minutes=10)
"""A message so near to midnight may stand in the other day's list at the other side."""
_FROM: Final = time(1, 0)
"""Local time from which the day before is reconciled."""


def reconciler(name: str) -> Reconciles | None:
    """The channel of this name, if it can be reconciled."""
    channel: object = channels().get(name)
    return channel if isinstance(channel, Reconciles) else None


def due(store: Store) -> list[tuple[str, date]]:
    """Enabled channels whose day before has no report yet."""
    now = clock.now().astimezone(clock.LOCAL)
    if now.time() < _FROM:
        return []
    day = now.date() - timedelta(days=1)
    with store.reading() as session:
        return [
            (name, day)
            for name, channel in channels().items()
            if reconciler(name) is not None
            and load(session, name, channel.settings).enabled
            and not reconciliations.is_done(session, name, day)
        ]


def reconcile(store: Store, name: str, day: date) -> int | None:
    """Asks for the list, compares, files the report; how many differences. None where no list was to be had."""
    channel = reconciler(name)
    assert channel is not None
    with store.reading() as session:
        stored = load(session, name, channels()[name].settings)
    if not stored.enabled or stored.values is None:
        return None
    try:
        theirs = channel.day_list(stored.values, day)
    except ChannelError as error:
        with store.transaction() as session:
            reconciliations.failed(session, name, day, error.code)
        log.warning("reconciliation-failed: %s %s: %s", name, day, error)
        return None
    with store.transaction() as session:
        down, up = _down(session, channel, name, stored.values, day), _up(session, channel, name, stored.values, day)
        found = [
            *_down_differences(session, name, theirs, down),
            *_up_differences(session, name, theirs, up),
            *_closed_there(session, name, theirs),
        ]
        counts = {
            "down_here": len(down), "down_there": len(theirs.down), "up_here": len(up), "up_there": len(theirs.up),
        }  # fmt: skip
        reconciliations.done(session, name, day, counts, found)
    log.info("reconciled: %s %s: %d differences", name, day, len(found))
    return len(found)


def _bounds(day: date) -> tuple[datetime, datetime]:
    begin = clock.midnight(day)
    return begin, begin + timedelta(days=1)


_Held = dict[str, tuple[str, bool]]
"""Number -> digest, and whether it lies so near to midnight that the other side may count it to another day."""


def _down(session: Session, channel: Reconciles, name: str, settings: Any, day: date) -> _Held:
    begin, end = _bounds(day)
    mine = select(InboxMessage).where(
        InboxMessage.channel == name, InboxMessage.received_at >= begin, InboxMessage.received_at < end
    )
    held: _Held = {}
    for message in session.scalars(mine.execution_options(yield_per=50)):
        try:
            digest = channel.digest_of(settings, message)
        except Unreadable:
            digest = ""
        held[message.external_id] = digest, _near(message.received_at, begin, end)
    return held


def _up(session: Session, channel: Reconciles, name: str, settings: Any, day: date) -> _Held:
    begin, end = _bounds(day)
    mine = select(Delivery).where(
        Delivery.target == target_of(name), Delivery.state == "sent", Delivery.sent_at >= begin, Delivery.sent_at < end
    )
    held: _Held = {}
    for row in session.scalars(mine.execution_options(yield_per=50)):
        number, digest = channel.sent_as(settings, read_delivery(row))
        held[number] = digest, row.sent_at is not None and _near(row.sent_at, begin, end)
    return held


def _near(at: datetime, begin: datetime, end: datetime) -> bool:
    return at - begin < _EDGE or end - at < _EDGE


def _differ(theirs: str, ours: str) -> bool:
    return bool(theirs and ours) and theirs.lower() != ours


def _down_differences(session: Session, name: str, theirs: DayList, held: _Held) -> Iterator[Difference]:
    absent = sorted(theirs.down.keys() - held.keys())
    on_another_day = intake.arrived(session, name, absent)
    for number in absent:
        if number not in on_another_day:
            yield Difference("missing_here", number)
    for number, (digest, near) in sorted(held.items()):
        if number not in theirs.down:
            if not near:
                yield Difference("unknown_there", number, _order_of(session, name, number))
        elif _differ(theirs.down[number], digest):
            yield Difference("differs", number, _order_of(session, name, number))


def _up_differences(session: Session, name: str, theirs: DayList, held: _Held) -> Iterator[Difference]:
    for number in sorted(theirs.up.keys() - held.keys()):
        order_no, _, key = number.partition(":")
        state = select(Delivery.state).where(Delivery.target == target_of(name), Delivery.key == key)
        if session.scalar(state) != "sent":  # else it was sent on another day
            yield Difference("not_sent", number, order_no)
    for number, (digest, near) in sorted(held.items()):
        order_no = number.partition(":")[0]
        if number not in theirs.up:
            if not near:
                yield Difference("not_arrived", number, order_no)
        elif _differ(theirs.up[number], digest):
            yield Difference("differs", number, order_no)


def _closed_there(session: Session, name: str, theirs: DayList) -> Iterator[Difference]:
    open_here = (
        select(InboxMessage.external_id, WorkOrder.order_no)
        .join(WorkOrder, WorkOrder.id == InboxMessage.order_id)
        .where(InboxMessage.channel == name, InboxMessage.external_id.in_(theirs.closed))
        .where(InboxMessage.outcome == "order", WorkOrder.state.not_in(FINISHED))
    )
    for number, order_no in session.execute(open_here.order_by(InboxMessage.id)).all():
        yield Difference("closed_there", number, order_no)


def _order_of(session: Session, name: str, number: str) -> str:
    wanted = (
        select(WorkOrder.order_no)
        .join(InboxMessage, InboxMessage.order_id == WorkOrder.id)
        .where(InboxMessage.channel == name, InboxMessage.external_id == number)
    )
    return session.scalar(wanted) or ""
