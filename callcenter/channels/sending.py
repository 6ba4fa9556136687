"""Deliveries on their way: marked `sending` and committed, then sent, then marked.

Killed in between, a far side that remembers keys gets it again under the same key; with any other a person decides
(`delivery-uncertain`).
"""

import asyncio
import json
import logging
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Final

from callcenter.channels import webhooks
from callcenter.reports import mailing
from integrations.channel import Admits, ChannelError, Delivers, Delivery, Refused, Uncertain, channels, load
from models import outbox
from models.database import Store

log = logging.getLogger(__name__)

AT_ONCE: Final = 8
OF_ONE_TARGET: Final = 2
"""Threads that one target may hold: what is slow holds up nobody but itself."""
FOR_EMERGENCIES: Final = 2
"""Threads beside them, that are free when all the others wait for far sides that hang."""
GIVE_UP: Final = 15
"""Tries in about two days."""
_FIRST_WAIT_S: Final = 5.0
_LONGEST_WAIT_S: Final = 6 * 3600.0


def teller(name: str) -> Delivers | None:
    """The channel of this name, if it tells anything."""
    channel: object = channels().get(name)
    return channel if isinstance(channel, Delivers) else None


class Senders:
    """The threads of one worker that send."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._threads = ThreadPoolExecutor(AT_ONCE + FOR_EMERGENCIES, thread_name_prefix="relay")
        self._under_way: dict[Future[None], str] = {}

    def start(self) -> int:
        """Begins what is due as far as threads are free, emergencies first; returns how many deliveries it took."""
        for one in [one for one in self._under_way if one.done()]:
            target = self._under_way.pop(one)
            if (error := one.exception()) is not None:
                log.error("delivery-unmarked: to %s", target, exc_info=error)
        free = AT_ONCE - len(self._under_way)
        with self._store.transaction() as session:
            taken = outbox.take_emergencies(session, free + FOR_EMERGENCIES)
            if (free := free - len(taken)) > 0:
                taken += outbox.take(session, free, OF_ONE_TARGET, Counter(self._under_way.values()))
        for each in taken:
            self._under_way[self._threads.submit(_send, self._store, each)] = each.delivery.target
        return len(taken)

    async def rest(self, seconds: float) -> None:
        """Until one of them is done, or for so long."""
        if self._under_way:
            await asyncio.to_thread(wait, list(self._under_way), seconds, FIRST_COMPLETED)
        else:
            await asyncio.sleep(seconds)

    def finish(self) -> None:
        """Until all of them are done."""
        wait(list(self._under_way))


def send(store: Store) -> int:
    """One batch of what is due, to its end; returns how many deliveries were taken."""
    senders = Senders(store)
    taken = senders.start()
    senders.finish()
    return taken


def _send(store: Store, taken: outbox.Taken) -> None:
    one = taken.delivery
    try:
        receipt = _tell(store, one, taken.resumed)
    except ChannelError as error:
        again = None if error.lasting or one.attempts >= GIVE_UP else _wait(one.attempts)
        with store.transaction() as session:
            outbox.not_sent(session, one.id, error.code, again)
        log.warning("delivery-%s: %d to %s: %s", "late" if again else "dead", one.id, one.target, error)
        return
    except Exception:
        log.exception("delivery-failed: %d to %s", one.id, one.target)
        again = None if one.attempts >= GIVE_UP else _wait(one.attempts)
        with store.transaction() as session:
            outbox.not_sent(session, one.id, "processing-failed", again)
        return
    with store.transaction() as session:
        outbox.sent(session, one.id, receipt)


def _tell(store: Store, one: outbox.Delivery, resumed: bool) -> str | None:
    kind, _, name = one.target.partition(":")
    if kind == "webhook":
        with store.reading() as session:
            hook = session.get(outbox.Webhook, int(name))
        if hook is None or not hook.enabled or not hook.url:
            raise Refused("channel-disabled", one.target)
        webhooks.send(hook, key=one.key, kind=one.kind, body=one.body, made_at=one.created_at.isoformat())
        return None
    if kind == "report":
        if resumed:
            raise Refused("delivery-uncertain", "the worker that had it was never heard of again")
        return mailing.tell(store, one)
    channel = teller(name)
    if channel is None:
        raise Refused("channel-unknown", name)
    with store.reading() as session:
        stored = load(session, name, channels()[name].settings)
    if not stored.enabled or stored.values is None:
        raise Refused("channel-disabled", name)
    remembers = channels()[name].capabilities.remembers
    if resumed and not remembers:
        raise Refused("delivery-uncertain", "the worker that had it was never heard of again")
    delivery = read_delivery(one)
    if isinstance(channel, Admits):
        with store.transaction() as session:
            channel.admit(session, stored.values, delivery)
    try:
        return channel.deliver(stored.values, delivery).receipt
    except Uncertain as error:
        if remembers:
            raise
        raise Refused("delivery-uncertain", error.detail) from None


def read_delivery(row: outbox.Delivery) -> Delivery:
    """What a row to a channel tells."""
    return Delivery(**json.loads(row.body))


def _wait(attempts: int) -> timedelta:
    return timedelta(seconds=min(_FIRST_WAIT_S * 3 ** (attempts - 1), _LONGEST_WAIT_S))
