"""A whole demo in a process of its own, for the acceptance tests, and what one asks of it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

ROOT = Path(__file__).parent.parent.parent
CLI = [sys.executable, "-m", "callcenter.cli"]
READY_S = 600.0


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def wait_until(true: Callable[[], Any], what: str, patience_s: float = 60.0) -> Any:
    """The first true value of `true()`; fails with `what` where there is none in time."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if value := true():
            return value
        time.sleep(0.1)
    raise AssertionError(f"not in {patience_s:.0f} s: {what}")


@dataclass
class Demo:
    """One running demo. `data` is its directory, `url` its web address."""

    data: Path
    url: str
    process: subprocess.Popen[str]

    @property
    def run(self) -> dict[str, Any]:
        """run.json as it is now."""
        content: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        return content

    @property
    def logins(self) -> list[dict[str, str]]:
        content: list[dict[str, str]] = json.loads((self.data / "keys" / "logins.json").read_text())
        return content

    def login(self, role: str) -> dict[str, str]:
        return next(login for login in self.logins if login["role"] == role)

    def client(self, role: str) -> httpx.Client:
        """A signed-in API client."""
        client = httpx.Client(base_url=self.url, timeout=30)
        login = self.login(role)
        answer = client.post("/api/v1/session", json={"login": login["login"], "password": login["password"]})
        answer.raise_for_status()
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    def call(self, *words: str | Path, patience_s: float = 300.0) -> dict[str, Any]:
        """`hotline call ... --json`: its result."""
        command = [*CLI, "call", *map(str, words), "--json", "--data", str(self.data)]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment(), timeout=patience_s, check=False
        )
        assert done.returncode == 0, f"hotline call ended with {done.returncode}\n{done.stderr[-3000:]}\n{self.logs()}"
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Straight from the demo's database."""
        url = self.run["database_url"].replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(url) as connection:
            return connection.execute(query, values).fetchall()

    def kill(self, role: str) -> int:
        """kill -9 of one role's process; returns the pid it had."""
        pid: int = self.run["processes"][role]
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_for_another(self, role: str, pid: int) -> None:
        """Until the demo has started the killed role again, and everything answers."""
        wait_until(lambda: self.run["processes"].get(role, pid) != pid, f"{role} started again")
        wait_until(self.healthy, "everything answers again", 120)

    def health(self) -> dict[str, Any]:
        """What the health page says; nothing where it does not answer."""
        try:
            answer: dict[str, Any] = httpx.get(f"{self.url}/api/v1/health", timeout=5).json()
        except (httpx.HTTPError, ValueError):
            return {}
        return answer

    def healthy(self) -> bool:
        return bool(self.health().get("status") == "ok")

    def legs(self) -> int:
        """Channels that exist on the exchange."""
        ari = self.run["ari"]
        answer = httpx.get(f"{ari['url']}/channels", auth=(ari["user"], ari["password"]), timeout=10)
        return len(answer.json())

    def logs(self, lines: int = 25) -> str:
        """The end of every process's log."""
        texts = []
        for log in sorted((self.data / "logs").glob("*.log")):
            tail = log.read_text(errors="replace").splitlines()[-lines:]
            texts.append("\n".join([f"--- {log.name}", *tail]))
        return "\n".join(texts)

    def stop(self, number: signal.Signals = signal.SIGTERM, patience_s: float = 20.0) -> int:
        self.process.send_signal(number)
        return self.process.wait(patience_s)


def start(data: Path, *options: str) -> Demo:
    """Start `hotline demo` on `data` and wait for its one line of readiness."""
    data.mkdir(parents=True, exist_ok=True)
    progress = (data.parent / f"{data.name}.progress").open("w")
    process = subprocess.Popen(
        [*CLI, "demo", "--data", str(data), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=progress,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("HOTLINE READY "):
        process.terminate()
        process.wait(30)
        raise AssertionError(f"the demo did not get ready: {line!r}\n{Path(progress.name).read_text()[-4000:]}")
    return Demo(data, line.split()[2], process)
