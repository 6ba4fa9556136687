"""A whole call floor without an exchange: real store, real files, a scripted switch and a scripted recogniser."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select

from callcenter.agents.desk import AgentDesk
from callcenter.assist.draft import Advise, Advising, Drafting
from callcenter.calls.handler import CallHandler
from callcenter.calls.journal import Journal
from callcenter.calls.ledger import Ledger
from callcenter.calls.leg_book import LegBook
from callcenter.calls.recovery import Recovery
from callcenter.calls.safety_track import Spooler
from callcenter.calls.services import Services
from callcenter.calls.storing import Storing
from callcenter.calls.timing import Timing
from callcenter.calls.tracks import Party, Tracks, locate
from callcenter.telephony.scripted import ScriptedSwitch
from callcenter.telephony.switch import Leg
from models import agents, calls, clock, events
from models.calls import Call, CallEvent, Recording, TranscriptSegment
from models.database import Store
from models.orders import WorkOrder, by_conversation
from models.people import User
from routing.advice import Advice, CategoryRef, DepartmentRef, Departments
from transcription.service import HeardSegment, StreamEnd

QUICK = Timing(  # the waits that a test wants to see the end of
    ring=0.3,
    silence_after_speech=0.25,
    silence_from_start=0.3,
    intake_at_most=10.0,
    look_every=0.02,
    last_words=0.5,
    exchange_away=0.3,
    exchange_retry=0.02,
    tracks_settle=0.1,
    tracks_look=0.01,
    store_retry=0.02,
)
CALM = replace(QUICK, silence_after_speech=60.0, silence_from_start=60.0)
"""A machine that never loses patience: for tests in which somebody else ends the call."""
WAITING = replace(QUICK, silence_from_start=60.0)
"""A machine that waits for the first word: for tests that speak when a slow machine is ready for it."""
PROMPTS = ("greeting", "no_agent", "ask_demand", "ask_again", "thanks", "unknown_number", "ringing", "silent_end")
PATIENCE_S = 10.0
SAMPLE_RATE = 8000


def speech(seconds: float = 1.0, seed: int = 1) -> bytes:
    """Loud noise that swells like speech, 8 kHz s16le; whole 20 ms frames."""
    chance = np.random.default_rng(seed)
    n = round(seconds * 50) * 160
    points = np.arange(n // 800 + 2) * 800
    swell = np.interp(np.arange(n), points, chance.uniform(0.3, 1, points.size))
    return bytes((chance.normal(0, 4000, n) * swell).clip(-32768, 32767).astype("<i2").tobytes())


@dataclass
class ScriptedStream:
    """One leg's recognition: what the test says was heard."""

    key: str
    on_segment: Callable[[HeardSegment], None]
    complete: bool = True
    fed: bytearray = field(default_factory=bytearray)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    def feed(self, pcm: bytes) -> None:
        self.fed += pcm

    def say(self, text: str, start: float = 0.0, end: float = 1.0, *, final: bool = True) -> None:
        self.on_segment(HeardSegment(start, end, text, 0.9, final))

    async def finish(self, timeout_s: float) -> StreamEnd:
        self.finished.set()
        return StreamEnd(self.complete, len(self.fed) / 16000 if self.complete else 0.0)


@dataclass
class ScriptedHearing:
    streams: dict[str, ScriptedStream] = field(default_factory=dict)
    complete: bool = True

    def stream(self, key: str, on_segment: Callable[[HeardSegment], None]) -> ScriptedStream:
        self.streams[key] = stream = ScriptedStream(key, on_segment, self.complete)
        return stream


@dataclass
class ScriptedAdviser:
    """Says 物业 for everything with a demand in it."""

    confidence: float = 0.95
    lead: str = ""
    category: str = ""
    asked: list[str] = field(default_factory=list)

    def advise(self, text: str, subject: str = "") -> Advice:
        self.asked.append(text)
        return Advice(
            category=CategoryRef(self.category, ("城乡建设",)),
            departments=Departments(DepartmentRef(self.lead, "住建局")),
            request_type="投诉",
            urgency="一般",
            place=None,
            confidence=self.confidence,
            demand="测试" not in text,
            title=text[:20],
        )


def in_thread(adviser: Advising) -> Advise:
    async def advise(words: str) -> Advice:
        return await asyncio.to_thread(adviser.advise, words)

    return advise


@dataclass(frozen=True)
class InThreads:
    """Recordings are finished here and not in a process: a test's process is no telephony loop."""

    threads: ThreadPoolExecutor

    async def do(self, work: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *args)


