"""Whole calls on a scripted exchange with a real database: who answers, what is said, who hangs up, what remains."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import soundfile

from callcenter.telephony.scripted import ScriptedSwitch, Telephone
from models.database import Store
from tests.callcenter.floor import Floor, ScriptedAdviser, speech

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
