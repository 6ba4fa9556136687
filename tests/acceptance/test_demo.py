"""The demo as a program: it stops all that it started, goes on after being killed, and says what hinders it."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.acceptance.demo import CLI, ROOT, Demo, environment, start, wait_until

pytestmark = [pytest.mark.asterisk, pytest.mark.slow]


@pytest.fixture
def data() -> Iterator[Path]:
    # not pytest's own directory: sockets have a path of at most 107 characters
    with tempfile.TemporaryDirectory(prefix="hotline-") as directory:
        yield Path(directory) / "var"


def _on(data: Path) -> list[psutil.Process]:
    """Every process that works on this data directory."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if process.info["status"] != psutil.STATUS_ZOMBIE and any(str(data) in word for word in words):
            found.append(process)
    return found


def _refused(*options: str) -> str:
    """What a demo that cannot start says; it must end with status 2 and print no readiness."""
    done = subprocess.run(
        [*CLI, "demo", *options], capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    return done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_within_twenty_seconds(number: signal.Signals, data: Path) -> None:
    demo = start(data)
    assert len(_on(data)) > 4
    assert demo.stop(number, patience_s=20) == 0
    assert not _on(data)
    assert not (data / "run.json").exists()


def test_a_killed_demo_is_cleared_and_continued(data: Path) -> None:
    first = start(data)
    logins, pid = first.logins, first.run["pid"]
    os.kill(pid, signal.SIGKILL)
    first.process.wait(10)
    second = start(data)
    try:
        assert second.logins == logins
        assert second.run["pid"] != pid
        exchanges = [process for process in _on(data) if any("asterisk.conf" in word for word in process.cmdline())]
        assert len(exchanges) == 1
        assert "already" in _refused("--data", str(data), "--port", "0")
    finally:
        assert second.stop() == 0


def test_a_port_in_use_is_named(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = _refused("--data", str(data), "--port", str(port))
    assert str(port) in said
    assert "port-taken" in said


def test_without_an_exchange_the_other_channels_run(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_ASTERISK", "/nowhere/asterisk")
    demo = start(data)
    try:
        progress = (data.parent / f"{data.name}.progress").read_text()
        assert "no telephone" in progress
        page = httpx.get(f"{demo.url}/website")
        assert page.status_code == 200
        assert demo.run["sip"] is None
    finally:
        demo.stop()


def test_secrets_and_recordings_are_their_owners_alone(data: Path) -> None:
    """The database opens the way to its own files (it runs as another user); these directories stay closed."""
    demo: Demo = start(data)
    try:
        for name in ("keys", "recordings", "exchange", "logs"):
            assert (data / name).stat().st_mode & 0o077 == 0, name
        assert (data / "run.json").stat().st_mode & 0o077 == 0
        assert wait_until(demo.healthy, "everything answers")
    finally:
        demo.stop()
