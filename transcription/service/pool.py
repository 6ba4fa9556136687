"""The workers of the service and what waits for them.

An utterance is the unit: its whole audio is kept here until it is settled, so a crashed worker costs a second try and
nothing else. Order: finals of live calls, then recordings. Partials of an engine that does not stream are decoded only
by a worker that would idle: they are the first to go under load. As long as one worker works or is being loaded,
utterances wait for it; only where every place failed to start its worker are they lost.
"""

import asyncio
import itertools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from transcription.endpointer import RATE, Utterance
from transcription.engine import Segment
from transcription.service.process import Answer, WorkerDied, WorkerProcess, WorkerUnavailable

_log = logging.getLogger(__name__)

_PARTIAL_S = 1.5  # new speech before an open utterance is decoded again
_STREAM_S = 0.2  # new speech before a streaming engine hears it
_TRIES = 2
_MOST_WAITING_S = 900.0  # of live calls' audio; what comes on top is lost here, and comes from the recording later
_MEMORY_GROWTH_MB = 500
_JOBS_A_WORKER = 2000
_RETRY_S = 15.0


class Priority(IntEnum):
    """Who comes first."""

    LIVE = 0
    RECORDING = 1


@dataclass(eq=False)
class Job:
    """An utterance on its way. on_partial and on_done are called in the loop; on_done gets whether it was lost."""

    utterance: Utterance
    priority: Priority
    on_partial: Callable[["Job", str], None]
    on_done: Callable[["Job", Segment | None, bool], None]
    number: int = 0
    told: int = 0  # samples that the engine has heard
    tries: int = 0
    since: float = 0.0  # monotonic: when its utterance closed
    waiting: bool = False
    running: bool = False
    settled: bool = False
    worker: WorkerProcess | None = None  # a streaming engine's state lies in one worker

    @property
    def fresh_s(self) -> float:
        """Seconds of its audio that no worker has heard yet."""
        return len(self.utterance.audio) / 2 / RATE - self.told / RATE


@dataclass(eq=False)
class _Slot:
    """A place for a worker; `offer` is set while it idles. failure: why its last worker did not start."""

    worker: WorkerProcess | None = None
    offer: "asyncio.Future[Job] | None" = field(default=None)
    failure: WorkerUnavailable | WorkerDied | None = None


