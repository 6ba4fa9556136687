"""The carrier's trunk: by registration at a real registrar (a second Asterisk plays the carrier), and by address."""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from callcenter.exchange.install import install
from callcenter.exchange.keys import ExchangeKeys
from callcenter.exchange.ports import free_port
from callcenter.exchange.run import Exchange
from callcenter.exchange.site import Registrar, Site
from callcenter.settings import Settings
from callcenter.telephony.switch import Connected, LegArrived, LegEnded
from tests.callcenter.telephony.conftest import RealExchange
from tests.callcenter.telephony.kit import Watch, until

pytestmark = [pytest.mark.asterisk, pytest.mark.anyio]

LINE, PASSWORD = "07158120000", "a-carriers-secret"
CARRIER, STRANGER = "127.0.0.3", "127.0.0.4"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def site_exchange() -> Iterator[Callable[[Site], RealExchange]]:
    """Starts an exchange as a site has it: nothing of the demo's is open."""
    running: list[RealExchange] = []
    with tempfile.TemporaryDirectory(prefix="hotline-") as name:

        def begin(site: Site) -> RealExchange:
            folder = Path(name)
            for sub in ("keys", "recordings"):
                (folder / sub).mkdir(mode=0o700)
            site = replace(
                site,
                sip_port=free_port(),
                http_port=free_port(),
                recordings=str(folder / "recordings"),
                capture=f"127.0.0.1:{free_port()}",
            )
            keys = ExchangeKeys.load(folder / "keys")
            process = Exchange(install(Settings.load().cache, print), folder / "exchange", keys, site, demo=False)
            process.start()
            running.append(RealExchange(process, folder))
            return running[-1]

        yield begin
        for one in running:
            one.process.stop()


@pytest.fixture
def line_at_carrier(exchange: RealExchange) -> Iterator[None]:
    """The carrier has a line with a password, for whoever registers it."""
    settings = exchange.settings()
    store = f"{settings.ari_url}/asterisk/config/dynamic/res_pjsip"
    parts = {
        "auth": {"auth_type": "userpass", "username": LINE, "password": PASSWORD},
        "aor": {"max_contacts": "1", "remove_existing": "yes"},
        "endpoint": {"context": "none", "aors": LINE, "auth": LINE, "disallow": "all", "allow": "alaw"},
    }
    with httpx.Client(auth=(settings.ari_user, settings.ari_password), trust_env=False) as ari:
        for kind, fields in parts.items():
            body = {"fields": [{"attribute": name, "value": value} for name, value in fields.items()]}
            ari.put(f"{store}/{kind}/{LINE}", json=body).raise_for_status()
        yield
        for kind in reversed(parts):
            ari.delete(f"{store}/{kind}/{LINE}").raise_for_status()


async def test_a_trunk_that_registers_gets_the_carriers_calls(
    exchange: RealExchange, line_at_carrier: None, site_exchange: Callable[[Site], RealExchange]
) -> None:
    ours = site_exchange(Site(numbers=(LINE,), registrar=Registrar(exchange.sip, LINE, PASSWORD)))
    await until(
        lambda: "Registered" in ours.process.console("pjsip show registrations").replace("Unregistered", ""),
        "the carrier accepts the registration",
    )
    switch = ours.switch()
    watch = Watch(switch)
    await watch.for_(Connected)
    try:
        exchange.process.console(f"channel originate PJSIP/{LINE} application Echo")
        leg = (await watch.for_(LegArrived)).leg
        assert (leg.dialled, leg.known) == (LINE, True)
        await switch.answer(leg.id)
        await until(lambda: "Up" in exchange.process.console("core show channels"), "the carrier hears the answer")
        await switch.hang_up(leg.id)
        await watch.ended(leg)
        await until(
            lambda: "0 active channels" in exchange.process.console("core show channels count"), "no leg is left there"
        )
    finally:
        watch.close()
        await switch.close()


async def test_a_trunk_by_address_lets_the_carrier_in_and_nobody_else(
    site_exchange: Callable[[Site], RealExchange], tmp_path: Path
) -> None:
    ours = site_exchange(Site(trunk_addresses=(CARRIER,)))
    switch = ours.switch()
    watch = Watch(switch)
    await watch.for_(Connected)
    try:
        assert await asyncio.to_thread(_dial, ours, STRANGER, tmp_path) != 0
        assert not any(isinstance(happening, LegArrived) for happening in watch.seen)
        calling = asyncio.create_task(asyncio.to_thread(_dial, ours, CARRIER, tmp_path))
        leg = (await watch.for_(LegArrived)).leg
        assert (leg.dialled, leg.known) == ("12345", True)
        await switch.answer(leg.id)
        assert await calling == 0
        await watch.for_(LegEnded)
    finally:
        watch.close()
        await switch.close()


def _dial(exchange: RealExchange, address: str, folder: Path) -> int:
    """sipp's own caller, from one address: rings, talks for a second, hangs up. Returns its exit code."""
    sipp = shutil.which("sipp")
    assert sipp, "sipp is missing (Debian package sip-tester): `./hotline test` installs it"
    words = [sipp, exchange.sip, "-sn", "uac", "-s", "12345", "-m", "1", "-d", "1000", "-i", address, "-mi", address]
    done = subprocess.run(
        [*words, "-nostdin", "-timeout", "20s", "-timeout_error"], cwd=folder, capture_output=True, check=False
    )
    return done.returncode
