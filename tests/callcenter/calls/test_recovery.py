"""What is left of a call when the exchange or our own process dies in the middle of it."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
import soundfile
from sqlalchemy import select

from callcenter.telephony.scripted import ScriptedSwitch, Telephone
from callcenter.telephony.switch import Leg, SwitchError
from models.calls import Call
from models.database import Store
from models.orders import WorkOrder
from tests.callcenter.calls.test_walks import agent_leg, jobs, say
from tests.callcenter.floor import CALM, PATIENCE_S, WAITING, Floor, ScriptedAdviser, speech

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


@pytest.mark.parametrize("stage", ["answering", "greeting", "ringing", "picked up", "asking"])
def test_a_short_absence_of_the_exchange_costs_no_caller_his_call(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn, stage: str
) -> None:
    """Whatever was to be asked of the exchange while it was away is asked when it is back."""

    async def walk() -> None:
        switch = _Breaking(stage)
        if stage in ("ringing", "picked up"):
            sign_in("8001")
            switch.telephones["8001"] = Telephone(answers_after_s=0.1 if stage == "ringing" else 0.0)
        timing = replace(CALM, exchange_away=PATIENCE_S, ring=PATIENCE_S)
        async with Floor(store, tmp_path, adviser, switch=switch, timing=timing) as floor:
            caller = switch.call_in()
            await floor.until(lambda: not switch.connected)
            await asyncio.sleep(0.1)  # several requests are refused
            assert caller.id in switch.legs
            assert floor.handler.conversations == [caller.conversation]
            switch.reconnect()
            if stage in ("ringing", "picked up"):
                await floor.until(lambda: "joined" in floor.kinds(caller))
                assert floor.agent_states() == {"8001": ("talking", None)}
            else:
                await floor.played(caller, "ask_demand")
            await floor.until(lambda: switch._sinks.get(caller.id))
            await say(floor, caller.id, speech(1))
            assert bytes(floor.stream(caller).fed).count(speech(1)) == 1
            floor.record(caller.conversation, speech(1))
            switch.drop(caller.id)
            call = await floor.over(caller)
            assert call.ended_by == "caller"
            assert call.outcome == ("talked" if stage in ("ringing", "picked up") else "automatic")

    asyncio.run(walk())


class _Breaking(ScriptedSwitch):
    """Goes away once, at a stage of the first call, just before it is asked for the next thing."""

    def __init__(self, stage: str) -> None:
        super().__init__()
        self._stage = stage

    def _break(self, stage: str) -> None:
        if stage == self._stage:
            self._stage = ""
            self.disconnect()

    async def answer(self, leg_id: str) -> None:
        self._break("answering")
        await super().answer(leg_id)

    async def play(self, leg_id: str, sound: str) -> str:
        self._break(
            {"greeting": "greeting", "ringing": "ringing", "ask_demand": "asking"}.get(Path(sound).name, "another")
        )
        return await super().play(leg_id, sound)

    async def join(self, conversation: str, leg_ids: list[str]) -> None:
        self._break("picked up")
        await super().join(conversation, leg_ids)


@pytest.mark.parametrize("stage", ["answering", "greeting", "asking"])
def test_a_call_that_waits_for_an_exchange_that_stays_away_is_lost(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, stage: str
) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, switch=_Breaking(stage), timing=CALM) as floor:
            caller = floor.switch.call_in()
            floor.record(caller.conversation, bytes(1600))
            call = await floor.over(caller)
            assert (call.ended_by, call.outcome) == ("lost", "abandoned")
            floor.switch.reconnect()
            await floor.until(lambda: not floor.switch.legs)

    asyncio.run(walk())


def test_an_exchange_that_never_answers_a_request_fails_the_call(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    """It is connected all the time; the call is not asked for without end."""

    class Silent(ScriptedSwitch):
        async def answer(self, leg_id: str) -> None:
            raise SwitchError("switch-down", "not answered in time")

    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, switch=Silent(), timing=CALM) as floor:
            call = await floor.over(floor.switch.call_in())
            assert (call.ended_by, call.outcome) == ("system", "failed")
            assert not floor.switch.legs

    asyncio.run(walk())


def test_a_prompt_that_nobody_heard_ending_does_not_hold_the_caller_up(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, switch=ScriptedSwitch(prompt_s=None), timing=CALM) as floor:
            caller = floor.switch.call_in()
            await floor.played(caller, "greeting")
            floor.switch.disconnect()
            floor.switch.reconnect()
            await floor.played(caller, "no_agent")
            floor.switch.drop(caller.id)
            await floor.over(caller)
            assert "prompt-endless" not in floor.kinds(caller)

    asyncio.run(walk())


def test_an_agent_whose_line_was_lost_with_the_exchange_stays_on_duty(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone(answers_after_s=None)})
        async with Floor(store, tmp_path, adviser, switch=switch, timing=replace(CALM, ring=PATIENCE_S)) as floor:
            caller = switch.call_in()
            await floor.until(lambda: agent_leg(switch))
            switch.disconnect()
            switch.drop(agent_leg(switch).id)
            switch.reconnect()
            await floor.played(caller, "ask_demand")
            assert floor.agent_states() == {"8001": ("ready", None)}
            switch.drop(caller.id)
            await floor.over(caller)

    asyncio.run(walk())


@pytest.mark.parametrize("state", ["living", "closing"])
def test_a_leg_that_no_call_holds_is_let_go_when_the_exchange_is_back(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """Its request seemed to fail, or its hang-up did, while the call itself is not over yet."""

    async def walk() -> None:
        switch = ScriptedSwitch()
        recorded = asyncio.Event()
        async with Floor(store, tmp_path, adviser, switch=switch, timing=CALM) as floor:
            monkeypatch.setattr(floor.services.desk, "wrap_up", lambda _: recorded.wait())
            caller = switch.call_in()
            await floor.played(caller, "ask_demand")
            if state == "closing":
                switch.drop(caller.id)
                await floor.until(lambda: caller.id not in floor.services.legs)
            stray = Leg("agent-stray", caller.conversation, "agent", "8001")
            switch.legs[stray.id] = stray
            switch.disconnect()
            switch.reconnect()
            await floor.until(lambda: stray.id not in switch.legs)
            assert (caller.id in switch.legs) == (state == "living")
            switch.drop(caller.id)
            recorded.set()
            assert (await floor.over(caller)).ended_by == "caller"

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
            await floor.until(lambda: "automatic-intake" in floor.kinds(caller))
            await floor.die()
            floor.switch.disconnect()
            floor.switch.reconnect()
            floor.start()
            await floor.until(lambda: "resumed" in floor.kinds(caller))
            await floor.until(lambda: floor.switch._sinks.get(caller.id))
            await say(floor, caller.id, speech(1))
            floor.record(caller.conversation, speech(1))
            await floor.played(caller, "thanks")
            assert floor.switch.played.count((caller.id, str(floor.prompts["ask_demand"]))) == 1
            call = await floor.over(caller)
            assert (call.ended_by, call.outcome, call.intake) == ("system", "automatic", "automatic")
            assert floor.order(caller) is not None

    asyncio.run(walk())


@pytest.mark.parametrize("free", [True, False])
def test_a_killed_call_handler_calls_agents_again_for_who_waited(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn, free: bool
) -> None:
    """Killed while the telephone of an agent rang: the agent is free again, and is called for the same caller."""

    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone(answers_after_s=None)})
        async with Floor(store, tmp_path, adviser, switch=switch, timing=replace(CALM, ring=PATIENCE_S)) as floor:
            caller = switch.call_in()
            await floor.until(lambda: agent_leg(switch))
            rang = agent_leg(switch)
            await floor.until(lambda: "offered" in floor.kinds(caller))
            await floor.die()
            assert floor.agent_states() == {"8001": ("ringing", None)}
            switch.telephones["8001"] = Telephone(refuses=not free)
            switch.disconnect()
            switch.reconnect()
            floor.start()
            if free:
                await floor.until(lambda: "joined" in floor.kinds(caller))
                assert floor.agent_states() == {"8001": ("talking", None)}
            else:
                await floor.played(caller, "ask_demand")
                assert floor.agent_states() == {"8001": ("not_ready", "declined")}
            assert rang.id not in switch.legs
            floor.record(caller.conversation, speech(1))
            switch.drop(caller.id)
            call = await floor.over(caller)
            assert (call.ended_by, call.intake) == ("caller", "agent" if free else "automatic")

    asyncio.run(walk())


def test_a_killed_call_handler_finds_another_agent_for_who_was_parted(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    """Caller and agent had talked, and the agent's line is gone after the restart: the talk is written up."""

    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone(), "8002": Telephone()})
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in()
            await floor.until(lambda: "joined" in floor.kinds(caller))
            second = sign_in("8002")
            await floor.die()
            switch.disconnect()
            switch.drop(agent_leg(switch).id)
            switch.reconnect()
            floor.start()
            await floor.until(lambda: len(switch.joins) == 2)
            assert floor.agent_states() == {"8001": ("wrap_up", None), "8002": ("talking", None)}
            floor.record(caller.conversation, bytes(1600))
            switch.drop(agent_leg(switch).id)
            call = await floor.over(caller)
            assert (call.ended_by, call.agent_id) == ("agent", second)

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


