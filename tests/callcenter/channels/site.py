"""A site that can be killed: web and worker as processes of their own, on a PostgreSQL of their own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from callcenter.exchange.ports import free_port
from models import catalogue, privacy
from models.database import Store, embedded, migrate, stop_embedded

ROOT = Path(__file__).parents[3]
_WORKER = """
import sys
from callcenter import worker_role
from callcenter.settings import Settings
from tests.callcenter.silent import SilentAdviser
class Silent(SilentAdviser):  # what is proposed is another test's matter
    def now(self):
        return self
assert worker_role.CurrentAdviser
worker_role.CurrentAdviser = lambda settings, store: Silent()
worker_role.run(Settings.load(sys.argv[1]))
"""


class Site:
    """`start`, `kill`, `end`. Everything lies in `folder`."""

    def __init__(self, folder: Path, durable: bool) -> None:
        self.folder, self.durable = folder, durable
        self.port = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.killed = 0
        self.url = embedded(folder, durable=durable)
        self.environment = dict(os.environ, HOTLINE_DATA=str(folder), DATABASE_URL=self.url, PYTHONPATH=str(ROOT))
        migrate(self.url)
        privacy.use(privacy.KeyRing.load(folder / "keys"))
        self.store = Store.at(self.url)
        with self.store.transaction() as session:
            catalogue.load(session, catalogue.city_folder("xianning"))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts what does not run; returns when the web answers."""
        commands = {
            "web": [
                sys.executable,
                "-m",
                "callcenter.cli",
                "web",
                "--data",
                str(self.folder),
                "--port",
                str(self.port),
            ],
            "worker": [sys.executable, "-c", _WORKER, str(self.folder)],
        }
        for name, command in commands.items():
            running = self.processes.get(name)
            if running is None or running.poll() is not None:
                with (self.folder / f"{name}.log").open("ab") as log:
                    self.processes[name] = subprocess.Popen(
                        command, env=self.environment, cwd=ROOT, stdout=log, stderr=log
                    )
        self.until(self._answers)

    def kill(self) -> None:
        """As a power cut would: no process says goodbye."""
        for process in self.processes.values():
            process.send_signal(signal.SIGKILL)
        for process in self.processes.values():
            process.wait()
        self.killed += 1

    def kill_database(self) -> None:
        """The server with all its children; then it recovers."""
        pid = int((self.folder / "database" / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])
        server = psutil.Process(pid)
        for one in (server, *server.children()):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        embedded(self.folder, durable=self.durable)

    def end(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.store.close()
        stop_embedded(self.folder)

    def until(self, true: Callable[[], bool], patience_s: float = 120.0) -> None:
        """Fails loudly; a process that has ended meanwhile is started again, as a site's supervisor does."""
        deadline = time.monotonic() + patience_s
        while not true():
            assert time.monotonic() < deadline, self.last_words()
            time.sleep(0.1)

    def last_words(self) -> str:
        return "\n".join(
            f"--- {name}\n" + (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]
            for name in self.processes
        )

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError, ValueError, KeyError):
            told = httpx.get(f"{self.address}/api/v1/health", timeout=15, trust_env=False, verify=False).json()
            return bool(told["database"] == "ok")
        return False
