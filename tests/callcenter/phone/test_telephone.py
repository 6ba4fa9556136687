"""The citizen's telephone: what it says arrives whole in the recording; how it ends is told."""

import asyncio
import subprocess
import uuid
from pathlib import Path

import numpy as np
import pytest

from callcenter.exchange.ports import free_port
from callcenter.phone import clip
from callcenter.phone.telephone import Telephone
from callcenter.telephony.switch import LegArrived, LegEnded
from tests.acceptance.likeness import seconds_alike
from tests.callcenter.telephony.conftest import RealExchange
from tests.callcenter.telephony.kit import PATIENCE_S, Watch, chirp, signal
from transcription.engine import Samples

ROOT = Path(__file__).parents[3]
HUMAN = ROOT.parent / "shared" / "data" / "speech" / "human"


def _clips() -> list[tuple[str, Samples]]:
    """Recordings of people where they lie beside the project; always a quiet one and a long one.

    Long: a call whose ACK went astray ends after 32 s.
    """
    own = [("quiet", np.asarray(chirp(4.0) / 12, np.int16)), ("long", chirp(34.0))]
    return own + [(path.name, clip.from_file(path)) for path in sorted(HUMAN.glob("*.wav"))]


def test_only_one_file_imports_the_gpl_library() -> None:
    found = subprocess.run(
        ["git", "grep", "-lE", r"^\s*(from|import) pyVoIP", "--", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(found.stdout.split()) <= {"callcenter/phone/line.py"}
    starters = subprocess.run(
        ["git", "grep", "-lE", r"(from|import) callcenter\.phone\.(line|__main__)", "--", "callcenter"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(starters.stdout.split()) <= {"callcenter/phone/__main__.py"}


def test_nobody_there() -> None:
    with Telephone(f"127.0.0.1:{free_port()}", "13800001111", "12345", chirp(), ring_s=0.5) as telephone:
        assert telephone.finish(PATIENCE_S) == 4
        assert [event["event"] for event in telephone.events] == ["dialling", "ended"]


async def _talk(exchange: RealExchange, conversation: str, says: Samples) -> tuple[Samples, list[str]]:
    """One answered call; the caller's track and the telephone's events."""
    switch = exchange.switch()
    watch = Watch(switch)
    phone = Telephone(exchange.sip, "13800001111", "12345", says, conversation=conversation, silence_s=0.2, after_s=0.5)
    with phone:
        leg = (await watch.for_(LegArrived)).leg
        assert leg.conversation == conversation
        await switch.answer(leg.id)
        await asyncio.to_thread(phone.finish, len(says) / 8000 + PATIENCE_S)
        await watch.for_(LegEnded)
        events = [str(event["event"]) for event in phone.events]
    watch.close()
    await switch.close()
    track = exchange.recordings / f"{leg.variables['RECORDING']}.caller.sln"
    return np.fromfile(track, "<i2").astype(np.int16), events


@pytest.mark.asterisk
@pytest.mark.slow
@pytest.mark.parametrize(("name", "says"), _clips(), ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_said_is_recorded_second_by_second(exchange: RealExchange, name: str, says: Samples) -> None:
    conversation = str(uuid.uuid4())
    recorded, events = asyncio.run(_talk(exchange, conversation, says))
    assert events == ["dialling", "answered", "speaking", "spoken", "ended"]
    alike = seconds_alike(signal(says), signal(recorded))
    assert alike, name
    assert min(alike) > 0.99, alike


@pytest.mark.asterisk
def test_a_refused_call_is_told(exchange: RealExchange) -> None:
    with Telephone(exchange.sip, "13800001111", "nobody", chirp(), ring_s=10) as telephone:
        assert telephone.finish(PATIENCE_S) == 4
        assert telephone.events[-1]["event"] == "refused"
        assert telephone.events[-1]["status"] == 404
