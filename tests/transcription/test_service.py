"""The recogniser's process with the scripted engine: real workers, killed ones, vanished clients, no engine."""

import asyncio
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.transcription.sounds import silence
from transcription.engine import Samples
from transcription.engines.scripted import LINES
from transcription.service import HeardSegment, SpeechClient, SpeechDown, pool, recording
from transcription.service.framing import pack
from transcription.service.process import Answer, WorkerDied, WorkerProcess
from transcription.service.server import SpeechRuns, SpeechService

pytestmark = pytest.mark.anyio

PATIENCE_S = 60.0


@asynccontextmanager
async def service(socket: Path, engine: str = "scripted", workers: int = 1) -> AsyncIterator[SpeechService]:
    running = SpeechService(socket, engine, socket.parent, workers)
    task = asyncio.create_task(running.run())
    try:
        yield running
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def client(socket: Path) -> AsyncIterator[SpeechClient]:
    made = SpeechClient(socket)
    try:
        yield made
    finally:
        await made.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, not for a time."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.02)


async def ready(made: SpeechClient) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                if (await made.status()).workers:
                    return
            except SpeechDown:
                pass
            await asyncio.sleep(0.05)


def feed(stream: object, samples: Samples) -> None:
    for start in range(0, len(samples), 160):
        stream.feed(samples[start : start + 160].tobytes())  # type: ignore[attr-defined]


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "s.sock"


@pytest.fixture
def leg(spoken: Samples) -> Samples:
    """1 s of silence, a demand, a pause, the demand again."""
    return np.concatenate([silence(1), spoken, silence(2), spoken, silence(1)])


def finals(heard: list[HeardSegment]) -> list[HeardSegment]:
    return [segment for segment in heard if segment.final]


async def test_a_stream_is_heard_to_its_end(socket: Path, leg: Samples) -> None:
    heard: list[HeardSegment] = []
    async with service(socket), client(socket) as made:
        stream = made.stream("leg", heard.append)  # before the service is up: nothing is lost by that
        feed(stream, leg)
        end = await stream.finish(PATIENCE_S)
        assert await stream.finish(0.1) == end
        assert (await made.status()).streams == 0
    assert end.complete
    assert end.until_s == pytest.approx(len(leg) / 8000)
    said = finals(heard)
    assert len(said) >= 2
    assert all(segment.text in LINES for segment in said)
    assert [s.start for s in said] == sorted(s.start for s in said)
    assert 0.4 < said[0].start < 1.4


async def test_nothing_is_said_for_silence(socket: Path) -> None:
    heard: list[HeardSegment] = []
    async with service(socket), client(socket) as made:
        stream = made.stream("leg", heard.append)
        feed(stream, silence(10))
        end = await stream.finish(PATIENCE_S)
    assert end.complete
    assert heard == []