class Floor:
    """The call handler on a scripted exchange. `async with Floor(...)`; `die` and `start` are a killed process."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        adviser: Advising,
        timing: Timing = QUICK,
        switch: ScriptedSwitch | None = None,
    ) -> None:
        self.store, self.adviser, self.timing = store, adviser, timing
        self.recordings = folder / "recordings"
        self.switch = switch or ScriptedSwitch()
        self.hearing = ScriptedHearing()
        self.prompts = {key: folder / "prompts" / key for key in PROMPTS}
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Floor":
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.die()
        await self.switch.close()

    def start(self) -> None:
        storing = Storing(self.store, self.timing)
        journal = Journal(storing)
        self.spooler = Spooler(every_s=0.02)
        self.files = InThreads(ThreadPoolExecutor(2))
        self.services = Services(
            switch=self.switch,
            legs=LegBook(),
            ledger=Ledger(storing, journal),
            desk=AgentDesk(storing),
            hearing=self.hearing,
            drafting=Drafting(storing, in_thread(self.adviser), every_s=0.01),
            prompts=self.prompts,
            spooler=self.spooler,
            recordings=self.recordings,
            files=self.files,
            timing=self.timing,
        )
        self.handler = CallHandler(self.services, Recovery(storing))
        self._tasks = [asyncio.create_task(journal.run()), asyncio.create_task(self.handler.run())]

    async def die(self) -> None:
        """The process is gone; legs stay with the exchange, files stay on disk."""
        for task in reversed(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await asyncio.to_thread(self.spooler.stop)
        self.files.threads.shutdown(wait=True)

    # --- what the test does and sees ----------------------------------------------------------------------------

    def tracks(self, conversation: str) -> Tracks:
        return locate(self.recordings, conversation, clock.now())

    def record(self, conversation: str, caller: bytes, agent: bytes = b"") -> None:
        """What the exchange's MixMonitor has written."""
        for party, sound in (("caller", caller), ("agent", agent or bytes(len(caller)))):
            path = self.tracks(conversation).track(party)  # type: ignore[arg-type]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(sound)

    def stream(self, leg: Leg, party: Party = "caller") -> ScriptedStream:
        return self.hearing.streams[f"{leg.conversation}:{party}"]

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for a condition; fails loudly."""
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < deadline, "the awaited never happened"
            await asyncio.sleep(0.005)

    async def heard(self, leg: Leg, party: Party = "caller") -> ScriptedStream:
        """Wait until the party is tapped and listened to."""
        await self.until(lambda: f"{leg.conversation}:{party}" in self.hearing.streams)
        await self.until(lambda: self.switch._sinks.get(self._leg_id(leg, party)))
        return self.stream(leg, party)

    async def played(self, leg: Leg, key: str) -> None:
        await self.until(lambda: (leg.id, str(self.prompts[key])) in self.switch.played)

    async def over(self, leg: Leg) -> Call:
        """Wait until the call is recorded to its end."""
        await self.until(lambda: self.has_row(leg))
        await self.until(lambda: leg.conversation not in self.handler.conversations)
        return self.call(leg)

    def has_row(self, leg: Leg) -> bool:
        with self.store.reading() as session:
            return session.get(Call, UUID(leg.conversation)) is not None

    def _leg_id(self, leg: Leg, party: Party) -> str:
        if party == "caller":
            return leg.id
        return next(
            (one.id for one in self.switch.legs.values() if one.role == party and one.conversation == leg.conversation),
            "",
        )

    def call(self, leg: Leg) -> Call:
        with self.store.reading() as session:
            return session.get_one(Call, UUID(leg.conversation))

    def order(self, leg: Leg) -> WorkOrder | None:
        with self.store.reading() as session:
            return by_conversation(session, UUID(leg.conversation))

    def recording(self, leg: Leg) -> Recording | None:
        with self.store.reading() as session:
            return calls.recording(session, UUID(leg.conversation))

    def segments(self, leg: Leg) -> Sequence[TranscriptSegment]:
        with self.store.reading() as session:
            return calls.segments(session, UUID(leg.conversation))

    def kinds(self, leg: Leg) -> list[str]:
        """The call detail record, by kind."""
        with self.store.reading() as session:
            rows = select(CallEvent).where(CallEvent.conversation_id == UUID(leg.conversation))
            return [row.kind for row in session.scalars(rows.order_by(CallEvent.id))]

    def topics(self, leg: Leg) -> list[str]:
        """The events of the call that listeners got."""
        with self.store.reading() as session:
            return [e.topic for e in events.after(session, 0, 10_000) if e.subject == leg.conversation]

    def agent_states(self) -> dict[str, tuple[str, str | None]]:
        with self.store.reading() as session:
            rows = session.execute(select(User.login, agents.AgentSession).join(agents.AgentSession)).all()
            return {login: (agent.state, agent.reason) for login, agent in rows}


@contextlib.asynccontextmanager
async def floor(store: Store, folder: Path, adviser: Advising, **more: object) -> AsyncIterator[Floor]:
    async with Floor(store, folder, adviser, **more) as one:  # type: ignore[arg-type]
        yield one
