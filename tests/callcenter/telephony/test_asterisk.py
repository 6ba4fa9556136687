"""The Asterisk adapter keeps the contract, with pyVoIP citizens and sipp agents on a real exchange."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from callcenter.phone.telephone import Telephone
from callcenter.telephony.asterisk import AsteriskSwitch
from callcenter.telephony.asterisk.rest import Ari
from callcenter.telephony.switch import Connected, Disconnected, PromptEnded, SwitchError
from tests.callcenter.telephony.agents import Agents
from tests.callcenter.telephony.conftest import RealExchange
from tests.callcenter.telephony.kit import PATIENCE_S, Citizen, SwitchContract, Watch
from transcription.engine import Samples

pytestmark = [pytest.mark.asterisk, pytest.mark.slow]


class _Citizen:
    """A pyVoIP telephone that speaks when it is told to."""

    def __init__(self, telephone: Telephone) -> None:
        self.telephone = telephone

    async def hang_up(self) -> None:
        await asyncio.to_thread(self.telephone.hang_up)

    async def speak(self) -> None:
        self.telephone.speak()
        assert await asyncio.to_thread(self.telephone.wait, "spoken", within_s=PATIENCE_S)

    async def go_on(self) -> None:
        return  # a telephone that has nothing to say sends silence by itself

    async def press(self, digit: str) -> None:
        assert await asyncio.to_thread(self.telephone.wait, "answered", within_s=PATIENCE_S)
        await asyncio.to_thread(self.telephone.press, digit)

    async def wait_over(self) -> None:
        assert await asyncio.to_thread(self.telephone.finish, PATIENCE_S) is not None, self.telephone.events


class AsteriskWorld:
    """Citizens and agents around a real exchange."""

    def __init__(self, exchange: RealExchange, sound: Path) -> None:
        self.exchange = exchange
        self.switch: AsteriskSwitch = exchange.switch()
        self.sound = str(sound)
        self._stack = ExitStack()
        self._agents = self._stack.enter_context(Agents())
        self._ari = Ari(exchange.process.environment["HOTLINE_ARI_URL"], "hotline", exchange.process.keys.ari_password)

    async def dial(self, number: str = "12345", says: Samples | None = None) -> Citizen:
        telephone = Telephone(self.exchange.sip, "13800001111", number, says, silence_s=PATIENCE_S)
        return _Citizen(self._stack.enter_context(telephone))

    async def agent(self, behaviour: str) -> str:
        return self._agents.address(behaviour)

    async def callee(self, behaviour: str) -> str:
        return self._agents.address(behaviour).rpartition(":")[2]  # numbers are ports: HOTLINE_OUTBOUND of the fixture

    async def leftovers(self) -> list[str]:
        channels, bridges = await self._ari.get("/channels"), await self._ari.get("/bridges")
        return [thing["id"] for thing in [*channels, *bridges]]

    async def close(self) -> None:
        await asyncio.to_thread(self._stack.close)
        await self.switch.close()
        await self._ari.close()


class TestAsteriskSwitch(SwitchContract):
    @pytest.fixture
    async def world(self, exchange: RealExchange, sound: Path) -> AsyncIterator[AsteriskWorld]:
        world = AsteriskWorld(exchange, sound)
        yield world
        await world.close()

    async def test_a_break_of_the_event_stream_is_no_hang_up(self, world: AsteriskWorld, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        world.switch._events.again()
        await watch.for_(Disconnected)
        with pytest.raises(SwitchError) as failure:
            await world.switch.play(leg.id, world.sound)
        assert failure.value.code == "switch-down"
        again = await watch.for_(Connected, lambda h: bool(h.legs))
        assert [(there.id, there.up) for there in again.legs] == [(leg.id, True)]
        prompt = await world.switch.play(leg.id, world.sound)
        assert (await watch.for_(PromptEnded, lambda h: h.prompt_id == prompt)).completed
        await world.switch.hang_up(leg.id)
        await watch.ended(leg)
        await self._nothing_left(world)