async def test_a_killed_worker_costs_a_second_try(socket: Path, leg: Samples) -> None:
    heard: list[HeardSegment] = []
    async with service(socket) as running, client(socket) as made:
        await ready(made)
        stream = made.stream("leg", heard.append)
        feed(stream, leg[: len(leg) // 2])
        (worker,) = workers_of(running)
        os.kill(worker, signal.SIGKILL)
        feed(stream, leg[len(leg) // 2 :])
        end = await stream.finish(PATIENCE_S)
        assert workers_of(running) != [worker]
    assert end.complete
    assert len(finals(heard)) >= 2


async def test_a_killed_service_is_told_and_taken_up_again(socket: Path, leg: Samples) -> None:
    heard: list[HeardSegment] = []
    first = await process(socket)
    async with client(socket) as made:
        await ready(made)
        children = children_of(first.pid)
        assert children
        stream = made.stream("leg", heard.append)
        feed(stream, leg)
        await until(lambda: len(finals(heard)) >= 1)
        first.kill()
        await first.wait()
        await until(lambda: not any(Path(f"/proc/{child}/exe").exists() for child in children))  # no orphans
        before = len(finals(heard))
        second = await process(socket)
        try:
            await ready(made)
            feed(stream, leg)
            end = await stream.finish(PATIENCE_S)
        finally:
            second.terminate()
            await second.wait()
    assert not end.complete
    assert end.until_s <= finals(heard)[before - 1].end
    # what was said after the restart is at its own place in the stream
    assert finals(heard)[before].start >= len(leg) / 8000 - 0.5
    assert not socket.exists()


async def test_a_stream_without_a_service_ends_in_time(socket: Path, leg: Samples) -> None:
    async with client(socket) as made:
        stream = made.stream("leg", lambda segment: None)
        feed(stream, np.tile(leg, 10))  # more than is kept
        end = await stream.finish(0.2)
        assert (end.complete, end.until_s) == (False, 0.0)
        with pytest.raises(SpeechDown, match="hotline speech") as caught:
            await made.transcribe(Path("any.wav"))
    assert caught.value.code == "speech-down"


async def test_recordings_are_transcribed_by_channel_and_from_a_time(socket: Path, spoken: Samples) -> None:
    path = socket.parent / "call.wav"
    right = np.concatenate([spoken, silence(3), spoken])
    soundfile.write(path, np.column_stack([np.zeros_like(right), right]), 8000)
    async with service(socket), client(socket) as made:
        await ready(made)
        assert await made.transcribe(path, channel=0) == []
        everything = await made.transcribe(path, channel=1)
        start_s = (len(spoken) + 8000) / 8000
        later = await made.transcribe(path, channel=1, start_s=start_s)
        with pytest.raises(SpeechDown, match=r"missing\.wav"):
            await made.transcribe(socket.parent / "missing.wav")
    assert len(everything) >= 2
    assert later
    assert all(segment.start >= start_s for segment in later)
    assert later[-1].end == pytest.approx(everything[-1].end, abs=0.1)


async def test_two_recordings_of_more_speech_than_may_wait_are_transcribed_whole(socket: Path, spoken: Samples) -> None:
    path, times = socket.parent / "long.wav", int(1.1 * pool._MOST_WAITING_S * 8000 / len(spoken))
    soundfile.write(path, np.tile(np.concatenate([spoken, silence(1)]), times), 8000)
    async with service(socket, workers=2), client(socket) as made:
        await ready(made)
        first, second = await asyncio.gather(made.transcribe(path), made.transcribe(path))
        assert (await made.status()).queue == 0
    whole_s = times * (len(spoken) / 8000 + 1)
    for segments in (first, second):
        assert len(segments) >= times
        assert [s.start for s in segments] == sorted(s.start for s in segments)
        assert segments[-1].end == pytest.approx(whole_s, abs=2)
    assert [(s.start, s.end) for s in first] == [(s.start, s.end) for s in second]


async def test_a_recogniser_that_fails_over_everything_is_told_and_asked_again(
    socket: Path, leg: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = socket.parent / "call.wav"
    soundfile.write(path, leg, 8000)

    async def dies(*_: object, **__: object) -> None:
        raise WorkerDied("killed")

    async with service(socket), client(socket) as made:
        await ready(made)
        monkeypatch.setattr(WorkerProcess, "hear", dies)
        with pytest.raises(SpeechDown, match="failed over every utterance"):
            await made.transcribe(path)
        monkeypatch.undo()
        assert await made.transcribe(path)


async def test_an_utterance_that_kills_every_worker_leaves_a_mark_and_the_others_their_words(
    socket: Path, spoken: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, hear = socket.parent / "call.wav", WorkerProcess.hear
    soundfile.write(path, np.tile(np.concatenate([spoken, silence(1)]), 3), 8000)

    async with service(socket), client(socket) as made:
        await ready(made)
        whole = await made.transcribe(path)
        heard: dict[bytes, int] = {}
        deaths: list[int] = []

        async def dies_of_the_second(worker: WorkerProcess, utterance: int, pcm: bytes, finish: bool) -> Answer:
            if heard.setdefault(pcm, len(heard)) == 1:
                deaths.append(worker.pid)
                os.kill(worker.pid, signal.SIGKILL)
            return await hear(worker, utterance, pcm, finish)

        monkeypatch.setattr(WorkerProcess, "hear", dies_of_the_second)
        broken = await made.transcribe(path)
    assert len(set(deaths)) == 4
    assert [(s.start, s.text == recording.UNHEARD) for s in broken] == [(s.start, s is whole[1]) for s in whole]


async def test_a_machine_without_room_for_a_process_is_asked_again(
    socket: Path, leg: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_RETRY_S", 0.2)
    path = socket.parent / "call.wav"
    soundfile.write(path, leg, 8000)

    async def refused(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    with monkeypatch.context() as full:
        full.setattr(asyncio, "create_subprocess_exec", refused)
        async with service(socket), client(socket) as made:
            await until(socket.exists)
            with pytest.raises(SpeechDown, match="cannot be started"):
                await made.transcribe(path)
            status = await made.status()
            assert (status.engine, status.workers) == ("scripted", 0)
            full.undo()
            await ready(made)
            assert await made.transcribe(path)


async def test_without_an_engine_the_service_says_so(socket: Path, leg: Samples) -> None:
    async with service(socket, engine="whisper"), client(socket) as made:  # its weights are not in this folder
        stream = made.stream("leg", lambda segment: None)
        feed(stream, leg)
        end = await stream.finish(PATIENCE_S)
        status = await made.status()
        path = socket.parent / "call.wav"
        soundfile.write(path, leg, 8000)
        with pytest.raises(SpeechDown, match="hotline models install"):
            await made.transcribe(path)
    assert not end.complete
    assert end.until_s < 1.5
    assert status.engine == "none"
    assert "hotline models install" in status.problem


async def test_a_client_that_vanishes_leaves_nothing_behind(socket: Path, leg: Samples) -> None:
    async with service(socket), client(socket) as made:
        await ready(made)
        _, writer = await asyncio.open_unix_connection(str(socket))
        writer.write(pack({"op": "open", "stream": 1, "key": "leg", "at": 0}))
        writer.write(pack({"op": "audio", "stream": 1}, leg.tobytes()))
        await writer.drain()
        while (await made.status()).streams != 1:
            await asyncio.sleep(0.02)
        writer.transport.abort()
        while (status := await made.status()).streams or status.queue:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("nonsense", [b"GET / HTTP/1.1\r\n\r\n" * 8, pack({"op": "audio", "stream": 9}) + b"\xff" * 64])
async def test_nonsense_ends_its_own_connection_only(socket: Path, nonsense: bytes, leg: Samples) -> None:
    async with service(socket), client(socket) as made:
        await ready(made)
        reader, writer = await asyncio.open_unix_connection(str(socket))
        writer.write(nonsense)
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.read() == b""
        writer.close()
        stream = made.stream("leg", lambda segment: None)
        feed(stream, leg)
        assert (await stream.finish(PATIENCE_S)).complete


async def test_a_listener_that_fails_does_not_end_the_others(socket: Path, leg: Samples) -> None:
    heard: list[HeardSegment] = []

    def fails(segment: HeardSegment) -> None:
        raise ValueError("listener")

    async with service(socket, workers=2), client(socket) as made:
        streams = [made.stream("bad", fails), made.stream("good", heard.append)]
        for stream in streams:
            feed(stream, leg)
        ends = [await stream.finish(PATIENCE_S) for stream in streams]
    assert all(end.complete for end in ends)
    assert len(finals(heard)) >= 2


async def test_one_service_a_socket(socket: Path) -> None:
    async with service(socket), client(socket) as made:
        await ready(made)
        with pytest.raises(SpeechRuns):
            await SpeechService(socket, "scripted", socket.parent).run()
        assert (await made.status()).engine == "scripted"


async def process(socket: Path) -> asyncio.subprocess.Process:
    """`hotline speech` as the demo starts it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "callcenter.cli", "speech", "--data", str(socket.parent / "data")),
        env={**os.environ, "HOTLINE_SPEECH_SOCKET": str(socket), "HOTLINE_SPEECH_ENGINE": "scripted"},
    )


def workers_of(running: SpeechService) -> list[int]:
    return [slot.worker.pid for slot in running._pool._slots if slot.worker]


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
