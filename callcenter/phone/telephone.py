"""The telephone's process from outside: started with a number to dial, heard in JSON lines. No pyVoIP here."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from transcription.engine import Samples

Event = dict[str, Any]


class Telephone:
    """One call. Use it as a context manager: leaving it hangs up.

    server: host:port of the exchange. clip: what to say, 8 kHz; None listens only. silence_s: speak after so much
    silence at the far end (0: at once); after_s: seconds between the last word and hanging up, None stays until told.
    """

    def __init__(
        self,
        server: str,
        number: str,
        to: str,
        clip: Samples | None = None,
        *,
        conversation: str = "",
        silence_s: float = 1.0,
        after_s: float | None = None,
        ring_s: float = 45.0,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="hotline-phone-")
        self._hear = Path(self._folder.name) / "heard.sln"
        command = [sys.executable, "-m", "callcenter.phone", "--server", server, "--from", number, "--to", to]
        command += ["--conversation", conversation, "--silence", str(silence_s), "--ring", str(ring_s)]
        command += ["--after", str(-1 if after_s is None else after_s), "--hear", str(self._hear)]
        if clip is not None:
            path = Path(self._folder.name) / "clip.sln"
            clip.astype("<i2").tofile(path)
            command += ["--clip", str(path)]
        self.events: list[Event] = []
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._listen, self._drain)]
        self._complaints = ""
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()
        self.close()

    def wait(self, *names: str, within_s: float) -> Event | None:
        """The first event of one of these names; None where the process ends or the time passes before it."""
        return self._until(lambda: next((event for event in self.events if event["event"] in names), None), within_s)

    def finish(self, within_s: float) -> int | None:
        """The process's exit code: 0 talked, 4 no answer; None where it still runs."""
        try:
            return self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            return None

    def hang_up(self) -> None:
        """Say the word; no error where the call is over."""
        self._say("hangup")

    def speak(self) -> None:
        """Say the clip now, whatever is heard."""
        self._say("speak")

    def press(self, digit: str) -> None:
        self._say(f"press {digit}")

    def heard(self) -> Samples:
        """What came from the far end, once the call is over; 8 kHz."""
        return np.fromfile(self._hear, "<i2").astype(np.int16) if self._hear.exists() else np.zeros(0, np.int16)

    @property
    def complaints(self) -> str:
        """What the process wrote to standard error."""
        return self._complaints

    def close(self) -> None:
        """End the process if it has not ended, and forget its files."""
        if self.finish(5.0) is None:
            self._process.kill()
            self._process.wait()
        for reader in self._readers:
            reader.join(5.0)
        self._folder.cleanup()

    def _say(self, command: str) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(command + "\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            return  # it is over

    def _until(self, found: Callable[[], Event | None], within_s: float) -> Event | None:
        end = time.monotonic() + within_s
        with self._news:
            while (event := found()) is None and (left := end - time.monotonic()) > 0:
                if self._process.poll() is not None and not self._readers[0].is_alive():
                    return found()
                self._news.wait(min(left, 0.2))
            return event

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            with self._news:
                self.events.append(json.loads(line))
                self._news.notify_all()

    def _drain(self) -> None:
        assert self._process.stderr
        self._complaints = self._process.stderr.read()
