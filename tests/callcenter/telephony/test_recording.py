"""The recording that the dialplan starts: two tracks in step, whole after every kind of death, taps that come back."""

import asyncio
import os
import signal as signals
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest

from callcenter.phone.telephone import Telephone
from callcenter.telephony.switch import Connected, Disconnected, Leg, LegAnswered, LegArrived, LegEnded
from tests.acceptance.likeness import seconds_alike
from tests.callcenter.telephony.agents import Agents
from tests.callcenter.telephony.conftest import RealExchange, start_exchange
from tests.callcenter.telephony.kit import PATIENCE_S, Watch, chirp, signal, spoken, until
from transcription.engine import Samples

pytestmark = [pytest.mark.asterisk, pytest.mark.anyio, pytest.mark.slow]

RATE = 8000


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def own_exchange() -> Iterator[RealExchange]:
    """One that a test may kill."""
    with tempfile.TemporaryDirectory(prefix="hotline-") as folder:
        running = start_exchange(Path(folder))
        yield running
        running.process.stop()


@pytest.fixture
async def agents() -> AsyncIterator[Agents]:
    with Agents() as agents:
        yield agents


def _track(exchange: RealExchange, leg: Leg, party: str) -> Samples:
    return np.fromfile(exchange.recordings / f"{leg.variables['RECORDING']}.{party}.sln", "<i2").astype(np.int16)


def _place(piece: Samples, track: Samples) -> int:
    """The sample of `track` at which `piece` lies."""
    size = 1 << int(np.ceil(np.log2(len(piece) + len(track))))
    spectrum = np.fft.rfft(track.astype(float), size) * np.conj(np.fft.rfft(piece.astype(float), size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(track)]))


async def test_both_tracks_keep_step_through_a_talk(exchange: RealExchange, agents: Agents) -> None:
    """The agent echoes: what the caller says is in the other track one path's delay later, at the end as at first."""
    switch = exchange.switch()
    watch = Watch(switch)
    clip = chirp(8.0)
    with Telephone(exchange.sip, "13800001111", "12345", clip, silence_s=60) as citizen:
        caller = (await watch.for_(LegArrived)).leg
        await switch.answer(caller.id)
        agent = await switch.ring(caller.conversation, agents.address("answers"), caller.number, 10)
        await watch.for_(LegAnswered)
        await switch.join(caller.conversation, [caller.id, agent.id])
        citizen.speak()
        assert await asyncio.to_thread(citizen.wait, "spoken", within_s=30)
        await asyncio.sleep(0.3)  # the echo's way back
    await watch.for_(LegEnded, lambda h: h.leg_id == caller.id)
    await switch.hang_up(agent.id)
    await watch.for_(LegEnded, lambda h: h.leg_id == agent.id)
    watch.close()
    await switch.close()
    said, heard = _track(exchange, caller, "caller"), _track(exchange, caller, "agent")
    assert len(said) == len(heard)
    assert min(seconds_alike(signal(clip), signal(said))) > 0.99
    seconds = [clip[start : start + RATE] for start in (0, 3 * RATE, 7 * RATE)]
    delays = [_place(second, heard) - _place(second, said) for second in seconds]
    # MixMonitor lays the two tracks beside each other to one or two frames
    assert all(-0.04 * RATE <= delay < 0.2 * RATE for delay in delays), delays
    assert max(delays) - min(delays) <= 0.06 * RATE, delays


async def test_a_killed_exchange_leaves_both_tracks(own_exchange: RealExchange) -> None:
    """Headerless tracks of equal length, at most a buffer (2.05 s) short; a new one is found on the same ports."""
    switch = own_exchange.switch()
    watch = Watch(switch)
    heard: list[bytes] = []
    clip = chirp(12.0)
    with Telephone(own_exchange.sip, "13800001111", "12345", clip, silence_s=0) as citizen:
        leg = (await watch.for_(LegArrived)).leg
        await switch.tap(leg.id, heard.append)
        await switch.answer(leg.id)
        assert await asyncio.to_thread(citizen.wait, "speaking", within_s=PATIENCE_S)
        await until(lambda: len(heard) > 250, "five seconds are heard")
        assert own_exchange.process.pid
        os.kill(own_exchange.process.pid, signals.SIGKILL)
        await watch.for_(Disconnected)
    said, other = _track(own_exchange, leg, "caller"), _track(own_exchange, leg, "agent")
    assert len(said) == len(other)
    assert len(heard) * 160 - len(said) <= 2.1 * RATE
    # the tap carries on sample for sample where the track ends
    tail = said[-RATE // 4 :].tobytes()
    assert tail in b"".join(heard)
    own_exchange.process.start()
    await until(lambda: sum(h == Connected(()) for h in watch.seen) == 2, "connected again, without legs")
    watch.close()
    await switch.close()


async def test_a_new_call_handler_finds_the_talk_and_taps_again(exchange: RealExchange, agents: Agents) -> None:
    first = exchange.switch()
    watch = Watch(first)
    with Telephone(exchange.sip, "13800001111", "12345", chirp(3.0), silence_s=60) as citizen:
        caller = (await watch.for_(LegArrived)).leg
        await first.answer(caller.id)
        await first.tap(caller.id, lambda _: None)
        agent = await first.ring(caller.conversation, agents.address("answers"), caller.number, 10)
        await watch.for_(LegAnswered)
        await first.join(caller.conversation, [caller.id, agent.id])
        watch.close()
        await first.close()  # as a killed one: its helpers stay over there

        second = exchange.switch()
        watch = Watch(second)
        there = {leg.id: leg for leg in (await watch.for_(Connected)).legs}
        assert set(there) == {caller.id, agent.id}
        assert there[caller.id].conversation == there[agent.id].conversation == caller.conversation
        assert all(leg.up and leg.joined for leg in there.values())
        frames: list[bytes] = []
        await second.tap(caller.id, frames.append)
        citizen.speak()
        assert await asyncio.to_thread(citizen.wait, "spoken", within_s=PATIENCE_S)
        sent = len(frames)
        await until(lambda: len(frames) > sent + 25, "the clip is heard to its end")
    assert min(seconds_alike(signal(chirp(3.0)), spoken(frames))) > 0.99
    await watch.for_(LegEnded, lambda h: h.leg_id == caller.id)
    await second.hang_up(agent.id)
    await watch.for_(LegEnded, lambda h: h.leg_id == agent.id)
    await until(lambda: exchange.process.console("bridge show all").count("\n") <= 1, "no bridge is left")
    assert "0 active channels" in exchange.process.console("core show channels count")
    watch.close()
    await second.close()


async def test_a_caller_waits_for_a_hotline_that_restarts(exchange: RealExchange) -> None:
    with Telephone(exchange.sip, "13800001111", "12345") as citizen:
        assert await asyncio.to_thread(citizen.wait, "dialling", within_s=PATIENCE_S)
        await until(lambda: "1 active channel" in exchange.process.console("core show channels count"), "it rings")
        switch = exchange.switch()
        watch = Watch(switch)
        leg = (await watch.for_(LegArrived)).leg
        await switch.answer(leg.id)
        assert await asyncio.to_thread(citizen.wait, "answered", within_s=PATIENCE_S)
        await switch.hang_up(leg.id)
        await watch.for_(LegEnded)
        watch.close()
        await switch.close()
