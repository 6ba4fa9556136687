"""`hotline web` as a bench asks it: processes on the bench's database, and colleagues who are logged in."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from benchmarks.database import BenchDatabase
from callcenter.exchange.ports import free_port
from callcenter.people import passwords
from models.people import Role, User

_START_S = 120.0


def colleagues(database: BenchDatabase, role: Role, many: int) -> str:
    """Makes the logins bench0, bench1 ... of one role; returns the password of them all."""
    password = passwords.generated()
    stored = passwords.hashed(password)
    with database.store.transaction() as session:
        for number in range(many):
            session.add(User(login=f"bench{number}", name="话务员", role=role.value, password_hash=stored))
    return password


def logged_in(url: str, password: str, many: int) -> Iterator[tuple[str, str]]:
    """Logs everybody in, over HTTP: session cookie and CSRF token of each."""
    for number in range(many):
        answer = httpx.post(
            f"{url}/api/v1/session", json={"login": f"bench{number}", "password": password}, trust_env=False, timeout=60
        )
        answer.raise_for_status()
        yield answer.cookies["hotline_session"], answer.json()["csrf"]


@contextmanager
def served(database: BenchDatabase, workers: int) -> Iterator[list[tuple[int, str]]]:
    """Processes of `hotline web`: pid and address."""
    environment = {**os.environ, "DATABASE_URL": database.url}
    started: list[tuple[subprocess.Popen[bytes], str]] = []
    try:
        for _ in range(workers):
            port = free_port()
            words = [sys.executable, "-m", "callcenter.cli", "web", "--data", str(database.folder), "--port", str(port)]
            with (database.folder / "web.log").open("ab") as log:
                process = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
            started.append((process, f"http://127.0.0.1:{port}"))
        for _, url in started:
            _wait_ready(url)
        yield [(process.pid, url) for process, url in started]
    finally:
        for process, _ in started:
            process.terminate()
        for process, _ in started:
            process.wait(30)


def _wait_ready(url: str) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        try:
            httpx.get(f"{url}/api/v1/health", trust_env=False, timeout=10)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("`hotline web` does not answer")
