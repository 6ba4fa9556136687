"""The role as a process: it serves, and TERM ends it quickly even while a browser listens."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from callcenter.exchange.ports import free_port
from callcenter.web.signed_in import COOKIE, open_session
from models.database import Store
from models.people import Role, User
from tests.callcenter.browser import KEY

ROOT = Path(__file__).parents[2]


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> dict[str, object]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the web role ended by itself"
        try:
            answer: dict[str, object] = httpx.get(url, trust_env=False).json()
            return answer
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the web role does not answer")


def test_it_serves_and_stops_with_a_browser_listening(store: Store, database_url: str, tmp_path: Path) -> None:
    with store.transaction() as session:
        user = User(login="s", name="主管", role=Role.SUPERVISOR.value, password_hash="")
        session.add(user)
        session.flush()
        token, _ = open_session(session, user)
    port = free_port()
    command = [sys.executable, "-m", "callcenter.cli", "web", "--data", str(tmp_path), "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": database_url, "HOTLINE_KEY": KEY, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        health = wait_for(f"http://127.0.0.1:{port}/api/v1/health", process)
        assert (health["status"], health["database"]) == ("degraded", "ok")
        assert health["exchange"] == health["call_handler"] == "absent"
        headers = {"Cookie": f"{COOKIE}={token}"}
        with connect(f"ws://127.0.0.1:{port}/api/v1/events", additional_headers=headers, proxy=None) as socket:
            assert json.loads(socket.recv(timeout=30))["topic"] == "hello"
            process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed):
                socket.recv(timeout=30)
        process.wait(timeout=30)
        assert process.returncode in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
