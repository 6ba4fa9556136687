"""`hotline bench speech`: how many live streams a core of recogniser carries, and what the way to the engine costs.

Demands spoken by the installed voice, as heard on a telephone, with pauses between; the default engine in the service's
own process with one worker. rows: streams at most (default 8).

engine_rtf, the raw limit: CPU seconds of the engine alone for a second of audio, in this process.
path_overhead_percent: what the service (voice activity, cutting, socket, resampling, its worker) spends more than that
on the same recordings. streams_per_core: most live streams, begun one after another, of which every word was final
within `LATEST_MS` (p95) of the end of its speech. partial_p95_ms, final_p95_ms: from the end of the words that a
segment holds, in real time, until it is here, at that many streams.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import soundfile

from benchmarks.written_demands import WrittenDemands
from callcenter.settings import Settings
from callcenter.voice import VOICES, Voice
from transcription import audio, engines, session, weights
from transcription.engine import Samples
from transcription.service import HeardSegment, SpeechClient, SpeechDown

STREAMS = 8
LATEST_MS = 3_000
_DEMANDS = 4
_PAUSE_S = 4.0
_FRAME = 160
_RATE = audio.TELEPHONE_RATE
_START_S = 120.0


def run(rows: int | None, seed: int) -> dict[str, Any]:
    """rows: live streams at most."""
    cache = Settings.load().cache
    spoken = _spoken(cache, seed)
    seconds = sum(len(one) for one in spoken) / _RATE
    engine = engines.load(engines.DEFAULT, weights.ensure(cache, weights.DEFAULT_RECOGNISER))
    session.transcribe(engine, spoken[0])  # what is loaded late is not measured
    began = time.process_time()
    for one in spoken:
        session.transcribe(engine, one)
    alone = time.process_time() - began
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as name:
        served, steps = asyncio.run(_through_the_service(Path(name), cache, spoken, rows or STREAMS))
    good = [step for step in steps if step.in_time]
    best = good[-1] if good else steps[0]
    return {
        "figures": {
            "streams_per_core": best.streams if good else 0,
            "path_overhead_percent": round(100 * (served / alone - 1), 1),
            "partial_p95_ms": _p95(best.partial_ms),
            "final_p95_ms": _p95(best.final_ms),
            "engine": engines.DEFAULT,
        },
        "limits": {"engine_rtf": round(alone / seconds, 3)},
    }


@dataclass
class Step:
    """So many streams at once. complete: every stream got its last words from the live way."""

    streams: int
    partial_ms: list[float] = field(default_factory=list)
    final_ms: list[float] = field(default_factory=list)
    complete: bool = True

    @property
    def in_time(self) -> bool:
        return self.complete and bool(self.final_ms) and float(np.percentile(self.final_ms, 95)) <= LATEST_MS


def _p95(delays: list[float]) -> float | None:
    return round(float(np.percentile(delays, 95)), 1) if delays else None


def _spoken(cache: Path, seed: int) -> list[Samples]:
    voice = Voice(weights.ensure(cache, weights.DEFAULT_VOICE))
    texts = WrittenDemands(seed)
    said = []
    for number in range(_DEMANDS):
        samples, rate = voice.speak(texts.text(number), VOICES[number % len(VOICES)])
        said.append(audio.to_int16(audio.telephone(samples, rate)))
    return said


async def _through_the_service(folder: Path, cache: Path, spoken: list[Samples], most: int) -> tuple[float, list[Step]]:
    environment = {
        **os.environ,
        "HOTLINE_CACHE": str(cache),
        "HOTLINE_SPEECH_SOCKET": str(folder / "speech.sock"),
        "HOTLINE_SPEECH_WORKERS": "1",
    }
    words = [sys.executable, "-m", "callcenter.cli", "speech", "--data", str(folder)]
    with (folder / "speech.log").open("wb") as log:
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
    client = SpeechClient(folder / "speech.sock")
    try:
        await _ready(client)
        paths = [folder / f"{number}.wav" for number in range(len(spoken))]
        for path, samples in zip(paths, spoken, strict=True):
            soundfile.write(path, samples, _RATE, subtype="PCM_16")
        await client.transcribe(paths[0])
        before = _cpu_s(process.pid)
        for path in paths:
            await client.transcribe(path)
        served = _cpu_s(process.pid) - before
        steps: list[Step] = []
        while len(steps) < most and (not steps or steps[-1].in_time):
            steps.append(await _live(client, spoken, len(steps) + 1))
            print(f"{steps[-1].streams} streams: final p95 {_p95(steps[-1].final_ms)} ms, "
                  f"partial p95 {_p95(steps[-1].partial_ms)} ms", file=sys.stderr, flush=True)  # fmt: skip
        return served, steps
    finally:
        await client.close()
        process.terminate()
        process.wait(30)


async def _ready(client: SpeechClient) -> None:
    async with asyncio.timeout(_START_S):
        while True:
            try:
                if (await client.status()).workers:
                    return
            except SpeechDown:
                pass
            await asyncio.sleep(0.2)


async def _live(client: SpeechClient, spoken: list[Samples], streams: int) -> Step:
    step = Step(streams)
    pause = np.zeros(int(_PAUSE_S * _RATE), np.int16)

    async def one(number: int) -> None:
        await asyncio.sleep(number * 1.7)  # callers do not begin together
        began = time.monotonic()

        def heard(segment: HeardSegment) -> None:
            delay = 1_000 * (time.monotonic() - began - segment.end)
            (step.final_ms if segment.final else step.partial_ms).append(delay)

        stream = client.stream(f"bench-{streams}-{number}", heard)
        turn = [part for place in range(len(spoken)) for part in (spoken[(number + place) % len(spoken)], pause)]
        sound = np.concatenate(turn)
        for start in range(0, len(sound), _FRAME):
            await asyncio.sleep(max(0.0, began + (start + _FRAME) / _RATE - time.monotonic()))
            stream.feed(sound[start : start + _FRAME].tobytes())
        step.complete &= (await stream.finish(60)).complete

    await asyncio.gather(*(one(number) for number in range(streams)))
    return step


def _cpu_s(pid: int) -> float:
    """CPU seconds of the service and its worker."""
    service = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in [service, *service.children(recursive=True)])