def test_what_stood_in_the_way_of_a_recording_is_gone(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """A full disk, and a volume that was away: without a restart the recordings are made once they can be."""
    timing = replace(CALM, unrecorded_every=0.2)

    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=timing) as floor:
            sound, callers = speech(1), [floor.switch.call_in() for _ in range(2)]
            for caller in callers:
                await floor.heard(caller)
                await say(floor, caller.id, sound)
            with monkeypatch.context() as patch:
                patch.setattr("callcenter.calls.recording.finish", _disk_full)
                patch.setattr("callcenter.calls.handler.strays", _disk_full)
                floor.record(callers[0].conversation, sound)
                floor.switch.drop(callers[0].id)
                await floor.over(callers[0])
                await floor.until(lambda: "record-later-failed" in caplog.text)
            away = floor.recordings.rename(floor.recordings.with_name("away"))
            floor.switch.drop(callers[1].id)
            await floor.over(callers[1])
            await floor.until(lambda: "recording-missing" in floor.kinds(callers[1]))
            ended = [floor.call(caller).ended_at for caller in callers]
            for path in away.rglob("*"):
                if path.is_file():
                    (there := floor.recordings / path.relative_to(away)).parent.mkdir(parents=True, exist_ok=True)
                    path.rename(there)
            floor.record(callers[1].conversation, sound)
            for caller in callers:
                await floor.until(lambda one=caller: floor.recording(one))  # type: ignore[misc]
                assert left_track(floor, caller) == sound
            assert [floor.call(caller).ended_at for caller in callers] == ended

    asyncio.run(walk())


def test_a_caller_whom_the_exchange_held_while_nobody_handled_calls(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    """He spoke, hung up, and was in no list of legs when we came back: his recording alone tells of him."""
    held, still, name = str(uuid4()), str(uuid4()), "other.caller.sln"

    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=replace(CALM, unrecorded_every=0.2)) as floor:
            sound = speech(3)
            for conversation in (held, still):
                floor.record(conversation, sound)
            (track,) = floor.recordings.rglob(f"{held}.caller.sln")
            over = time.time() - 20 * 60
            (track.with_name(name)).write_bytes(sound)
            for path in (track, track.with_name(name)):
                os.utime(path, (over, over))
            await floor.until(lambda: jobs(store))
            with store.reading() as session:
                (call,) = session.scalars(select(Call)).all()
                assert (str(call.conversation_id), call.caller_number) == (held, None)
                assert (call.state, call.ended_by, call.outcome) == ("ended", "lost", "automatic")
                assert call.started_at.timestamp() == pytest.approx(over - 3, abs=0.1)
                assert session.scalars(select(WorkOrder.state)).all() == ["draft"]
            assert jobs(store) == ["transcribe_recording"]

    asyncio.run(walk())


def _disk_full(*_: object) -> None:
    raise OSError(28, "No space left on device")
