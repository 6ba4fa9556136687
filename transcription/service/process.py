"""One worker process as the service sees it: started, asked, killed."""

import asyncio
import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path

from transcription.engine import Segment, Word
from transcription.service.framing import BrokenMessage, Header, pack, read

_LOADING_S = 120.0
_ANSWER_S = 180.0  # a hung engine is as good as a dead one


class WorkerDied(Exception):
    """A worker ended, hung or talked nonsense. Code: `speech-worker-died`. The service replaces it."""

    code = "speech-worker-died"


class WorkerUnavailable(Exception):
    """The engine cannot be loaded. Code: `engine-unavailable`."""

    code = "engine-unavailable"


@dataclass(frozen=True)
class Answer:
    """What a worker heard. memory_mb: of the worker, afterwards."""

    partial: str
    segment: Segment | None
    memory_mb: int


class WorkerProcess:
    """Made by `start`; one question at a time."""

    def __init__(self, process: asyncio.subprocess.Process, streaming: bool) -> None:
        self._process = process
        self.streaming = streaming
        self.pid = process.pid

    @classmethod
    async def start(cls, engine: str, weights_dir: Path, terms: Path | None = None) -> "WorkerProcess":
        """Start one and wait until its engine is loaded. Raises `WorkerUnavailable` or `WorkerDied`."""
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "transcription.service.worker", engine, str(weights_dir)),
                *((str(terms),) if terms else ()),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        except (OSError, RuntimeError) as error:  # no memory, process, file or thread is to be had
            raise WorkerDied(f"it cannot be started: {error}") from error
        worker = cls(process, streaming=False)
        try:
            ready = await worker._answer(_LOADING_S)
        except BaseException:
            await worker.kill()
            raise
        if ready["op"] == "unavailable":
            await worker.kill()
            raise WorkerUnavailable(str(ready["message"]))
        worker.streaming = bool(ready["streaming"])
        return worker

    async def hear(self, utterance: int, pcm: bytes, finish: bool) -> Answer:
        """Give an utterance's next samples. Raises `WorkerDied`."""
        self._write({"op": "hear", "utterance": utterance, "finish": finish}, pcm)
        header = await self._answer(_ANSWER_S)
        segment = header["segment"]
        if segment:
            segment["words"] = tuple(Word(**word) for word in segment["words"])
        return Answer(str(header["partial"]), Segment(**segment) if segment else None, int(header["memory_mb"]))

    def forget(self, utterance: int) -> None:
        """An open utterance will not go on."""
        with contextlib.suppress(WorkerDied):
            self._write({"op": "forget", "utterance": utterance}, b"")

    async def kill(self) -> None:
        """End it now, and wait for that."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def _write(self, header: Header, body: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(pack(header, body))
        except (OSError, RuntimeError) as error:
            raise WorkerDied("its pipe is closed") from error

    async def _answer(self, timeout_s: float) -> Header:
        assert self._process.stdout is not None
        try:
            message = await asyncio.wait_for(read(self._process.stdout), timeout_s)
        except (TimeoutError, BrokenMessage) as error:
            raise WorkerDied(f"no answer: {error or 'hung'}") from error
        if message is None:
            raise WorkerDied("it ended")
        return message[0]
