"""A real exchange for the tests of this folder, on free ports, installed on first use."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from callcenter.exchange.install import install
from callcenter.exchange.ports import free_port
from callcenter.exchange.run import Exchange
from callcenter.exchange.site import Site
from callcenter.settings import Settings
from callcenter.telephony.asterisk import AsteriskSwitch
from tests.acceptance.demo import wait_until
from tests.callcenter.telephony.kit import chirp


@dataclass
class RealExchange:
    """A running Asterisk and what one needs to speak with it."""

    process: Exchange
    folder: Path

    @property
    def recordings(self) -> Path:
        return self.folder / "recordings"

    @property
    def sip(self) -> str:
        return f"127.0.0.1:{self.process.site.sip_port}"

    def settings(self, **more: str) -> Settings:
        own = {"HOTLINE_DEMO": "1", "HOTLINE_AUDIOSOCKET_PORT": str(free_port())}
        own["HOTLINE_OUTBOUND"] = "PJSIP/trunk/sip:citizen@127.0.0.1:{number}"  # a citizen's number is his port
        return Settings(self.folder, {**self.process.environment, **own, **more})

    def switch(self) -> AsteriskSwitch:
        return AsteriskSwitch.from_settings(self.settings())


def start_exchange(folder: Path) -> RealExchange:
    for name in ("keys", "recordings"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    program = install(Settings.load().cache, print)
    site = Site(sip_port=free_port(), http_port=free_port())
    process = Exchange.for_demo(program, folder / "exchange", folder / "keys", folder / "recordings", site)
    process.start()
    return RealExchange(process, folder)


@pytest.fixture(scope="session")
def running_exchange() -> Iterator[RealExchange]:
    with tempfile.TemporaryDirectory(prefix="hotline-") as folder:
        running = start_exchange(Path(folder))
        yield running
        running.process.stop()


@pytest.fixture
def exchange(running_exchange: RealExchange) -> Iterator[RealExchange]:
    """The same one for every test, without a call of the test before."""
    yield running_exchange
    console = running_exchange.process.console
    console("channel request hangup all")
    wait_until(lambda: "0 active channels" in console("core show channels count"), "no call is left")


@pytest.fixture(scope="session")
def sipp() -> str:
    """The path of sipp."""
    found = shutil.which("sipp")
    if found is None:
        pytest.fail("sipp is missing (Debian package sip-tester): `./hotline test` installs it")
    return found


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of noise as Asterisk plays it; named without its extension, as the port wants it."""
    path = tmp_path_factory.mktemp("prompts") / "greeting"
    path.with_suffix(".sln").write_bytes(np.asarray(chirp(2.0) // 4, "<i2").tobytes())
    return path
