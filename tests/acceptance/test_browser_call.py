"""An agent in a real Chromium: the browser rings, both are heard, the order is saved, the recording plays."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Page, expect

from tests.acceptance import chromium, sipp
from tests.acceptance.demo import CLI, Demo, environment, wait_until
from tests.acceptance.likeness import RATE, seconds_alike, telephone_signal

pytestmark = [pytest.mark.asterisk, pytest.mark.browser, pytest.mark.speech, pytest.mark.slow]

CALLER_WORDS = "你好，我家住在咸安区温泉街道，从昨天晚上开始就停水了，到现在还没有来水，请问什么时候能恢复供水？"
AGENT_WORDS = "您好，请您不要着急，我马上为您登记停水的情况，请问您的详细地址是哪里？"


def _say(text: str, voice: str, path: Path) -> Path:
    subprocess.run([*CLI, "say", text, "-o", path, "--voice", voice], env=environment(), check=True)
    return path


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What the caller says, and what the agent's microphone gives (48 kHz, over and over)."""
    folder = tmp_path_factory.mktemp("voices")
    caller = _say(CALLER_WORDS, "zf_xiaoxiao", folder / "caller.wav")
    spoken, rate = soundfile.read(_say(AGENT_WORDS, "zm_yunxi", folder / "agent-24k.wav"))
    microphone = folder / "agent.wav"
    soundfile.write(microphone, np.concatenate([spoken, np.zeros(rate)]), rate, subtype="PCM_16")
    return caller, microphone


@pytest.fixture
def page(voices: tuple[Path, Path], demo: Demo, tmp_path: Path) -> Iterator[Page]:
    with chromium.page_of(demo, tmp_path / "last.png", voices[1]) as page:
        yield page


def test_an_agent_takes_a_call(page: Page, demo: Demo, voices: tuple[Path, Path], tmp_path: Path) -> None:
    caller_voice, microphone = voices
    said = telephone_signal(caller_voice)
    # words after the greeting and the answer, so that they are a conversation
    said = np.concatenate([np.zeros(14 * RATE), said, np.zeros(4 * RATE)])
    known = {row[0] for row in demo.rows("select conversation_id from call")}
    chromium.sign_in(page, demo)

    audio = sipp.alaw_file(said, tmp_path / "caller.al")
    caller = sipp.place(tmp_path, demo.run["sip"], audio, calls=1, hold_s=len(said) / RATE + 1)
    try:
        expect(page.get_by_test_id("softphone")).to_have_attribute("data-call", "ringing", timeout=30_000)
        page.get_by_role("button", name="接听").click()
        expect(page.get_by_test_id("softphone")).to_have_attribute("data-call", "talking", timeout=15_000)
        assert caller.wait(90) == 0, (tmp_path / "sipp.log").read_text()[-2000:]
    finally:
        caller.kill()
        caller.wait()
    expect(page.get_by_test_id("softphone")).not_to_have_attribute("data-call", "talking", timeout=15_000)

    final = page.locator('[data-testid="segment"][data-final="true"]')
    expect(final.and_(page.locator('[data-speaker="caller"]')).filter(has_text="停水").first).to_be_visible(
        timeout=120_000
    )
    expect(final.and_(page.locator('[data-speaker="agent"]')).filter(has_text="登记").first).to_be_visible(
        timeout=120_000
    )
    expect(page.locator('[data-speaker="caller"]').filter(has_text="登记")).to_have_count(0)
    expect(page.locator('[data-speaker="agent"]').filter(has_text="昨天晚上")).to_have_count(0)

    # the form has filled itself; the agent confirms
    dispatch = page.get_by_role("button", name="保存并派发")
    expect(dispatch).to_be_enabled(timeout=60_000)
    dispatch.click()
    (ours,) = [row[0] for row in demo.rows("select conversation_id from call") if row[0] not in known]

    def dispatched() -> list[tuple[object, ...]]:
        return demo.rows(
            "select order_no, lead_code from work_order where conversation_id = %s and state = 'dispatched'", ours
        )

    ((order_no, lead),) = wait_until(dispatched, "the dispatched order", 30)
    assert lead == "XNGY002"

    ((path,),) = wait_until(
        lambda: demo.rows("select path from recording where conversation_id = %s", ours), "the recording", 15
    )
    recording = demo.data / "recordings" / path
    caller_alike = seconds_alike(telephone_signal(caller_voice), telephone_signal(recording, channel=0))
    assert min(caller_alike) > 0.95, caller_alike
    # the agent's microphone runs in a loop: each recorded second of his voice is found in what it gave
    ((answered_s,),) = demo.rows(
        "select extract(epoch from agent_answered_at - started_at) from call where conversation_id = %s", ours
    )
    track = telephone_signal(recording, channel=1)
    talk = track[int((float(answered_s) + 2) * RATE) : -2 * RATE]
    once = telephone_signal(microphone)
    agent_alike = seconds_alike(talk, np.concatenate([once] * 3))
    assert agent_alike
    assert min(agent_alike) > 0.95, agent_alike

    page.goto(f"/orders/{order_no}")
    expect(page.get_by_test_id("order-lead")).to_have_text("供水企业")
    page.get_by_role("button", name="播放").first.click()
    expect(page.get_by_test_id("player")).to_have_attribute("data-playing", "true", timeout=20_000)
    expect(page.get_by_test_id("player-time")).not_to_contain_text("0:00 /", timeout=20_000)
    picture = demo.data.parent / "order.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 10_000


def test_with_nobody_signed_in_the_automatic_intake_takes_the_demand(demo: Demo) -> None:
    ready = demo.rows("select count(*) from agent_session where state = 'ready'")
    assert ready == [(0,)], "the browser of the agent is closed: nobody is ready"
    result = demo.call("--say", CALLER_WORDS)
    ((intake, outcome),) = demo.rows(
        "select intake, outcome from call where conversation_id = %s", result["conversation_id"]
    )
    assert (intake, outcome) == ("automatic", "automatic")
    assert result["order_no"]
