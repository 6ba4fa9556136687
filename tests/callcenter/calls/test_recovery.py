"""What is left of a call when the exchange or our own process dies in the middle of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from callcenter.telephony.scripted import ScriptedSwitch, Telephone
from callcenter.telephony.switch import Leg
from models.database import Store
from tests.callcenter.calls.test_walks import agent_leg, jobs, say
from tests.callcenter.floor import CALM, WAITING, Floor, ScriptedAdviser, speech

SignIn = Callable[..., int]


def left_track(floor: Floor, leg: Leg) -> bytes:
    recording = floor.recording(leg)
    assert recording is not None
    both, _ = soundfile.read(floor.recordings / recording.path, dtype="int16")
    return bytes(both[:, 0].tobytes())


def test_the_exchange_dies_and_the_tap_has_the_rest(store: Store, tmp_path: Path, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            caller = floor.switch.call_in()
            heard = await floor.heard(caller)
            await floor.played(caller, "ask_demand")
            sound = speech(4)
            await say(floor, caller.id, sound)
            heard.say("路灯坏了", 0.5, 1.5)
            floor.record(caller.conversation, sound[: 2 * 16000])  # its last two seconds were in a buffer
            floor.switch.disconnect()
            floor.switch.legs.clear()
            floor.switch.reconnect()
            call = await floor.over(caller)
            assert (call.state, call.ended_by, call.outcome) == ("ended", "lost", "automatic")
            assert left_track(floor, caller) == sound
            assert "recording-mended" in floor.kinds(caller)
            order = floor.order(caller)
            assert order is not None
            assert order.content == "路灯坏了"

    asyncio.run(walk())


def test_an_exchange_that_stays_away_loses_its_calls_in_the_end(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone()})
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in()
            await floor.until(lambda: switch.joins)
            floor.record(caller.conversation, speech(1))
            switch.disconnect()
            call = await floor.over(caller)
            assert (call.ended_by, call.outcome) == ("lost", "talked")
            assert floor.agent_states() == {"8001": ("wrap_up", None)}
            # the exchange had kept both legs: when it answers again they are let go
            switch.reconnect()
            await floor.until(lambda: not switch.legs)

    asyncio.run(walk())


def test_a_short_absence_of_the_exchange_ends_no_talk(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone()})
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in()
            await floor.until(lambda: switch.joins)
            before = floor.stream(caller)
            switch.disconnect()
            switch.reconnect()
            await floor.until(lambda: switch._sinks.get(caller.id))
            await say(floor, caller.id, speech(1))
            assert floor.stream(caller) is before
            assert speech(1) in bytes(before.fed)
            floor.record(caller.conversation, speech(1))
            switch.drop(caller.id)
            call = await floor.over(caller)
            assert (call.ended_by, call.outcome) == ("caller", "talked")
            # words may be missing live: they come from the recording
            assert call.transcript_state == "pending"
            assert jobs(store) == ["transcribe_recording"]

    asyncio.run(walk())


def test_a_killed_call_handler_goes_on_with_a_talking_pair(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        agent = sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone()})
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in()
            await floor.until(lambda: "joined" in floor.kinds(caller))
            await floor.die()
            switch.disconnect()  # what the dead process had of taps is gone
            switch.reconnect()
            assert floor.call(caller).state == "live"
            floor.start()
            await floor.until(lambda: "resumed" in floor.kinds(caller))
            await floor.until(lambda: switch._sinks.get(caller.id))
            assert floor.agent_states() == {"8001": ("talking", None)}
            assert len(switch.joins) == 1  # they were never parted
            sound = speech(2)
            floor.record(caller.conversation, sound)
            switch.drop(agent_leg(switch).id)
            call = await floor.over(caller)
            assert (call.ended_by, call.outcome, call.agent_id) == ("agent", "talked", agent)
            assert left_track(floor, caller)[: len(sound)] == sound
            assert floor.order(caller) is not None
            assert jobs(store) == ["transcribe_recording"]
            assert not switch.legs

    asyncio.run(walk())


def test_a_killed_call_handler_goes_on_listening_to_a_demand(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=WAITING) as floor:
            caller = floor.switch.call_in()
            await floor.played(caller, "ask_demand")
            await floor.die()
            floor.switch.disconnect()
            floor.switch.reconnect()
            floor.start()
            await floor.until(lambda: "resumed" in floor.kinds(caller))
            await floor.until(lambda: floor.switch._sinks.get(caller.id))
            await say(floor, caller.id, speech(1))
            floor.record(caller.conversation, speech(1))
            await floor.played(caller, "thanks")
            call = await floor.over(caller)
            assert (call.ended_by, call.outcome, call.intake) == ("system", "automatic", "automatic")
            assert floor.order(caller) is not None

    asyncio.run(walk())


@pytest.mark.parametrize("talked", [False, True])
def test_everything_was_killed_and_the_call_is_finished_from_the_disk(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn, talked: bool
) -> None:
    async def walk() -> None:
        switch = ScriptedSwitch()
        if talked:
            sign_in("8001")
            switch.telephones["8001"] = Telephone()
        async with Floor(store, tmp_path, adviser, switch=switch, timing=CALM) as floor:
            caller = switch.call_in()
            await floor.heard(caller)
            await floor.until(lambda: ("joined" if talked else "automatic-intake") in floor.kinds(caller))
            sound = speech(3)
            await say(floor, caller.id, sound)
            floor.record(caller.conversation, sound)
            await floor.die()
            switch.disconnect()
            switch.legs.clear()
            switch.reconnect()
            floor.start()
            await floor.until(lambda: jobs(store))
            call = floor.call(caller)
            assert (call.state, call.ended_by) == ("ended", "lost")
            assert call.outcome == ("talked" if talked else "automatic")
            assert call.ended_at is not None
            assert call.answered_at is not None
            assert (call.ended_at - call.answered_at).total_seconds() == pytest.approx(3.0, abs=0.5)
            assert left_track(floor, caller)[: len(sound)] == sound
            order = floor.order(caller)
            assert order is not None
            assert order.state == "draft"
            assert jobs(store) == ["transcribe_recording"]
            assert {state for state, _ in floor.agent_states().values()} <= {"wrap_up"}

    asyncio.run(walk())


def test_killed_between_record_and_recording(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call has ended in the database, its tracks still lie on the disk: the next start makes the recording."""

    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            caller = floor.switch.call_in()
            await floor.heard(caller)
            sound = speech(1)
            await say(floor, caller.id, sound)
            with monkeypatch.context() as patch:
                patch.setattr("callcenter.calls.recording.finish", _disk_full)
                floor.record(caller.conversation, sound)
                floor.switch.drop(caller.id)
                await floor.over(caller)
            assert floor.recording(caller) is None
            assert "recording-failed" in floor.kinds(caller)
            await floor.die()
            floor.switch.disconnect()
            floor.switch.reconnect()
            floor.start()
            await floor.until(lambda: floor.recording(caller))
            assert left_track(floor, caller) == sound

    asyncio.run(walk())


def _disk_full(*_: object) -> None:
    raise OSError(28, "No space left on device")