class Pool:
    """`count` workers of one engine, replaced when they die or grow."""

    def __init__(self, engine: str, weights_dir: Path, count: int, terms: Path | None = None) -> None:
        self._engine, self._weights_dir, self._terms = engine, weights_dir, terms
        self._slots = [_Slot() for _ in range(count)]
        self._waiting: list[Job] = []
        self._finals: set[Job] = set()
        self._numbers = itertools.count(1)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the workers; they load in the background, and what comes meanwhile waits."""
        self._tasks = [asyncio.create_task(self._keep(slot), name="speech-worker") for slot in self._slots]

    async def stop(self) -> None:
        """End all workers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def engine(self) -> str:
        """The engine's name, or "none" where it cannot be loaded, as without weights."""
        return "none" if isinstance(self.failure, WorkerUnavailable) else self._engine

    @property
    def failure(self) -> WorkerUnavailable | WorkerDied | None:
        """Why waiting is in vain: every place failed to start its worker."""
        failures = [slot.failure for slot in self._slots]
        return failures[0] if all(failures) else None

    @property
    def problem(self) -> str:
        """Why no worker is ready; empty while one is."""
        if self.workers:
            return ""
        failure = self.failure
        return f"{failure.code}: {failure}" if failure else f"{self._engine} is being loaded"

    @property
    def workers(self) -> int:
        """How many are ready."""
        return sum(slot.worker is not None for slot in self._slots)

    @property
    def queue(self) -> int:
        """How many utterances wait."""
        return len(self._waiting)

    @property
    def lag_s(self) -> float:
        """How long the oldest closed utterance of a live call has waited for its words."""
        now = time.monotonic()
        return max((now - job.since for job in self._finals), default=0.0)

    def poke(self, job: Job) -> None:
        """Its utterance is new, has grown, or is closed: let a worker hear it when that is due."""
        job.number = job.number or next(self._numbers)
        if job.utterance.closed and not job.settled and job not in self._finals:
            job.since = time.monotonic()
            if job.priority is Priority.LIVE:
                self._finals.add(job)
        if job.waiting or job.running or job.settled:
            return  # the worker takes all that is there when it comes to it
        if self.failure:
            self._lose(job)
            return
        due = job.utterance.closed or (self._streams and job.fresh_s >= _STREAM_S)
        idle = not self._waiting and any(slot.offer and not slot.offer.done() for slot in self._slots)
        if due or (idle and not self._streams and job.fresh_s >= _PARTIAL_S):
            self._enqueue(job)

    def forget(self, job: Job) -> None:
        """Nobody waits for it any more."""
        self._settle(job)
        if job.waiting:
            job.waiting = False
            self._waiting.remove(job)
        if job.worker is not None and not job.running:
            job.worker.forget(job.number)

    @property
    def _streams(self) -> bool:
        return any(slot.worker is not None and slot.worker.streaming for slot in self._slots)

    @property
    def _live_waiting_s(self) -> float:
        return sum(waiting.fresh_s for waiting in self._waiting if waiting.priority is Priority.LIVE)

    def _enqueue(self, job: Job) -> None:
        if job.priority is Priority.LIVE and self._live_waiting_s > _MOST_WAITING_S:
            self._lose(job)
            return
        job.waiting = True
        self._waiting.append(job)
        self._waiting.sort(key=lambda waiting: (waiting.priority, waiting.number))
        self._hand_out()

    def _hand_out(self) -> None:
        for slot in self._slots:
            if slot.offer is None or slot.offer.done():
                continue
            job = next((job for job in self._waiting if job.worker in (None, slot.worker)), None)
            if job is not None:
                self._waiting.remove(job)
                job.waiting, job.running = False, True
                slot.offer.set_result(job)

    async def _keep(self, slot: _Slot) -> None:
        """Keep one worker alive."""
        while True:
            try:
                slot.worker = await WorkerProcess.start(self._engine, self._weights_dir, self._terms)
            except (WorkerUnavailable, WorkerDied) as error:
                slot.failure = error
                words = "calls are recorded without words" if self.failure else "the other workers go on"
                _log.error("%s: %s; %s", error.code, error, words)
                while self.failure and self._waiting:
                    self._lose(self._waiting.pop(0))
                await asyncio.sleep(_RETRY_S)
                continue
            slot.failure = None
            try:
                await self._work(slot, slot.worker)
            finally:
                worker, slot.worker, slot.offer = slot.worker, None, None
                for job in self._waiting:
                    if job.worker is worker:
                        job.worker, job.told = None, 0
                await worker.kill()
                self._hand_out()

    async def _work(self, slot: _Slot, worker: WorkerProcess) -> None:
        """Let one worker do jobs until it dies, or has grown and is to be replaced."""
        first_mb = 0
        for _ in range(_JOBS_A_WORKER):
            slot.offer = asyncio.get_running_loop().create_future()
            self._hand_out()
            job = await slot.offer
            try:
                answer = await self._ask(worker, job)
            except WorkerDied as error:
                _log.warning("%s: worker %d: %s (try %d)", error.code, worker.pid, error, job.tries + 1)
                self._again(job)
                return
            except Exception:
                _log.exception("speech-fault: worker %d is replaced", worker.pid)
                self._again(job)
                return
            first_mb = first_mb or answer.memory_mb
            if answer.memory_mb > first_mb + _MEMORY_GROWTH_MB:
                _log.info("speech-worker-grown: worker %d has %d MB, replaced", worker.pid, answer.memory_mb)
                return

    async def _ask(self, worker: WorkerProcess, job: Job) -> Answer:
        closed = job.utterance.closed
        if worker.streaming and job.worker is not worker:
            job.worker, job.told = worker, 0
        since = job.told if worker.streaming else 0
        samples = job.utterance.samples(since)
        answer = await worker.hear(job.number, samples.tobytes(), finish=closed or not worker.streaming)
        job.told, job.running = since + len(samples), False
        if job.settled:
            if worker.streaming and not closed:
                worker.forget(job.number)
        elif closed:
            self._settle(job)
            job.on_done(job, answer.segment, False)
        else:
            text = answer.partial if worker.streaming else answer.segment.text if answer.segment else ""
            if text:
                job.on_partial(job, text)
            self.poke(job)
        return answer

    def _again(self, job: Job) -> None:
        """Its worker died over it."""
        job.running, job.worker, job.told = False, None, 0
        job.tries += 1
        if job.settled:
            return
        if job.tries < _TRIES:
            self._enqueue(job)
        else:
            self._lose(job)

    def _lose(self, job: Job) -> None:
        job.waiting = job.running = False
        self._settle(job)
        job.on_done(job, None, True)

    def _settle(self, job: Job) -> None:
        job.settled = True
        self._finals.discard(job)
