"""The words of one recording: a few of its utterances are in the pool at a time, the others wait here.

An utterance over which workers die again and again leaves a mark at its place, and the others their words.
"""

import asyncio
from pathlib import Path
from typing import Final

from transcription import audio
from transcription.endpointer import RATE, Endpointer, Utterance
from transcription.engine import Segment
from transcription.service.pool import Job, Pool, Priority
from transcription.session import moved
from transcription.voice_activity import Silero

UNHEARD: Final = "（此处未能识别）"
"""Text of a segment, of confidence 0, that nobody could recognise."""
_AT_ONCE = 8  # so many workers can share a recording, and a short one need not wait for all of a long one
_CHANCES = 2  # in the pool, which tries twice each time: a machine short of memory kills over good utterances too


class RecordingLost(Exception):
    """A recording could not be transcribed now. Code: `recording-not-transcribed`."""

    code = "recording-not-transcribed"


async def transcribe(pool: Pool, path: Path, channel: int, start_s: float) -> list[Segment]:
    """Its segments in the order of speech, in seconds of the file. Raises `RecordingLost`, and what reading raises."""
    utterances = await asyncio.to_thread(_utterances, path, channel, start_s)
    room = asyncio.Semaphore(_AT_ONCE)

    async def words(utterance: Utterance) -> Segment | None:
        async with room:
            segment = await _hear(pool, utterance)
        return moved(segment, utterance.start_s + start_s) if segment else None

    tasks = [asyncio.create_task(words(utterance)) for utterance in utterances]
    try:
        segments = [segment for segment in await asyncio.gather(*tasks) if segment]
    finally:
        for task in tasks:
            task.cancel()  # the recogniser is lost, or the client is gone: the others are not wanted
    if segments and all(segment.text == UNHEARD for segment in segments):
        raise RecordingLost("the recogniser failed over every utterance")
    return segments


async def _hear(pool: Pool, utterance: Utterance) -> Segment | None:
    """One utterance through the pool; `UNHEARD` where it does not come through. Raises `RecordingLost`."""
    for _ in range(_CHANCES):
        segment, lost = await _once(pool, utterance)
        if not lost:
            return segment
        if pool.failure:
            raise RecordingLost(pool.problem)
    return Segment(0.0, utterance.seconds, UNHEARD, 0.0)


async def _once(pool: Pool, utterance: Utterance) -> tuple[Segment | None, bool]:
    """What the pool made of it, and whether it was lost."""
    answer: asyncio.Future[tuple[Segment | None, bool]] = asyncio.get_running_loop().create_future()

    def done(job: Job, segment: Segment | None, lost: bool) -> None:
        if not answer.done():
            answer.set_result((segment, lost))

    job = Job(utterance, Priority.RECORDING, lambda job, text: None, done)
    try:
        pool.poke(job)
        return await answer
    finally:
        pool.forget(job)


def _utterances(path: Path, channel: int, start_s: float) -> list[Utterance]:
    samples, rate = audio.read(path, channel, start_s)
    narrow = audio.to_int16(audio.resampled(audio.to_float(samples), rate, RATE))
    endpointer = Endpointer(Silero())
    return [*endpointer.feed(narrow), *endpointer.finish()]
