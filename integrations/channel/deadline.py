"""A deadline for a whole request: httpx bounds only the time between two bytes, and a far side may drip."""

import contextlib
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self

_CONNECTED: Final = "connection.connect_tcp.complete"


class Deadline:
    """Ends the connection of the request that has `trace` as its extension once `seconds` are over.

    passed: whether they are; what came until then may look whole, and is not.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._connection: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpx with what it does."""
        if event == _CONNECTED:
            # a descriptor of its own: that of httpx is given away when TLS begins
            self._connection = info["return_value"].get_extra_info("socket").dup()
            if self.passed:
                self._end()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        if self._connection is not None:
            self._connection.close()

    def _pass(self) -> None:
        self.passed = True
        self._end()

    def _end(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):  # it has ended meanwhile
                self._connection.shutdown(socket.SHUT_RDWR)
