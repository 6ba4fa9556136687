"""The live events as a supervisor's console hears them: one WebSocket, read in a thread of its own."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from callcenter.simulation.over_http.browsers import API, Broken
from callcenter.simulation.sheet import Told

_PATIENCE_S: Final = 10.0
_STEP_S: Final = 0.02


class LiveEvents:
    """cookie: gives the session's, anew for each connection. A connection that breaks off is resumed where it was."""

    def __init__(self, url: str, cookie: Callable[[], str]) -> None:
        self._url = url.replace("http", "ws", 1) + f"{API}/events"
        self._cookie = cookie
        self._seq: int | None = None
        self._heard: dict[str, list[Told]] = defaultdict(list)
        self._lock, self._ready, self._end = threading.Lock(), threading.Event(), threading.Event()
        self._last = time.monotonic()
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        if not self._ready.wait(_PATIENCE_S):
            raise Broken("the live events do not begin")

    def take(self, topic: str) -> list[Told]:
        """What has come of a topic since the last time. Raises `Broken` where nobody listens any more."""
        if self._fault is not None:
            raise Broken("the live events have ended") from self._fault
        with self._lock:
            return self._heard.pop(topic, [])

    def wait_for(self, topic: str, wanted: set[tuple[str, int]], within_s: float = 3.0) -> set[tuple[str, int]]:
        """Until these (order, version) have been told of; what has not within the time is given back."""
        until = time.monotonic() + within_s
        while True:
            with self._lock:
                left = wanted - {(told.subject, told.data["version"]) for told in self._heard[topic]}
            if not left or time.monotonic() > until:
                return left
            time.sleep(_STEP_S)

    def wait_for_silence(self, seconds: float) -> None:
        """Until nothing has come for so long."""
        while (left := self._last + seconds - time.monotonic()) > 0:
            time.sleep(left)

    def close(self) -> None:
        self._end.set()
        self._thread.join(_PATIENCE_S)

    def _listen(self) -> None:
        try:
            self._hear_all()
        except Exception as fault:
            self._fault = fault

    def _hear_all(self) -> None:
        while not self._end.is_set():
            after = "" if self._seq is None else f"?after={self._seq}"
            try:
                headers = {"Cookie": self._cookie()}
                with connect(self._url + after, additional_headers=headers, proxy=None) as socket:
                    while not self._end.is_set():
                        try:
                            self._hear(json.loads(socket.recv(timeout=0.2)))
                        except TimeoutError:
                            continue
            except (WebSocketException, OSError):
                self._end.wait(0.5)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["topic"] == "hello":
            self._seq = message["seq"] if self._seq is None else self._seq
            self._ready.set()
            return
        self._seq = message["seq"]
        if message["topic"] == "heartbeat":
            return
        told = Told(message["subject"], datetime.fromisoformat(message["at"]), message["data"])
        with self._lock:
            self._heard[message["topic"]].append(told)
            self._last = time.monotonic()
