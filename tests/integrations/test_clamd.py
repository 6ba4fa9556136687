"""The client of clamd against a server of ours that speaks its protocol, and that misbehaves on purpose."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.clamd import AddressInvalid, Clamd
from models.attachments import ScannerUnavailable, Verdict

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 1 << 20


class Daemon(socketserver.BaseRequestHandler):
    """clamd as its manual describes it: z commands, pieces with their length, an answer that ends with NUL."""

    def handle(self) -> None:
        behaviour = self.server.behaviour  # type: ignore[attr-defined]
        if behaviour == "silent":
            self.server.hold.wait(30)  # type: ignore[attr-defined]
            return
        if behaviour == "hangs up":
            return
        command = self.until_nul()
        if command == b"zVERSION":
            self.request.sendall(b"HTTP/1.1 400" if behaviour == "no clamd" else b"ClamAV 1.4.2/27500/Fri\0")
        elif command == b"zINSTREAM":
            self.request.sendall(self.scanned() + b"\0")

    def scanned(self) -> bytes:
        whole = b""
        while size := int.from_bytes(self.exactly(4), "big"):
            whole += self.exactly(size)
            if len(whole) > LIMIT:
                return b"INSTREAM size limit exceeded. ERROR"
        self.server.seen.append(whole)  # type: ignore[attr-defined]
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in whole else b"stream: OK"

    def until_nul(self) -> bytes:
        got = b""
        while not got.endswith(b"\0") and (more := self.exactly(1)):
            got += more
        return got.rstrip(b"\0")

    def exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size and (more := self.request.recv(size - len(got))):
            got += more
        return got


class Server:
    """A daemon on TCP or on a unix socket."""

    def __init__(self, kind: Any, address: Any) -> None:
        self.server = kind(address, Daemon)
        self.server.behaviour, self.server.seen, self.server.hold = "good", [], threading.Event()
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def stop(self) -> None:
        self.server.hold.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def daemon() -> Iterator[Server]:
    server = Server(socketserver.ThreadingTCPServer, ("127.0.0.1", 0))
    yield server
    server.stop()


def client(server: Server, timeout_s: float = 20.0) -> Clamd:
    return Clamd.at(f"tcp://127.0.0.1:{server.server.server_address[1]}", timeout_s)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"harmless" * 50_000)
    return path


def test_a_clean_file(daemon: Server, file: Path) -> None:
    assert client(daemon).scan(file) == Verdict(None)
    assert daemon.server.seen == [file.read_bytes()], "every byte arrived, in order"
    assert client(daemon).version() == "ClamAV 1.4.2/27500/Fri"


def test_the_test_virus_is_found(daemon: Server, file: Path) -> None:
    file.write_bytes(b"x" * 70_000 + EICAR)
    assert client(daemon).scan(file) == Verdict("Eicar-Test-Signature")


def test_an_empty_file(daemon: Server, file: Path) -> None:
    file.write_bytes(b"")
    assert client(daemon).scan(file) == Verdict(None)


def test_a_file_above_the_daemons_limit_is_not_called_clean(daemon: Server, file: Path) -> None:
    file.write_bytes(bytes(LIMIT * 30))
    with pytest.raises(ScannerUnavailable):
        client(daemon).scan(file)


@pytest.mark.parametrize("behaviour", ["silent", "hangs up"])
def test_a_daemon_that_does_not_answer(daemon: Server, file: Path, behaviour: str) -> None:
    daemon.server.behaviour = behaviour
    impatient = client(daemon, 0.2)
    with pytest.raises(ScannerUnavailable):
        impatient.scan(file)
    with pytest.raises(ScannerUnavailable):
        impatient.version()


def test_something_else_answers(daemon: Server) -> None:
    daemon.server.behaviour = "no clamd"
    with pytest.raises(ScannerUnavailable):
        client(daemon).version()


def test_nobody_is_there(tmp_path: Path, file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{port}", f"unix:{tmp_path}/none.sock"):
        with pytest.raises(ScannerUnavailable):
            Clamd.at(address, 5).scan(file)


def test_a_file_that_is_gone_is_no_fault_of_the_scanner(daemon: Server, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        client(daemon).scan(tmp_path / "gone")


def test_over_a_unix_socket(tmp_path: Path, file: Path) -> None:
    place = str(tmp_path / "clamd.sock")
    server = Server(socketserver.ThreadingUnixStreamServer, place)
    try:
        file.write_bytes(EICAR)
        assert Clamd.at(f"unix:{place}").scan(file) == Verdict("Eicar-Test-Signature")
    finally:
        server.stop()


def test_addresses() -> None:
    assert Clamd.at("tcp://[::1]:3310").address == ("::1", 3310)
    assert Clamd.at("unix:///run/clamd.sock").address == "/run/clamd.sock"
    for wrong in ("", "clamd", "tcp://host", "http://host:1", "unix:relative"):
        with pytest.raises(AddressInvalid):
            Clamd.at(wrong)
