"""The safety track: live audio spooled to disk, so that a killed exchange costs no words.

Frames are taken on the event loop and written by one thread a second later at most; a full disk page or a slow
volume never delays a call.
"""

import logging
import threading
from collections import deque
from pathlib import Path
from typing import BinaryIO

log = logging.getLogger(__name__)


class SafetyTrack:
    """One party's spool. Made by `Spooler.open`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._frames: deque[bytes] = deque()
        self._file: BinaryIO | None = None
        self._writing = threading.Lock()
        self._closed = False

    def write(self, frame: bytes) -> None:
        """Take a frame; never blocks."""
        self._frames.append(frame)

    def flush(self) -> None:
        """Write what was taken so far. An unwritable disk is logged once (`safety-track-failed`), the call goes on."""
        with self._writing:
            taken = bytearray()
            while self._frames:
                taken += self._frames.popleft()
            if self._closed or not taken:
                return
            try:
                if self._file is None:
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                    self._file = self.path.open("wb", buffering=0)
                self._file.write(taken)
            except OSError as error:
                self._closed = True
                log.error("safety-track-failed: %s: %s", self.path.name, error)

    def close(self) -> None:
        """Write the rest and close; frames that come later are dropped."""
        self.flush()
        with self._writing:
            self._closed = True
            if self._file is not None:
                self._file.close()
                self._file = None


class Spooler:
    """Flushes every open safety track once a second, in a thread of its own."""

    def __init__(self, every_s: float = 1.0) -> None:
        self._every = every_s
        self._tracks: set[SafetyTrack] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="safety-tracks", daemon=True)
        self._thread.start()

    def open(self, path: Path) -> SafetyTrack:
        """A new, empty track; one of that name from an earlier process is replaced at the first flush."""
        track = SafetyTrack(path)
        with self._lock:
            self._tracks.add(track)
        return track

    def close(self, track: SafetyTrack) -> None:
        with self._lock:
            self._tracks.discard(track)
        track.close()

    def stop(self) -> None:
        """Write everything out and end the thread; the files stay."""
        self._stop.set()
        self._thread.join()
        for track in list(self._tracks):
            self.close(track)

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            with self._lock:
                tracks = list(self._tracks)
            for track in tracks:
                track.flush()
