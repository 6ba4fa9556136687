"""The recogniser's process: a Unix socket, the streams of its clients, and the pool of workers behind them."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from transcription.service.framing import BrokenMessage, Header, pack, read
from transcription.service.live import LiveStream
from transcription.service.pool import Pool
from transcription.service.recording import transcribe

_log = logging.getLogger(__name__)


class SpeechRuns(Exception):
    """Another recogniser answers at this socket already. Code: `speech-already-runs`."""

    code = "speech-already-runs"


class SpeechService:
    """`run` serves until it is cancelled."""

    def __init__(
        self, socket_path: Path, engine: str, weights_dir: Path, workers: int = 1, terms: Path | None = None
    ) -> None:
        """terms: file of the city's terms, a term a line, that are put right in the texts."""
        self._path = socket_path
        self._pool = Pool(engine, weights_dir, workers, terms)
        self._streams = 0

    async def run(self) -> None:
        """Serve. Raises `SpeechRuns` where the place is taken; a dead one's socket is cleared away."""
        if _answers(self._path):
            raise SpeechRuns(f"a recogniser answers at {self._path} already: stop it first")
        self._path.unlink(missing_ok=True)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        await self._pool.start()
        try:
            server = await asyncio.start_unix_server(self._client, str(self._path))
            self._path.chmod(0o600)
            _log.info("speech: serving at %s", self._path)
            async with server:
                await server.serve_forever()
        finally:
            await self._pool.stop()
            self._path.unlink(missing_ok=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: live streams, or one question."""
        streams: dict[int, LiveStream] = {}

        def send(header: Header) -> None:
            if not writer.is_closing():
                writer.write(pack(header))

        try:
            while (message := await read(reader)) is not None:
                header, body = message
                match header["op"]:
                    case "open":
                        streams[header["stream"]] = LiveStream(header["stream"], header["at"], self._pool, send)
                        self._streams += 1
                        _log.info("speech: stream %s opened", header["key"])
                    case "audio" if stream := streams.get(header["stream"]):
                        stream.feed(body)
                    case "finish" if stream := streams.get(header["stream"]):
                        stream.finish()
                    case "drop" if stream := streams.pop(header["stream"], None):
                        stream.drop()
                        self._streams -= 1
                    case "status":
                        send(self._status())
                    case "transcribe":
                        await self._answer_unless_gone(header, reader, send)
        except (BrokenMessage, KeyError, TypeError) as error:
            _log.warning("broken-message: a client is cut off: %r", error)
        finally:
            for stream in streams.values():
                stream.drop()
            self._streams -= len(streams)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def _status(self) -> Header:
        pool = self._pool
        return {
            "op": "status",
            "engine": pool.engine,
            "lag_s": round(pool.lag_s, 2),
            "queue": pool.queue,
            "streams": self._streams,
            "workers": pool.workers,
            "problem": pool.problem,
        }

    async def _answer_unless_gone(
        self, header: Header, reader: asyncio.StreamReader, send: Callable[[Header], None]
    ) -> None:
        """Work on a recording while the client waits; its going away ends the work."""
        work = asyncio.create_task(transcribe(self._pool, Path(header["path"]), header["channel"], header["start_s"]))
        gone = asyncio.create_task(reader.read(1))
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        await asyncio.wait({gone})
        if not work.done():
            work.cancel()
            return
        if error := work.exception():
            code = getattr(error, "code", "speech-fault")
            _log.warning("%s: a recording was not transcribed: %r", code, error)
            send({"op": "error", "code": code, "message": str(error)})
        else:
            send({"op": "transcript", "segments": [asdict(segment) for segment in work.result()]})


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
