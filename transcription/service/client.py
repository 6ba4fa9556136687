"""The client of the recogniser's process: live streams over one connection, recordings over one each.

Everything runs in one asyncio loop. The telephone comes first: `feed` returns at once whatever the recogniser does.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from transcription.engine import Segment
from transcription.service.framing import BrokenMessage, Header, pack, read

_log = logging.getLogger(__name__)

RATE = 8000
"""Samples a second of all audio between client and service."""
_SECOND = RATE * 2
_KEEP = 30 * _SECOND
"""Bytes of a stream that are kept while the service is away; older ones are lost, with a mark."""
_PIPE_FULL = 8 << 20
_RETRY_S = (0.1, 0.2, 0.5, 1.0, 2.0)


class SpeechDown(Exception):
    """The recogniser's process does not answer, or has no engine. Code: `speech-down`. Try again later."""

    code = "speech-down"


@dataclass(frozen=True)
class HeardSegment:
    """Words of one stretch of speech; seconds from the stream's first sample. Not final: it will be said again."""

    start: float
    end: float
    text: str
    confidence: float
    final: bool


@dataclass(frozen=True)
class StreamEnd:
    """How a stream ended. Not complete: the words from `until_s` on must be taken from the recording."""

    complete: bool
    until_s: float


@dataclass(frozen=True)
class SpeechStatus:
    """State of the service.

    engine: its name, or "none" where it cannot be loaded; lag_s: age of the oldest waiting speech; queue: stretches of
    speech that wait; workers: how many are ready; problem: why none is.
    """

    engine: str
    lag_s: float
    queue: int
    streams: int
    workers: int
    problem: str


