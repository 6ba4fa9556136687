"""The demo for other machines: TLS everywhere, the telephone over wss; an agent who holds, mutes and hangs up."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.acceptance import chromium, sipp
from tests.acceptance.demo import Demo, start, wait_until
from tests.acceptance.likeness import RATE

pytestmark = [pytest.mark.asterisk, pytest.mark.browser, pytest.mark.slow]

HOST = "127.0.0.2"
"""Not the address that goes without TLS, and yet on this machine only."""


@pytest.fixture
def secure() -> Iterator[Demo]:
    with tempfile.TemporaryDirectory(prefix="hotline-") as directory:
        running = start(Path(directory) / "var", "--host", HOST)
        yield running
        running.stop()


def test_an_agent_holds_and_ends_a_call_over_tls(secure: Demo, tmp_path: Path) -> None:
    assert secure.url.startswith(f"https://{HOST}:")
    audio = sipp.alaw_file(np.random.default_rng(5).normal(0, 0.1, 40 * RATE), tmp_path / "caller.al")
    with chromium.page_of(secure, tmp_path / "last.png") as page:
        chromium.sign_in(page, secure)
        caller = sipp.place(tmp_path, secure.run["sip"], audio, calls=1, hold_s=90)
        phone = page.get_by_test_id("softphone")
        try:
            expect(phone).to_have_attribute("data-call", "ringing", timeout=30_000)
            page.keyboard.press("F2")
            expect(phone).to_have_attribute("data-call", "talking", timeout=15_000)
            page.keyboard.press("F9")
            expect(page.get_by_test_id("call-state")).to_contain_text("保持")
            wait_until(lambda: _noted(secure, "held"), "the exchange was told of the hold", 15)
            page.keyboard.press("F9")
            wait_until(lambda: _noted(secure, "retrieved"), "the exchange was told of the return", 15)
            page.keyboard.press("F8")
            expect(page.get_by_text("已静音")).to_be_visible()
            page.keyboard.press("F4")
            expect(phone).to_have_attribute("data-call", "ended", timeout=15_000)
        finally:
            caller.kill()
            caller.wait()
    ((ended_by, outcome),) = wait_until(
        lambda: secure.rows("select ended_by, outcome from call where state = 'ended'"), "the call's record", 30
    )
    assert (ended_by, outcome) == ("agent", "talked")
    wait_until(lambda: secure.rows("select 1 from recording"), "the recording", 30)
    wait_until(lambda: secure.legs() == 0, "no channel is left", 30)


def _noted(demo: Demo, kind: str) -> list[tuple[object, ...]]:
    return demo.rows("select 1 from call_event where kind = %s", kind)
