"""Who is heard first, what is dropped under load, what two crashes cost: with workers that the test steers."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from transcription.endpointer import Utterance
from transcription.engine import Segment
from transcription.service import pool as pools
from transcription.service.pool import Job, Pool, Priority
from transcription.service.process import Answer, WorkerDied, WorkerProcess, WorkerUnavailable

pytestmark = pytest.mark.anyio


class Steered:
    """A worker that answers when it is let, and dies over utterances whose first sample is `POISON`."""

    POISON = 666

    def __init__(self, streaming: bool) -> None:
        self.streaming, self.pid = streaming, 0
        self.go = asyncio.Event()
        self.heard: list[tuple[int, int, bool]] = []  # utterance, samples, finish

    async def hear(self, utterance: int, pcm: bytes, finish: bool) -> Answer:
        self.heard.append((utterance, len(pcm) // 2, finish))
        await self.go.wait()
        if np.frombuffer(pcm[:2], "<i2")[0] == self.POISON:
            raise WorkerDied("poison")
        return Answer("partial", Segment(0, 1, f"u{utterance}", 1.0) if finish else None, 100)

    def forget(self, utterance: int) -> None: ...

    async def kill(self) -> None: ...


class Workers:
    """Stands for `WorkerProcess.start`. failure: what the next workers die of while they load."""

    def __init__(self, streaming: bool = False) -> None:
        self.streaming, self.started = streaming, list[Steered]()
        self.failure: Exception | None = None
        self.failed = 0

    async def start(self, *_: object) -> Steered:
        if self.failure is not None:
            self.failed += 1
            raise self.failure
        worker = Steered(self.streaming)
        if self.started:
            worker.go.set()  # only the first one waits for the test
        self.started.append(worker)
        return worker


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    made = Workers()
    monkeypatch.setattr(WorkerProcess, "start", made.start)
    return made


class Ear:
    """What came of the jobs."""

    def __init__(self) -> None:
        self.done: list[tuple[int, str, bool]] = []
        self.partial: list[int] = []

    def job(self, seconds: float, closed: bool = True, first: int = 0, priority: Priority = Priority.LIVE) -> Job:
        samples = np.zeros(int(seconds * 8000), "<i2")
        samples[0] = first
        return Job(
            Utterance(0, bytearray(samples.tobytes()), closed),
            priority,
            lambda job, _: self.partial.append(job.number),
            lambda job, segment, lost: self.done.append((job.number, segment.text if segment else "", lost)),
        )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0)


async def ready(pool: Pool, workers: int = 1) -> None:
    await pool.start()
    await until(lambda: pool.workers == workers)


async def until_done(ear: Ear, count: int) -> None:
    await until(lambda: len(ear.done) >= count)


async def test_live_calls_come_before_recordings_and_partials_last(workers: Workers) -> None:
    pool, ear = Pool("scripted", Path(), 1), Ear()
    await ready(pool)
    first = ear.job(1)
    pool.poke(first)
    recording, live, growing = ear.job(1, priority=Priority.RECORDING), ear.job(1), ear.job(9, closed=False)
    for job in (recording, live, growing):
        pool.poke(job)
    assert pool.queue == 2  # the open utterance is not decoded while others wait
    workers.started[0].go.set()
    await until_done(ear, 3)
    assert [number for number, _, _ in ear.done] == [first.number, live.number, recording.number]
    assert ear.partial == []
    pool.poke(growing)  # now somebody idles
    while not ear.partial:
        await asyncio.sleep(0)
    assert ear.partial == [growing.number]
    await pool.stop()


async def test_lag_is_the_age_of_the_oldest_final(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(pools.time, "monotonic", lambda: now[0])
    pool, ear = Pool("scripted", Path(), 1), Ear()
    await ready(pool)
    pool.poke(ear.job(1))
    now[0] = 104.0
    pool.poke(ear.job(1))
    assert pool.lag_s == 4.0
    workers.started[0].go.set()
    await until_done(ear, 2)
    assert pool.lag_s == 0.0
    await pool.stop()


async def test_what_kills_two_workers_is_lost_alone(workers: Workers) -> None:
    pool, ear = Pool("scripted", Path(), 1), Ear()
    await ready(pool)
    poison, good = ear.job(1, first=Steered.POISON), ear.job(1)
    pool.poke(poison)
    pool.poke(good)
    workers.started[0].go.set()
    await until_done(ear, 2)
    assert sorted(ear.done) == [(poison.number, "", True), (good.number, f"u{good.number}", False)]
    assert len(workers.started) == 3
    await pool.stop()


async def test_more_than_can_wait_is_lost_at_once(workers: Workers) -> None:
    pool, ear = Pool("scripted", Path(), 1), Ear()
    await ready(pool)
    for _ in range(60):
        pool.poke(ear.job(20))
    assert len(ear.done) >= 10
    assert all(lost for _, _, lost in ear.done)
    assert pool.queue <= 47  # fifteen minutes of audio
    await pool.stop()


async def test_recordings_wait_however_long_and_leave_room_for_live_words(workers: Workers) -> None:
    pool, ear = Pool("scripted", Path(), 1), Ear()
    await ready(pool)
    for _ in range(60):
        pool.poke(ear.job(20, priority=Priority.RECORDING))
    pool.poke(ear.job(20))
    assert ear.done == []
    for _ in range(60):
        pool.poke(ear.job(20))
    assert len(ear.done) >= 10  # live words on top of fifteen minutes of live words
    assert all(lost for _, _, lost in ear.done)
    lost = len(ear.done)
    workers.started[0].go.set()
    await until_done(ear, 121)
    assert sum(lost for _, _, lost in ear.done) == lost
    await pool.stop()


@pytest.mark.parametrize("failure", [WorkerDied("it ended"), WorkerUnavailable("no weights")])
async def test_a_worker_that_cannot_start_leaves_the_others_their_work(workers: Workers, failure: Exception) -> None:
    pool, ear = Pool("scripted", Path(), 2), Ear()
    await ready(pool, workers=2)
    workers.failure = failure
    poison, waiting = ear.job(1, first=Steered.POISON), ear.job(1)
    first, second = workers.started
    pool.poke(waiting)  # the first worker keeps it
    pool.poke(poison)  # the second one dies over it, and is not replaced
    behind = ear.job(1)
    pool.poke(behind)
    await until(lambda: workers.failed == 1)
    assert (pool.engine, pool.problem, pool.workers) == ("scripted", "", 1)
    assert ear.done == []
    poison.utterance.audio[:2] = bytes(2)  # the crash was the worker's own
    new = ear.job(1)
    pool.poke(new)
    first.go.set()
    await until_done(ear, 4)
    assert not any(lost for _, _, lost in ear.done)
    assert second.heard == [(poison.number, 8000, True)]
    await pool.stop()


async def test_words_are_lost_when_no_worker_starts_and_come_again_with_the_first_one(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "_RETRY_S", 0.05)
    pool, ear = Pool("scripted", Path(), 2), Ear()
    workers.failure = WorkerDied("it ended")
    pool.poke(ear.job(1))
    assert (pool.engine, pool.problem) == ("scripted", "scripted is being loaded")
    await pool.start()
    await until_done(ear, 1)
    assert (pool.engine, pool.problem, pool.workers) == ("scripted", "speech-worker-died: it ended", 0)
    pool.poke(ear.job(1))
    assert [lost for _, _, lost in ear.done] == [True, True]
    workers.failure = WorkerUnavailable("no weights")
    await until(lambda: pool.engine == "none")
    workers.failure = None
    await until(lambda: pool.workers == 2)
    assert (pool.engine, pool.problem) == ("scripted", "")
    workers.started[0].go.set()
    pool.poke(ear.job(1))
    await until_done(ear, 3)
    assert [lost for _, _, lost in ear.done] == [True, True, False]
    await pool.stop()


async def test_a_streaming_engine_hears_every_sample_once_and_again_after_a_crash(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers.streaming = True
    pool, ear = Pool("scripted", Path(), 1), Ear()
    await ready(pool)
    job = ear.job(1, closed=False)
    pool.poke(job)
    while not workers.started[0].heard:
        await asyncio.sleep(0)
    job.utterance.audio += bytes(16000)
    pool.poke(job)
    workers.started[0].go.set()
    while len(workers.started[0].heard) < 2:
        await asyncio.sleep(0)
    assert [samples for _, samples, _ in workers.started[0].heard] == [8000, 8000]
    while job.running:
        await asyncio.sleep(0)

    async def dies(utterance: int, pcm: bytes, finish: bool) -> Answer:
        raise WorkerDied("killed")

    monkeypatch.setattr(workers.started[0], "hear", dies)
    job.utterance.audio += bytes(16000)
    job.utterance.closed = True
    pool.poke(job)
    await until_done(ear, 1)
    assert workers.started[1].heard == [(job.number, 24000, True)]
    assert ear.done == [(job.number, f"u{job.number}", False)]
    await pool.stop()
