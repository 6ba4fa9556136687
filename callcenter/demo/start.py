"""Brings everything up in order, says READY when everything answers, watches it, and takes it down in order."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType

import httpx

from callcenter import run_file
from callcenter.demo import certificate, leftovers
from callcenter.demo.children import Child, Children
from callcenter.demo.progress import Progress
from callcenter.demo.welcome import welcome
from callcenter.exchange import ports
from callcenter.exchange.install import install
from callcenter.exchange.run import Exchange
from callcenter.exchange.site import Site
from callcenter.exchange.unavailable import ExchangeUnavailable
from callcenter.settings import Settings
from models import clock

ROOT = Path(__file__).parent.parent.parent
ROLES = ("speech", "worker", "web", "calls")
"""In the order of starting."""
_ANSWER_S = 120.0
Prepare = Callable[[Settings], object]


class PortTaken(Exception):
    """Something else listens where the web application is to. Code: `port-taken`."""

    code = "port-taken"


class NotAnswering(Exception):
    """A part was started and does not answer in time. Code: `not-answering`; the message has its last words."""

    code = "not-answering"


class Stopped(BaseException):
    """INT, TERM or HUP came."""


class Demo:
    """One demo on one data directory. telephone: with exchange and recogniser.

    check: asked of the database before anything is written into it; prepare: done before the roles start.
    """

    def __init__(
        self, data: Path, host: str, port: int, *, telephone: bool = True,
        check: Prepare | None = None, prepare: Prepare | None = None,
    ) -> None:  # fmt: skip
        self.data, self.host, self.telephone, self._check, self._prepare = data, host, telephone, check, prepare
        self.address = ports.reachable(host)
        self.port = port or ports.free_port(0, host)
        self.progress = Progress()
        self.environment = dict(os.environ, HOTLINE_DATA=str(data), HOTLINE_DEMO="1", PYTHONPATH=str(ROOT))
        self.children = Children(self._write_run_file, self.progress.say)
        self.exchange: Exchange | None = None
        self.tls: tuple[Path, Path] | None = None
        self._own_database = False
        self._started_at = clock.now().isoformat()

    @property
    def settings(self) -> Settings:
        return Settings(self.data, self.environment)

    @property
    def web_url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.address}:{self.port}"

    @property
    def sip_host(self) -> str:
        """Where callers on this machine dial: the exchange lets nobody else in without a trunk."""
        return "127.0.0.1" if self.host == ports.WILDCARD else self.host

    def run(self) -> None:
        """Until INT, TERM or HUP. Raises what hindered a step; everything that was started is stopped in any case."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _raise_stopped)
        try:
            self.start()
            welcome(self)
            print(f"HOTLINE READY {self.web_url}", flush=True)
            while True:
                self.tend()
                time.sleep(0.2)
        except Stopped:
            self.progress.console.print("stopping", style="bold")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self.stop()

    def start(self) -> None:
        """Returns when everything answers; `stop` in any case."""
        self.data.mkdir(parents=True, exist_ok=True)
        for name in leftovers.clear(self.data):
            self.progress.say(f"ended {name}, left by a demo that was killed")
        if not ports.usable(self.port, self.host):
            raise PortTaken(
                f"port {self.port}, wanted for the web application, is in use by another program: "
                "stop that one, or choose another with --port"
            )
        if self.host != "127.0.0.1":
            self.tls = certificate.ensure(self.settings.keys, self.address)
        with self.progress.step("database"):
            self._start_database()
            if self._check is not None:
                self._check(self.settings)
        with self.progress.step("sample city"):
            self._load_city()
        if self._prepare is not None:
            with self.progress.step("simulated city"):
                self._prepare(self.settings)
        if self.telephone:
            self._start_telephone()
        with self.progress.step("recogniser, jobs, web application, call handler"):
            for role in ROLES:
                if (role != "calls" or self.exchange) and (role != "speech" or self.telephone):
                    self._start_role(role)
            self._wait_for_answer()

    def _start_database(self) -> None:
        from models.database import embedded, migrate

        if "DATABASE_URL" not in self.environment:
            self.environment["DATABASE_URL"] = embedded(self.data)
            self._own_database = True
        migrate(self.environment["DATABASE_URL"])

    def _load_city(self) -> None:
        from callcenter.people import seed_api_client, seed_demo
        from models import catalogue, privacy
        from models.database import Store, engine_for

        privacy.use(privacy.KeyRing.load(self.settings.keys))
        engine = engine_for(self.environment["DATABASE_URL"])
        with Store(engine).transaction() as session:
            catalogue.ensure(session, catalogue.city_folder(self.settings.city))
            seed_demo(session, self.settings.keys)
            seed_api_client(session)
        engine.dispose()

    def _start_telephone(self) -> None:
        with self.progress.step("recognition and voice models") as say:
            self._install_models(say)
        with self.progress.step("telephone exchange") as say:
            self._start_exchange(say)
        if self.exchange:
            with self.progress.step("spoken prompts"):
                self._speak_prompts()

    def _install_models(self, say: Callable[[str], None]) -> None:
        from transcription import weights

        for name in (weights.DEFAULT_RECOGNISER, weights.DEFAULT_VOICE):
            try:
                weights.ensure(self.settings.cache, name, say)
            except weights.WeightsUnavailable as problem:
                say(str(problem))
                say("the hotline still records; people type what was said")

    def _start_exchange(self, say: Callable[[str], None]) -> None:
        site = Site(host=self.host)
        if self.tls:
            site = replace(site, certificate=str(self.tls[0]), key=str(self.tls[1]))
        try:
            program = install(self.settings.cache, say)
            exchange = Exchange.for_demo(
                program, self.settings.exchange, self.settings.keys, self.settings.recordings, site
            )
            exchange.start(say)
        except ExchangeUnavailable as problem:
            say(f"no telephone: {problem}")
            say("the other channels run: console, website")
            return
        if not exchange.real_time:
            say("this system forbids real-time priority: audio may be lost while the machine is busy")
        self.exchange = exchange
        self.environment |= exchange.environment
        self.environment["HOTLINE_AUDIOSOCKET_PORT"] = str(ports.free_port())

    def _speak_prompts(self) -> None:
        from callcenter.voice import prompts

        prompts.ensure(self.settings)

    def _start_role(self, role: str) -> None:
        command = [sys.executable, "-m", "callcenter.cli", role, "--data", str(self.data)]
        if role == "web":
            command += ["--host", self.host, "--port", str(self.port)]
            if self.tls:
                command += ["--certificate", str(self.tls[0]), "--key", str(self.tls[1])]
        log = self.settings.logs / f"{role}.log"
        self.children.add(Child(role, command, self.environment, log))

    def _wait_for_answer(self) -> None:
        """Until the health page says that every part answers."""
        until = time.monotonic() + _ANSWER_S
        verify = str(self.tls[0]) if self.tls else True
        said = "nothing"
        while time.monotonic() < until:
            self.children.tend()
            try:
                answer = httpx.get(f"{self.web_url}/api/v1/health", timeout=5, verify=verify).json()
                said = str(answer)
                if answer["status"] == "ok" or (not self.exchange and answer["database"] == "ok"):
                    return
            except (httpx.HTTPError, ValueError, KeyError) as error:
                said = repr(error)
            time.sleep(0.2)
        raise NotAnswering(f"not everything answers after {_ANSWER_S:.0f} s; health says: {said}\n{self._last_words()}")

    def _last_words(self) -> str:
        return "\n".join(f"--- {child.name}: {child.log}\n{child.last_words()}" for child in self.children.all())

    def tend(self) -> None:
        """Starts again what died; called a few times a second, or when there is time."""
        self.children.tend()
        if self.exchange and self.exchange.pid is None:
            self.progress.say("the exchange ended; starting it again")
            try:
                self.exchange.start(self.progress.say)
            except ExchangeUnavailable as problem:
                self.progress.say(str(problem))
                time.sleep(1)
            self._write_run_file()

    def _write_run_file(self) -> None:
        exchange = self.exchange
        processes = self.children.pids()
        sip = ari = None
        if exchange:
            processes |= {"exchange": exchange.pid} if exchange.pid else {}
            sip = {"host": self.sip_host, "port": exchange.site.sip_port}
            ari = {
                "url": self.environment["HOTLINE_ARI_URL"],
                "user": self.environment["HOTLINE_ARI_USER"],
                "password": self.environment["HOTLINE_ARI_PASSWORD"],
            }
        run_file.Running(
            pid=os.getpid(),
            web_url=self.web_url,
            database_url=self.environment["DATABASE_URL"],
            started_at=self._started_at,
            sip=sip,
            ari=ari,
            processes=processes,
        ).write(self.settings.run_file)

    def stop(self) -> None:
        """Within 20 s: the roles together, then the exchange, then the database."""
        self.children.stop(ROLES, patience_s=6)
        if self.exchange:
            self.exchange.stop()
        if self._own_database:
            from models.database import stop_embedded

            stop_embedded(self.data)
        running = run_file.read(self.settings.run_file)
        if running and running.pid == os.getpid():
            self.settings.run_file.unlink(missing_ok=True)


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    raise Stopped
