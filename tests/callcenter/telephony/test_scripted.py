"""The scripted switch keeps the contract, so that what is tested on it holds on a real exchange."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from callcenter.telephony.scripted import ScriptedSwitch, Telephone
from callcenter.telephony.switch import CallRefused, Connected, Disconnected, Leg, SwitchError
from tests.callcenter.telephony.kit import Citizen, SwitchContract, Watch
from transcription.engine import Samples


class _Citizen:
    def __init__(self, switch: ScriptedSwitch, leg: Leg, says: Samples | None) -> None:
        self._switch, self._leg, self._says = switch, leg, says

    async def hang_up(self) -> None:
        self._switch.drop(self._leg.id)

    async def speak(self) -> None:
        assert self._says is not None
        self._switch.speak(self._leg.id, self._says.tobytes())

    async def go_on(self) -> None:
        self._switch.speak(self._leg.id, bytes(16000))

    async def press(self, digit: str) -> None:
        self._switch.press(self._leg.id, digit)

    async def wait_over(self) -> None:
        assert self._leg.id not in self._switch.legs


class _World:
    sound = "/prompts/greeting"

    def __init__(self) -> None:
        self.switch = ScriptedSwitch(prompt_s=0.05)

    async def dial(self, number: str = "12345", says: Samples | None = None) -> Citizen:
        return _Citizen(self.switch, self.switch.call_in("13800001111", number, known=number == "12345"), says)

    async def agent(self, behaviour: str) -> str:
        scripted = {
            "answers": Telephone(),
            "refuses": Telephone(refuses=True),
            "ignores": Telephone(answers_after_s=None),
        }
        if behaviour in scripted:
            self.switch.telephones[behaviour] = self.switch.citizens[behaviour] = scripted[behaviour]
        return behaviour

    async def callee(self, behaviour: str) -> str:
        return await self.agent(behaviour)

    async def leftovers(self) -> list[str]:
        return list(self.switch.legs)


class TestScriptedSwitch(SwitchContract):
    @pytest.fixture
    async def world(self) -> AsyncIterator[_World]:
        world = _World()
        yield world
        await world.switch.close()

    async def test_what_exists_is_told_at_reconnection(self, world: _World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        world.switch.disconnect()
        await watch.for_(Disconnected)
        with pytest.raises(SwitchError) as failure:
            await world.switch.play(leg.id, world.sound)
        assert failure.value.code == "switch-down"
        world.switch.reconnect()
        again = await watch.for_(Connected, lambda h: bool(h.legs))
        assert [(there.id, there.up) for there in again.legs] == [(leg.id, True)]

    async def test_a_refused_call_is_told(self, world: _World, watch: Watch) -> None:
        world.switch.refuse("13800001111", "12345", 488)
        refused = await watch.for_(CallRefused)
        assert (refused.number, refused.status) == ("13800001111", 488)

    async def test_a_tap_ends_with_the_connection(self, world: _World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        heard: list[bytes] = []
        await world.switch.tap(leg.id, heard.append)
        world.switch.disconnect()
        world.switch.reconnect()
        world.switch.speak(leg.id, bytes(3200))
        await asyncio.sleep(0)
        assert heard == [b""]
