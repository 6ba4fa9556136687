"""One live stream inside the service: audio in, segments out in the order of speech, and an honest end."""

import math
from collections.abc import Callable

import numpy as np

from transcription.endpointer import RATE, Endpointer, Utterance
from transcription.engine import Segment
from transcription.service.framing import Header
from transcription.service.pool import Job, Pool, Priority
from transcription.session import moved
from transcription.voice_activity import Silero


class LiveStream:
    """Made when the client opens a stream; `send` takes messages for the client."""

    def __init__(self, number: int, at: int, pool: Pool, send: Callable[[Header], None]) -> None:
        """at: sample of the stream at which this connection's audio begins."""
        self._number, self._pool, self._send = number, pool, send
        self._endpointer = Endpointer(Silero(), at=at)
        self._jobs: list[Job] = []  # in the order of speech; settled ones leave from the front
        self._segments: dict[int, Segment | None] = {}
        self._lost_from = math.inf
        self._over = False

    def feed(self, pcm: bytes) -> None:
        """Hear more 8 kHz samples."""
        for utterance in self._endpointer.feed(np.frombuffer(pcm, "<i2").astype(np.int16)):
            self._changed(utterance)
        if self._endpointer.current is not None:
            self._changed(self._endpointer.current)

    def finish(self) -> None:
        """No more audio; the end is sent behind the last words."""
        for utterance in self._endpointer.finish():
            self._changed(utterance)
        self._over = True
        self._tell()

    def drop(self) -> None:
        """The client is gone."""
        for job in self._jobs:
            self._pool.forget(job)
        self._jobs.clear()

    def _changed(self, utterance: Utterance) -> None:
        job = next((job for job in self._jobs if job.utterance is utterance), None)
        if job is None:
            job = Job(utterance, Priority.LIVE, self._partial, self._done)
            self._jobs.append(job)
        self._pool.poke(job)

    def _partial(self, job: Job, text: str) -> None:
        utterance = job.utterance
        self._say(Segment(utterance.start_s, utterance.start_s + job.told / RATE, text, 0.0), final=False)

    def _done(self, job: Job, segment: Segment | None, lost: bool) -> None:
        if lost:
            self._lost_from = min(self._lost_from, job.utterance.start_s)
        self._segments[job.number] = segment
        self._tell()

    def _tell(self) -> None:
        """Finals in the order of speech; the end when all is settled."""
        while self._jobs and self._jobs[0].number in self._segments:
            job = self._jobs.pop(0)
            segment = self._segments.pop(job.number)
            if segment is not None:
                self._say(moved(segment, job.utterance.start_s), final=True)
        if self._over and not self._jobs:
            complete = math.isinf(self._lost_from)
            until = self._endpointer.silent_until / RATE if complete else self._lost_from
            self._send({"op": "end", "stream": self._number, "complete": complete, "until_s": until})
            self._over = False

    def _say(self, segment: Segment, final: bool) -> None:
        self._send(
            {
                "op": "segment",
                "stream": self._number,
                "start": segment.start,
                "end": segment.end,
                "text": segment.text,
                "confidence": segment.confidence,
                "final": final,
            }
        )