class SpeechStream:
    """One leg's live audio. Made by `SpeechClient.stream`."""

    def __init__(self, link: "SpeechClient", number: int, key: str, on_segment: Callable[[HeardSegment], None]) -> None:
        self._link, self._number, self._key, self._on_segment = link, number, key, on_segment
        self._waiting = bytearray()
        self._fed = 0  # bytes
        self._opened_at = 0  # bytes: where the present connection's audio began
        self._settled = 0.0  # seconds: end of the last final segment before the first loss
        self._lost = False
        self._finishing = False
        self._end: asyncio.Future[StreamEnd] = asyncio.get_running_loop().create_future()

    def feed(self, pcm: bytes) -> None:
        """Hear 8 kHz 16-bit little-endian samples. Never blocks, never raises."""
        if self._finishing:
            return
        self._fed += len(pcm)
        self._waiting += pcm
        self._send_waiting()
        if len(self._waiting) > _KEEP:
            del self._waiting[: len(self._waiting) - _KEEP]
            self._lost = True
            self._link.break_off()  # times stay exact: the next connection opens the stream at its new place

    async def finish(self, timeout_s: float) -> StreamEnd:
        """No more audio: waits for the last words, at most `timeout_s`. Never raises; a second call gives the same."""
        if not self._finishing:
            self._finishing = True
            self._link.send({"op": "finish", "stream": self._number})
        try:
            return await asyncio.wait_for(asyncio.shield(self._end), timeout_s)
        except TimeoutError:
            self._lost = True
            return self._ended(StreamEnd(False, self._settled))

    def opened(self) -> None:
        """The link is up (again): say who we are and send what waited."""
        if not self._end.done():
            self._opened_at = self._fed - len(self._waiting)
            self._link.send({"op": "open", "stream": self._number, "key": self._key, "at": self._opened_at // 2})
            self._send_waiting()
            if self._finishing:
                self._link.send({"op": "finish", "stream": self._number})

    def link_lost(self) -> None:
        """The link broke: what was under way is lost, if anything had been sent."""
        self._lost = self._lost or self._fed - len(self._waiting) > self._opened_at

    def heard(self, header: Header) -> None:
        """A message of the service for this stream."""
        if header["op"] == "end":
            until = float(header["until_s"])
            if header["complete"] and not self._lost:
                self._ended(StreamEnd(True, self._fed / _SECOND))
            else:
                self._ended(StreamEnd(False, min(until, self._settled) if self._lost else until))
            return
        segment = HeardSegment(
            float(header["start"]),
            float(header["end"]),
            str(header["text"]),
            float(header["confidence"]),
            bool(header["final"]),
        )
        if segment.final and not self._lost:
            self._settled = segment.end
        try:
            self._on_segment(segment)
        except Exception:
            # one stream's listener must not end the connection that all streams share
            _log.exception("speech-listener-failed: stream %s", self._key)

    def _send_waiting(self) -> None:
        if self._waiting and self._link.send({"op": "audio", "stream": self._number}, self._waiting):
            self._waiting.clear()

    def _ended(self, end: StreamEnd) -> StreamEnd:
        if not self._end.done():
            self._end.set_result(end)
            self._link.forget(self._number)
        return self._end.result()


class SpeechClient:
    """All live streams of one process share one connection, which is made again when it breaks."""

    def __init__(self, socket_path: Path) -> None:
        self._path = socket_path
        self._streams: dict[int, SpeechStream] = {}
        self._numbers = itertools.count(1)
        self._writer: asyncio.StreamWriter | None = None
        self._keeper: asyncio.Task[None] | None = None

    def stream(self, key: str, on_segment: Callable[[HeardSegment], None]) -> SpeechStream:
        """A new stream; call it inside a running loop. key: its name in the service's log (no personal data)."""
        stream = SpeechStream(self, next(self._numbers), key, on_segment)
        self._streams[stream._number] = stream
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep_connected(), name="speech-client")
        elif self._writer is not None:
            stream.opened()
        return stream

    async def transcribe(self, path: Path, channel: int = 0, start_s: float = 0.0) -> list[Segment]:
        """The words of a recording from `start_s` on. Raises `SpeechDown`; waits as long as it takes."""
        answer = await self._ask(
            {"op": "transcribe", "path": str(path.absolute()), "channel": channel, "start_s": start_s}
        )
        return [Segment(s["start"], s["end"], s["text"], s["confidence"]) for s in answer["segments"]]

    async def status(self) -> SpeechStatus:
        """How the service is. Raises `SpeechDown` where it does not answer."""
        answer = await self._ask({"op": "status"})
        answer.pop("op")
        return SpeechStatus(**answer)

    async def close(self) -> None:
        """Drop the connection and all streams."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper

    def break_off(self) -> None:
        """Give up a connection whose other end no longer reads."""
        if self._writer is not None:
            self._writer.transport.abort()

    def send(self, header: Header, body: bytes | bytearray = b"") -> bool:
        """Give a message to the connection without waiting; False where there is none, or its pipe is full."""
        writer = self._writer
        if writer is None or writer.is_closing():
            return False
        if writer.transport.get_write_buffer_size() > _PIPE_FULL:
            return False
        writer.write(pack(header, body))
        return True

    def forget(self, number: int) -> None:
        """A stream has ended."""
        self._streams.pop(number, None)
        self.send({"op": "drop", "stream": number})

    async def _keep_connected(self) -> None:
        tries = itertools.count()
        while True:
            try:
                reader, self._writer = await asyncio.open_unix_connection(str(self._path))
            except OSError:
                await asyncio.sleep(_RETRY_S[min(next(tries), len(_RETRY_S) - 1)])
                continue
            tries = itertools.count()
            try:
                for stream in list(self._streams.values()):
                    stream.opened()
                while (message := await read(reader)) is not None:
                    if stream_ := self._streams.get(message[0].get("stream", 0)):
                        stream_.heard(message[0])
            except BrokenMessage:
                pass  # as good as a broken connection: below, all streams are marked and taken up again
            finally:
                self._writer.close()
                self._writer = None
                for stream in self._streams.values():
                    stream.link_lost()
            await asyncio.sleep(_RETRY_S[0])

    async def _ask(self, question: Header) -> Header:
        try:
            reader, writer = await asyncio.open_unix_connection(str(self._path))
        except OSError as error:
            raise SpeechDown(f"no recogniser answers at {self._path}: start `hotline speech`") from error
        try:
            writer.write(pack(question))
            message = await read(reader)
        finally:
            writer.close()
        if message is None:
            raise SpeechDown("the recogniser ended while it worked on this")
        if message[0]["op"] == "error":
            raise SpeechDown(str(message[0]["message"]))
        return message[0]
