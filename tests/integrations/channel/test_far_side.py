"""A far side that drips holds nobody longer than the deadline."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from integrations.channel import Uncertain
from integrations.channel import far_side as asking

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextlib.contextmanager
def dripping(at_once: bytes, drops: bytes, *, every_s: float) -> Iterator[str]:
    """The address of a far side that answers a part at once, and the rest byte by byte for ever."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                connection.sendall(at_once)
                while True:
                    connection.sendall(drops)
                    time.sleep(every_s)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(5)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("at_once", "drops"),
    [
        (HEAD + b"X-Long: ", b"x"),
        (HEAD + b"Content-Length: 1000000\r\n\r\n", b" "),
        (HEAD + b"Connection: close\r\n\r\n{}", b" "),  # cut here it would look whole
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["head", "length", "close", "chunks"],
)
def test_an_answer_that_drips_ends_at_the_deadline(
    at_once: bytes, drops: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_ASK_S", 0.3)
    monkeypatch.setattr(asking, "_DOWNLOAD_S", 0.3)
    with dripping(at_once, drops, every_s=0.02) as url, pytest.raises(Uncertain):
        asking.ask("POST", url, body=b"{}")
    with dripping(at_once, drops, every_s=0.02) as url, pytest.raises(Uncertain):
        asking.download(url, lambda _: None, headers={}, limit=1 << 20)
