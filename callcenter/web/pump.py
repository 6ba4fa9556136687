"""Live events to browsers: one LISTEN connection a process (the doorbell), reads of the events table, a fan-out.

The notification carries no content; whatever rang, the pump reads what is new after its position. A browser that cannot
keep up is dropped (`Subscriber.lost`) and resumes from the last number that it saw, so nobody slows the others down.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson
import psycopg
from sqlalchemy.engine import make_url

from callcenter.web.audience import Audience, Viewer, audiences
from callcenter.web.masking import masked
from models import events
from models.database import Store

log = logging.getLogger(__name__)

BATCH: Final = 500
BACKLOG: Final = 2_000
"""Messages that may wait for one browser before it is dropped."""
_LOOK_AGAIN_S: Final = 1.0
"""Also without a ring: a transaction that was open at the last look may have come to an end since."""

_GATHER_S: Final = 0.02
"""What rings within this time is read together: a hundred orders a second must not be a hundred looks."""


@dataclass(frozen=True)
class Outgoing:
    """One event, ready to send; without an audience it only moves the position."""

    seq: int
    text: str
    audience: Audience | None

    def concerns(self, viewer: Viewer) -> bool:
        return self.audience is not None and self.audience.includes(viewer)


@dataclass(eq=False)
class Subscriber:
    """One browser. `lost` is set when it could not keep up."""

    viewer: Viewer
    queue: asyncio.Queue[Outgoing] = field(default_factory=lambda: asyncio.Queue(BACKLOG))
    lost: asyncio.Event = field(default_factory=asyncio.Event)


class Pump:
    """Runs as one task of the event loop; database reads go to a thread."""

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.subscribers: set[Subscriber] = set()
        self.position = 0
        self._somebody = asyncio.Event()
        self.ready = asyncio.Event()
        """Set once `position` is the database's head: before, nobody can tell what a browser missed."""

    def subscribe(self, viewer: Viewer) -> Subscriber:
        """From now on, everything behind `position` comes into the subscriber's queue."""
        subscriber = Subscriber(viewer)
        self.subscribers.add(subscriber)
        self._somebody.set()
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        self.subscribers.discard(subscriber)

    async def after(self, seq: int) -> list[Outgoing]:
        """Up to `BATCH` events behind `seq`, for all audiences: what a resuming browser missed."""
        return await asyncio.to_thread(self._read, seq)

    async def head(self) -> int:
        """The number of the last event there is: the pump itself may be a moment behind it."""
        return max(self.position, await asyncio.to_thread(self._head))

    async def run(self) -> None:
        """For ever; a lost database is looked for again every second."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("the events' doorbell is down: %s", type(error).__qualname__)
            except Exception as error:
                log.error("the events' pump stumbled: %s", type(error).__qualname__)
            await asyncio.sleep(1)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True, connect_timeout=5) as doorbell:
            await doorbell.execute("LISTEN hotline_events")
            if not self.ready.is_set():
                self.position = await asyncio.to_thread(self._head)
                self.ready.set()
            while True:
                await self._drain()
                async for _ in doorbell.notifies(timeout=_LOOK_AGAIN_S, stop_after=1):
                    pass
                await self._gather()

    async def _gather(self) -> None:
        """Lets more ring before the next look; with nobody there to hear it, for as long as nobody comes."""
        if self.subscribers:
            await asyncio.sleep(_GATHER_S)
            return
        self._somebody.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._somebody.wait(), _LOOK_AGAIN_S)

    async def _drain(self) -> None:
        if not self.subscribers:
            head = await self.head()
            if not self.subscribers:  # nobody came meanwhile who was promised everything behind the position
                self.position = head
                return
        while batch := await self.after(self.position):
            for outgoing in batch:
                self.fan_out(outgoing)
            self.position = batch[-1].seq

    def fan_out(self, outgoing: Outgoing) -> None:
        """Into every queue that it concerns; whose queue is full is lost."""
        for subscriber in tuple(self.subscribers):
            if not outgoing.concerns(subscriber.viewer):
                continue
            try:
                subscriber.queue.put_nowait(outgoing)
            except asyncio.QueueFull:
                subscriber.lost.set()
                self.unsubscribe(subscriber)

    def _head(self) -> int:
        with self._store.reading() as session:
            return events.head(session)

    def _read(self, seq: int) -> list[Outgoing]:
        with self._store.reading() as session:
            found = events.after(session, seq, BATCH)
            return _outgoing(found, audiences(session, found))


def _outgoing(found: Sequence[events.Event], who: Sequence[Audience | None]) -> list[Outgoing]:
    return [Outgoing(event.seq, _text(event), audience) for event, audience in zip(found, who, strict=True)]


def _text(event: events.Event) -> str:
    return orjson.dumps(masked(event.message())).decode()
