"""Whole calls on a scripted exchange with a real database: who answers, what is said, who hangs up, what remains."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
import soundfile
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from callcenter.calls import ear
from callcenter.telephony.scripted import ScriptedSwitch, Telephone
from callcenter.telephony.switch import Leg, SwitchError
from models import clock, events
from models.calls import Call
from models.database import Store
from tests.callcenter.floor import CALM, PATIENCE_S, Floor, ScriptedAdviser, speech

SignIn = Callable[..., int]


async def say(floor: Floor, leg_id: str, sound: bytes) -> None:
    """The party speaks in frames as time goes on (faster than life)."""
    for start in range(0, len(sound), 3200):
        floor.switch.speak(leg_id, sound[start : start + 3200])
        await asyncio.sleep(0)


def test_an_agent_takes_the_call(store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn) -> None:
    async def walk() -> None:
        agent = sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone()})
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in("13812345678")
            heard = await floor.heard(caller)
            agent_heard = await floor.heard(caller, "agent")
            await floor.until(lambda: switch.joins)
            assert floor.agent_states() == {"8001": ("talking", None)}
            sound, answer = speech(2, 1), speech(2, 2)
            await say(floor, caller.id, sound)
            heard.say("我家楼下的路灯坏了", 0.2, 1.8)
            agent_leg = next(leg for leg in switch.legs.values() if leg.role == "agent")
            await say(floor, agent_leg.id, answer)
            agent_heard.say("请问在哪条路", 4.0, 5.0)
            floor.record(caller.conversation, sound, answer)
            await floor.until(lambda: "draft.proposed" in floor.topics(caller))
            switch.drop(agent_leg.id)
            call = await floor.over(caller)
            assert not switch.legs
            assert (call.state, call.outcome, call.ended_by, call.intake) == ("ended", "talked", "agent", "agent")
            assert call.agent_id == agent
            assert call.transcript_state == "complete"
            assert floor.agent_states() == {"8001": ("wrap_up", None)}
            recording = floor.recording(caller)
            assert recording is not None
            both, _ = soundfile.read(floor.recordings / recording.path, dtype="int16")
            assert both[:, 0].tobytes() == sound
            assert both[:, 1].tobytes() == answer
            assert [(s.speaker, s.text) for s in floor.segments(caller)] == [
                ("caller", "我家楼下的路灯坏了"),
                ("agent", "请问在哪条路"),
            ]
            order = floor.order(caller)
            assert order is not None
            assert (order.state, order.content) == ("draft", "我家楼下的路灯坏了")
            assert (order.waits_for_person, order.wait_reason) == (True, "agent-confirms")
            assert order.masked_phone == "138****5678"
            topics = floor.topics(caller)
            order_of_topics = [
                "call.started",
                "call.answered",
                "call.offered",
                "segment",
                "call.ended",
                "call.recorded",
            ]
            assert [t for t in dict.fromkeys(topics) if t in order_of_topics] == order_of_topics
            kinds = floor.kinds(caller)
            for kind in ("began", "answered", "offered", "agent-answered", "joined", "hung-up", "ended", "transcript"):
                assert kind in kinds

    asyncio.run(walk())


def test_nobody_is_there_and_the_caller_tells_the_machine(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser) as floor:
            caller = floor.switch.call_in("13812345678")
            heard = await floor.heard(caller)
            await floor.played(caller, "ask_demand")
            sound = speech(1)
            await say(floor, caller.id, sound)
            heard.say("小区停水", final=False)
            heard.say("小区停水三天了", 0.1, 0.9)
            floor.record(caller.conversation, sound)
            call = await floor.over(caller)
            played = [Path(sound).name for _, sound in floor.switch.played]
            assert played == ["greeting", "no_agent", "ask_demand", "thanks"]
            assert (call.outcome, call.ended_by, call.intake) == ("automatic", "system", "automatic")
            assert not floor.switch.legs
            order = floor.order(caller)
            assert order is not None
            assert (order.state, order.content, order.waits_for_person) == ("draft", "小区停水三天了", False)
            with store.reading() as session:
                words = [e for e in events.after(session, 0) if e.topic == "segment"]
            assert [(e.data["text"], e.data["final"]) for e in words][-1] == ("小区停水三天了", True)
            assert words[-1].data["segment_id"] == floor.segments(caller)[0].id
            assert jobs(store) == ["settle_call"]

    asyncio.run(walk())


def test_an_agent_who_does_not_answer_and_one_who_declines_are_passed_over(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        for login in ("8001", "8002", "8003", "8004"):
            sign_in(login)
        phones = {
            "8001": Telephone(answers_after_s=None),
            "8002": Telephone(refuses=True),
            "8003": Telephone(),
            "8004": Telephone(),
        }
        async with Floor(store, tmp_path, adviser, switch=ScriptedSwitch(telephones=phones)) as floor:
            caller = floor.switch.call_in()
            await floor.until(lambda: floor.switch.joins)
            assert floor.agent_states() == {
                "8001": ("not_ready", "no-answer"),
                "8002": ("not_ready", "declined"),
                "8003": ("talking", None),
                "8004": ("ready", None),
            }
            floor.record(caller.conversation, bytes(16000))
            floor.switch.drop(caller.id)
            call = await floor.over(caller)
            assert (call.outcome, call.ended_by) == ("talked", "caller")
            assert not floor.switch.legs

    asyncio.run(walk())


def test_three_agents_are_tried_then_the_machine_takes_the_demand(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        logins = ("8001", "8002", "8003", "8004")
        for login in logins:
            sign_in(login)
        # 8003's browser is closed: no telephone is registered
        phones = {login: Telephone(refuses=True) for login in logins if login != "8003"}
        async with Floor(store, tmp_path, adviser, switch=ScriptedSwitch(telephones=phones)) as floor:
            caller = floor.switch.call_in()
            await floor.played(caller, "ask_demand")
            states = floor.agent_states()
            assert states["8003"] == ("not_ready", "agent-unreachable")
            assert states["8004"] == ("ready", None)
            floor.switch.drop(caller.id)
            await floor.over(caller)

    asyncio.run(walk())


def test_an_exchange_that_does_not_answer_puts_no_agent_off_duty(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        logins = ("8001", "8002", "8003", "8004")
        for login in logins:
            sign_in(login)
        switch = _Stalled(telephones={login: Telephone() for login in logins})
        async with Floor(store, tmp_path, adviser, switch=switch, timing=CALM) as floor:
            caller = switch.call_in()
            await floor.played(caller, "ask_demand")
            assert floor.agent_states() == dict.fromkeys(logins, ("ready", None))
            switch.drop(caller.id)
            await floor.over(caller)
            assert floor.kinds(caller).count("agent-missed") == 1

    asyncio.run(walk())


class _Stalled(ScriptedSwitch):
    async def ring(self, conversation: str, address: str, caller_number: str, timeout_s: float) -> Leg:
        raise SwitchError("switch-down", "not answered in time")


def test_silence_is_asked_once_more_then_ended(store: Store, tmp_path: Path, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser) as floor:
            caller = floor.switch.call_in()
            await floor.heard(caller)
            floor.record(caller.conversation, bytes(8000))
            call = await floor.over(caller)
            played = [Path(sound).name for _, sound in floor.switch.played]
            assert played == ["greeting", "no_agent", "ask_demand", "ask_again", "silent_end"]
            assert (call.outcome, call.ended_by, call.transcript_state) == ("silent", "system", "complete")
            assert floor.order(caller) is None
            assert floor.recording(caller) is not None

    asyncio.run(walk())


def test_an_unknown_number_is_told_so(store: Store, tmp_path: Path, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser) as floor:
            caller = floor.switch.call_in("13800000000", "99999", known=False)
            call = await floor.over(caller)
            assert [Path(sound).name for _, sound in floor.switch.played] == ["unknown_number"]
            assert (call.outcome, call.dialled, call.ended_by) == ("unknown_number", "99999", "system")
            assert floor.order(caller) is None
            assert not floor.switch.legs

    asyncio.run(walk())


def test_a_call_that_the_exchange_refused_is_on_record(store: Store, tmp_path: Path, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser) as floor:
            floor.switch.refuse("13800000000", "12345", 488, "Not Acceptable Here")
            await floor.until(lambda: every_call(store))
            (call,) = every_call(store)
            assert (call.state, call.outcome) == ("ended", "failed")
            assert call.hangup_cause == "488 Not Acceptable Here"

    asyncio.run(walk())


@pytest.mark.parametrize("stage", ["arrival", "greeting", "ringing", "picked up", "talking", "machine", "thanks"])
def test_the_caller_may_hang_up_at_any_moment(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn, stage: str
) -> None:
    """However it ends: a record with an outcome, no leg left, no agent left ringing or talking."""

    async def walk() -> None:
        switch = ScriptedSwitch()
        if stage in ("ringing", "picked up", "talking"):
            sign_in("8001")
            switch.telephones["8001"] = Telephone(answers_after_s=None)
        if stage == "greeting":
            switch.prompt_s = None
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in()
            floor.record(caller.conversation, bytes(1600))
            if stage == "greeting":
                await floor.played(caller, "greeting")
            if stage in ("ringing", "picked up", "talking"):
                await floor.until(lambda: agent_leg(switch))
            if stage in ("picked up", "talking"):
                switch.pick_up(agent_leg(switch).id)
            if stage == "talking":
                await floor.until(lambda: switch.joins)
            if stage in ("machine", "thanks"):
                await floor.played(caller, "ask_demand")
            if stage == "thanks":
                switch.prompt_s = None
                await say(floor, caller.id, speech(1))
                await floor.played(caller, "thanks")
            switch.drop(caller.id)
            call = await floor.over(caller)
            assert call.state == "ended"
            assert call.ended_by == "caller"
            expected = {"talking": {"talked"}, "thanks": {"automatic"}, "picked up": {"talked", "abandoned"}}
            assert call.outcome in expected.get(stage, {"abandoned"})
            assert not switch.legs
            assert all(state in ("ready", "wrap_up") for state, _ in floor.agent_states().values())
            assert (floor.order(caller) is not None) == (stage == "thanks")

    asyncio.run(walk())


def test_an_agents_broken_line_does_not_cost_the_caller_the_call(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn
) -> None:
    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone(), "8002": Telephone()})
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in()
            await floor.until(lambda: switch.joins)
            second = sign_in("8002")
            switch.drop(agent_leg(switch).id, cause=44, text="no audio from the browser")
            await floor.until(lambda: len(switch.joins) == 2)
            floor.record(caller.conversation, bytes(1600))
            switch.drop(agent_leg(switch).id)
            call = await floor.over(caller)
            assert (call.ended_by, call.agent_id) == ("agent", second)
            assert {state for state, _ in floor.agent_states().values()} == {"wrap_up"}

    asyncio.run(walk())


def test_hold_is_in_the_calls_record(store: Store, tmp_path: Path, adviser: ScriptedAdviser, sign_in: SignIn) -> None:
    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone()})
        async with Floor(store, tmp_path, adviser, switch=switch) as floor:
            caller = switch.call_in()
            await floor.until(lambda: switch.joins)
            switch.hold(agent_leg(switch).id, True)
            switch.hold(agent_leg(switch).id, False)
            await floor.until(lambda: "retrieved" in floor.kinds(caller))
            switch.drop(caller.id)
            await floor.over(caller)
            kinds = floor.kinds(caller)
            assert kinds.index("held") < kinds.index("retrieved")

    asyncio.run(walk())


def test_the_recogniser_is_away_and_the_recording_is_transcribed_later(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            floor.hearing.complete = False
            caller = floor.switch.call_in()
            await floor.heard(caller)
            await floor.played(caller, "ask_demand")
            await say(floor, caller.id, speech(1))
            floor.record(caller.conversation, speech(1))
            floor.switch.drop(caller.id)
            call = await floor.over(caller)
            assert call.transcript_state == "pending"
            assert jobs(store) == ["transcribe_recording"]
            order = floor.order(caller)
            assert order is not None
            assert order.state == "draft"

    asyncio.run(walk())


def test_a_tap_that_ends_before_the_call_leaves_its_words_to_the_recording(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ear, "_EARLY_S", 0.0)

    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            caller = floor.switch.call_in()
            heard = await floor.heard(caller)
            await say(floor, caller.id, speech(1))
            heard.say("路灯坏了", 0.1, 0.9)
            floor.switch.end_tap(caller.id)
            floor.record(caller.conversation, speech(1))
            floor.switch.drop(caller.id)
            call = await floor.over(caller)
            assert "tap-ended" in floor.kinds(caller)
            assert call.transcript_state == "pending"
            assert jobs(store) == ["transcribe_recording"]

    asyncio.run(walk())


def test_no_sound_on_disk_is_said_and_the_call_kept(store: Store, tmp_path: Path, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            caller = floor.switch.call_in()
            await floor.played(caller, "greeting")
            floor.switch.drop(caller.id)
            call = await floor.over(caller)
            assert call.state == "ended"
            assert "recording-missing" in floor.kinds(caller)
            assert floor.recording(caller) is None

    asyncio.run(walk())


def test_live_words_are_moved_to_where_they_are_in_the_recording(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            caller = floor.switch.call_in()
            heard = await floor.heard(caller)
            sound = speech(2)
            await say(floor, caller.id, sound)
            heard.say("路灯坏了", 0.5, 1.5)
            floor.record(caller.conversation, bytes(2 * 8000) + sound)  # the tap began a second late
            floor.switch.drop(caller.id)
            await floor.over(caller)
            (segment,) = floor.segments(caller)
            assert segment.start_s == pytest.approx(1.5, abs=0.001)
            assert segment.end_s == pytest.approx(2.5, abs=0.001)

    asyncio.run(walk())


def test_a_caller_whom_the_exchange_held_has_waited_and_been_recorded_since(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser
) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            now = clock.now()
            held, up = now - timedelta(seconds=90), now - timedelta(seconds=60)
            since = {"held_since": held.timestamp(), "up_since": up.timestamp()}
            caller = floor.switch.call_in(up=True, **since)
            heard = await floor.heard(caller)
            sound = speech(2)
            await say(floor, caller.id, sound)
            heard.say("路灯坏了", 0.5, 1.5)
            floor.record(caller.conversation, bytes(61 * 16000) + sound)
            floor.switch.drop(caller.id)
            call = await floor.over(caller)
            (segment,) = floor.segments(caller)
            assert segment.start_s == pytest.approx(61.5, abs=0.001)
            assert call.answered_at is not None
            assert abs(call.started_at - held) < timedelta(seconds=1)
            assert abs(call.answered_at - up) < timedelta(seconds=1)

    asyncio.run(walk())


def test_a_call_ends_with_its_hang_up_however_long_its_record_waits(
    store: Store, tmp_path: Path, adviser: ScriptedAdviser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def walk() -> None:
        back, waiting = asyncio.Event(), asyncio.Event()

        async def database_is_away(_: str) -> None:
            waiting.set()
            await back.wait()

        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            monkeypatch.setattr(floor.services.desk, "wrap_up", database_is_away)
            began = time.monotonic()
            caller = floor.switch.call_in()
            await floor.played(caller, "ask_demand")
            floor.switch.drop(caller.id)
            await asyncio.wait_for(waiting.wait(), PATIENCE_S)
            over_at = clock.now()
            floor.record(caller.conversation, speech(time.monotonic() - began))
            await asyncio.sleep(1.5)  # more than a recording may be shorter than its call
            back.set()
            call = await floor.over(caller)
            assert call.ended_at is not None
            assert call.ended_at <= over_at
            recording = floor.recording(caller)
            assert recording is not None
            assert recording.whole

    asyncio.run(walk())


@pytest.mark.parametrize("then", ["picks up", "declines", "breaks off"])
def test_nobody_on_the_line_waits_for_an_absent_database(
    store: Store,
    tmp_path: Path,
    adviser: ScriptedAdviser,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    then: str,
) -> None:
    """It goes away while the telephone rings, or in the talk: the call goes on, and frees the agent at its end."""

    def away() -> NoReturn:
        raise OperationalError("", {}, Exception("away"))

    async def walk() -> None:
        sign_in("8001")
        switch = ScriptedSwitch(telephones={"8001": Telephone(answers_after_s=None)})
        async with Floor(store, tmp_path, adviser, switch=switch, timing=replace(CALM, ring=PATIENCE_S)) as floor:
            caller = switch.call_in()
            await floor.until(lambda: agent_leg(switch))
            if then == "breaks off":
                switch.pick_up(agent_leg(switch).id)
                await floor.until(lambda: "joined" in floor.kinds(caller))
            with monkeypatch.context() as patch:
                patch.setattr(store, "transaction", away)
                if then == "picks up":
                    switch.pick_up(agent_leg(switch).id)
                    await floor.until(lambda: switch.joins)
                else:
                    switch.drop(agent_leg(switch).id, cause=44)
                    await floor.played(caller, "ask_demand")
            if then == "picks up":
                await floor.until(lambda: floor.agent_states() == {"8001": ("talking", None)})
            floor.record(caller.conversation, bytes(1600))
            switch.drop(caller.id)
            call = await floor.over(caller)
            assert call.ended_by == "caller"
            assert call.outcome == ("abandoned" if then == "declines" else "talked")
            assert floor.agent_states() == {"8001": ("wrap_up", None)}

    asyncio.run(walk())


def test_twenty_calls_at_once(store: Store, tmp_path: Path, adviser: ScriptedAdviser) -> None:
    async def walk() -> None:
        async with Floor(store, tmp_path, adviser, timing=CALM) as floor:
            sounds = [(floor.switch.call_in(f"138000000{n:02}"), speech(1, n)) for n in range(20)]
            for n, (caller, sound) in enumerate(sounds):
                heard = await floor.heard(caller)
                floor.record(caller.conversation, sound)
                await say(floor, caller.id, sound)
                heard.say(f"第{n}个诉求", 0.0, 1.0)
            for caller, _ in sounds:
                floor.switch.drop(caller.id)
            for n, (caller, sound) in enumerate(sounds):
                await floor.over(caller)
                recording, order = floor.recording(caller), floor.order(caller)
                assert recording is not None
                assert order is not None
                both, _ = soundfile.read(floor.recordings / recording.path, dtype="int16")
                assert both[:, 0].tobytes() == sound
                assert order.content == f"第{n}个诉求"
                left = {path.name for path in floor.tracks(caller.conversation).base.parent.iterdir()}
                assert f"{caller.conversation}.caller.tap.sln" not in left
            assert not floor.switch.legs
            assert len(every_call(store)) == 20

    asyncio.run(walk())


def agent_leg(switch: ScriptedSwitch) -> Leg | None:
    return next((leg for leg in switch.legs.values() if leg.role == "agent"), None)


def every_call(store: Store) -> list[Call]:
    with store.reading() as session:
        return list(session.scalars(select(Call)))


def jobs(store: Store) -> list[str]:
    """The tasks that wait in the queue."""
    with store.reading() as session:
        return list(session.scalars(text("SELECT task_name FROM procrastinate_jobs ORDER BY id")))
