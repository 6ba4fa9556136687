"""ClamAV's daemon as our virus scanner: the INSTREAM command of its documented protocol, over TCP or a unix socket.

`zINSTREAM\\0`, then pieces of the file, each behind its length (4 bytes, network order), then a length of 0; the
answer is `stream: OK\\0`, `stream: NAME FOUND\\0` or `... ERROR\\0`.
"""

import contextlib
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.attachments import ScannerUnavailable, Verdict

_PIECE: Final = 1 << 16
_LONGEST_ANSWER: Final = 4096


class AddressInvalid(ValueError):
    """HOTLINE_CLAMD is neither tcp://host:port nor unix:/path. Code: `scanner-address-invalid`."""

    code = "scanner-address-invalid"


@dataclass(frozen=True)
class Clamd:
    """address: (host, port), or the path of a unix socket; timeout_s: for connecting and for each wait in between."""

    address: tuple[str, int] | str
    timeout_s: float = 30.0

    @classmethod
    def at(cls, address: str, timeout_s: float = 30.0) -> "Clamd":
        """From `tcp://host:port` or `unix:/path`. Raises `AddressInvalid`."""
        if found := re.fullmatch(r"tcp://(\[[0-9a-fA-F:.]+\]|[^:/\[\]]+):(\d{1,5})", address):
            return cls((found[1].strip("[]"), int(found[2])), timeout_s)
        if found := re.fullmatch(r"unix:(?://)?(/.+)", address):
            return cls(found[1], timeout_s)
        raise AddressInvalid(f"not an address of clamd: {address!r}; write tcp://host:port or unix:/path")

    def scan(self, path: Path) -> Verdict:
        """What clamd says of a file. Raises `ScannerUnavailable` for everything but OK and FOUND."""
        with path.open("rb") as file, self._connected() as connection:
            # it hangs up in the middle where a file is above its StreamMaxLength; its answer says so
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(b"zINSTREAM\0")
                while piece := file.read(_PIECE):
                    connection.sendall(len(piece).to_bytes(4, "big") + piece)
                connection.sendall(bytes(4))
            answer = self._answer(connection)
        if answer == "stream: OK":
            return Verdict(None)
        if found := re.fullmatch(r"stream: (.+) FOUND", answer):
            return Verdict(found[1][:200])
        raise ScannerUnavailable(f"clamd could not scan: {answer[:200] or 'it hung up'}")

    def version(self) -> str:
        """Such as `ClamAV 1.4.2/27500/...`, with the age of its signatures."""
        with self._connected() as connection:
            connection.sendall(b"zVERSION\0")
            answer = self._answer(connection)
        if not answer.startswith("ClamAV"):
            raise ScannerUnavailable("what answers there is not clamd")
        return answer

    @contextlib.contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        unix = isinstance(self.address, str)
        connection = socket.socket(socket.AF_UNIX) if unix else None
        try:
            if connection is None:
                connection = socket.create_connection(self.address, self.timeout_s)  # type: ignore[arg-type]
            connection.settimeout(self.timeout_s)
            if unix:
                connection.connect(self.address)
            yield connection
        except OSError as error:  # refused, unreachable, timed out, hung up
            raise ScannerUnavailable(f"clamd does not answer: {type(error).__name__}") from None
        finally:
            if connection is not None:
                connection.close()

    def _answer(self, connection: socket.socket) -> str:
        got = b""
        with contextlib.suppress(ConnectionResetError):
            while b"\0" not in got and len(got) < _LONGEST_ANSWER and (more := connection.recv(1024)):
                got += more
        return got.partition(b"\0")[0].decode("utf-8", "replace").strip()
