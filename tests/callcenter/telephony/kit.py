"""The contract of a `Switch`, as tests: every adapter runs them with its own world of citizens and agents.

A test module derives from `SwitchContract` and gives the fixture `world`.
"""

import asyncio
import random
import uuid
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
import pytest

from callcenter.telephony.switch import (
    Connected,
    Digit,
    Happening,
    Leg,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegGone,
    PromptEnded,
    Switch,
    SwitchError,
)
from tests.acceptance.likeness import Signal, seconds_alike
from transcription.engine import Samples

PATIENCE_S = 15.0
NORMAL, BUSY, NO_ANSWER = 16, 17, 19

Kind = TypeVar("Kind")


class Citizen(Protocol):
    """Somebody who dialled."""

    async def hang_up(self) -> None: ...
    async def speak(self) -> None:
        """Say the clip that was given when dialling (once the line is silent)."""

    async def go_on(self) -> None:
        """Stay on the line in silence for a second, as far as that needs doing."""

    async def press(self, digit: str) -> None: ...
    async def wait_over(self) -> None:
        """Until the call is over at the citizen's end."""


class World(Protocol):
    """What surrounds a switch under test."""

    switch: Switch
    sound: str
    """A prompt of about two seconds."""

    async def dial(self, number: str = "12345", says: Samples | None = None) -> Citizen: ...
    async def agent(self, behaviour: str) -> str:
        """The address of an agent's telephone that `answers`, `refuses`, `ignores`, or is `away`."""

    async def callee(self, behaviour: str) -> str:
        """The number of a citizen who, when called, `answers`, `refuses` or `ignores`."""

    async def leftovers(self) -> list[str]:
        """What exists in the exchange besides legs: helper channels and bridges."""


class Watch:
    """Everything that happened, and waiting for what is to come."""

    def __init__(self, switch: Switch) -> None:
        self.seen: list[Happening] = []
        self._news = asyncio.Condition()
        self._task = asyncio.create_task(self._follow(switch))

    async def _follow(self, switch: Switch) -> None:
        async for happening in switch.happenings():
            async with self._news:
                self.seen.append(happening)
                self._news.notify_all()

    async def for_(self, kind: type[Kind], where: Callable[[Kind], bool] = lambda _: True) -> Kind:
        """The first of this kind that fits; it may have happened already."""

        def found() -> Kind | None:
            return next((h for h in self.seen if isinstance(h, kind) and where(h)), None)

        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(found), PATIENCE_S)
            except TimeoutError:
                pytest.fail(f"no {kind.__name__} in {PATIENCE_S} s; seen: {self.seen}")
        happening = found()
        assert happening is not None
        return happening

    async def ended(self, leg: Leg) -> LegEnded:
        return await self.for_(LegEnded, lambda h: h.leg_id == leg.id)

    def close(self) -> None:
        self._task.cancel()


def chirp(seconds: float = 3.0) -> Samples:
    """A sound that is like itself at one place only."""
    noise = np.random.default_rng(12345).normal(0, 1, int(8000 * seconds))
    smooth = np.convolve(noise, np.hanning(9), "same")
    return np.asarray(6000 * smooth / np.abs(smooth).max(), np.int16)


def signal(pcm: bytes | Samples) -> Signal:
    return np.frombuffer(bytes(pcm), "<i2").astype(np.float64) / 32768


def spoken(frames: list[bytes]) -> Signal:
    """What a tap carried, without its frames of silence: its clock puts one in where a packet comes late."""
    return signal(b"".join(frame for frame in frames if any(frame)))


async def until(true: Callable[[], object], what: str) -> None:
    """Wait for a condition of the test itself."""
    for _ in range(int(PATIENCE_S / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"not in {PATIENCE_S} s: {what}")


@pytest.mark.anyio
class SwitchContract:
    """Derive, and give `world`."""

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @pytest.fixture
    async def watch(self, world: World):  # type: ignore[no-untyped-def]
        watch = Watch(world.switch)
        await watch.for_(Connected)
        yield watch
        watch.close()

    async def _arrive(self, world: World, watch: Watch, number: str = "12345", says: Samples | None = None):  # type: ignore[no-untyped-def]
        before = {h.leg.id for h in watch.seen if isinstance(h, LegArrived)}
        citizen = await world.dial(number, says)
        arrived = await watch.for_(LegArrived, lambda h: h.leg.id not in before)
        return citizen, arrived.leg

    async def _nothing_left(self, world: World) -> None:
        for _ in range(250):
            if not (left := await world.leftovers()):
                return
            await asyncio.sleep(0.02)
        pytest.fail(f"left over: {left}")

    async def test_a_call_arrives_named_and_unanswered(self, world: World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        assert (leg.role, leg.dialled, leg.known, leg.up, leg.joined) == ("caller", "12345", True, False, False)
        assert leg.number
        assert uuid.UUID(leg.conversation)
        await world.switch.hang_up(leg.id)
        await watch.ended(leg)

    async def test_a_number_that_is_not_ours_is_told(self, world: World, watch: Watch) -> None:
        citizen, leg = await self._arrive(world, watch, "66666")
        assert (leg.dialled, leg.known) == ("66666", False)
        await world.switch.answer(leg.id)
        await world.switch.hang_up(leg.id)
        await citizen.wait_over()

    async def test_two_calls_have_two_conversations(self, world: World, watch: Watch) -> None:
        _, one = await self._arrive(world, watch)
        _, other = await self._arrive(world, watch)
        assert one.conversation != other.conversation
        for leg in (one, other):
            await world.switch.hang_up(leg.id)
            await watch.ended(leg)

    async def test_the_citizen_hangs_up(self, world: World, watch: Watch) -> None:
        citizen, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        await world.switch.tap(leg.id, lambda _: None)
        await citizen.hang_up()
        assert (await watch.ended(leg)).cause == NORMAL
        await self._nothing_left(world)

    async def test_the_citizen_gives_up_while_it_rings(self, world: World, watch: Watch) -> None:
        citizen, leg = await self._arrive(world, watch)
        await citizen.hang_up()
        await watch.ended(leg)
        await self._nothing_left(world)

    async def test_we_hang_up(self, world: World, watch: Watch) -> None:
        citizen, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        await world.switch.hang_up(leg.id)
        await watch.ended(leg)
        await citizen.wait_over()

    async def test_a_leg_ends_once(self, world: World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        await world.switch.hang_up(leg.id)
        await world.switch.hang_up(leg.id)
        await watch.ended(leg)
        _, other = await self._arrive(world, watch)
        assert sum(isinstance(h, LegEnded) and h.leg_id == leg.id for h in watch.seen) == 1
        await world.switch.hang_up(other.id)
        await watch.ended(other)

    async def test_a_leg_that_is_gone(self, world: World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.hang_up(leg.id)
        await watch.ended(leg)
        with pytest.raises(LegGone):
            await world.switch.answer(leg.id)
        with pytest.raises(LegGone):
            await world.switch.play(leg.id, world.sound)
        with pytest.raises(LegGone):
            await world.switch.tap(leg.id, lambda _: None)
        with pytest.raises(LegGone):
            await world.switch.join(leg.conversation, [leg.id])
        await world.switch.hang_up(leg.id)
        await self._nothing_left(world)

    async def test_a_prompt_ends_by_itself(self, world: World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        prompt = await world.switch.play(leg.id, world.sound)
        ended = await watch.for_(PromptEnded, lambda h: h.prompt_id == prompt)
        assert ended == PromptEnded(leg.id, prompt, completed=True)
        await world.switch.stop_prompt(prompt)
        await world.switch.hang_up(leg.id)
        await watch.ended(leg)

    async def test_a_prompt_is_stopped(self, world: World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        prompt = await world.switch.play(leg.id, world.sound)
        await world.switch.stop_prompt(prompt)
        ended = await watch.for_(PromptEnded, lambda h: h.prompt_id == prompt)
        assert not ended.completed
        await world.switch.hang_up(leg.id)
        await watch.ended(leg)

    async def test_a_prompt_ends_before_its_leg(self, world: World, watch: Watch) -> None:
        _, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        prompt = await world.switch.play(leg.id, world.sound)
        await world.switch.hang_up(leg.id)
        ended = await watch.ended(leg)
        prompts = [h for h in watch.seen if isinstance(h, PromptEnded) and h.prompt_id == prompt]
        assert [h.completed for h in prompts] == [False]
        assert watch.seen.index(prompts[0]) < watch.seen.index(ended)

    async def test_a_tap_hears_the_citizen_through_a_prompt(self, world: World, watch: Watch) -> None:
        clip = chirp()
        citizen, leg = await self._arrive(world, watch, says=clip)
        frames: list[bytes] = []
        await world.switch.answer(leg.id)
        await world.switch.tap(leg.id, frames.append)
        await world.switch.play(leg.id, world.sound)
        await citizen.speak()
        sent = len(frames)
        await citizen.go_on()
        await until(lambda: len(frames) > sent + 25, "the tap carries the clip to its end")
        await citizen.hang_up()
        await watch.ended(leg)
        await until(lambda: frames[-1] == b"", "the end of the tap is told")
        assert {len(frame) for frame in frames[:-1]} == {320}
        alike = seconds_alike(signal(clip), spoken(frames))
        assert len(alike) == 3
        assert min(alike) > 0.99

    async def test_a_digit(self, world: World, watch: Watch) -> None:
        citizen, leg = await self._arrive(world, watch)
        await world.switch.answer(leg.id)
        await citizen.press("5")
        assert (await watch.for_(Digit)) == Digit(leg.id, "5")
        await citizen.hang_up()
        await watch.ended(leg)

    async def test_an_agent_answers_and_is_joined(self, world: World, watch: Watch) -> None:
        citizen, caller = await self._arrive(world, watch)
        await world.switch.answer(caller.id)
        agent = await world.switch.ring(caller.conversation, await world.agent("answers"), caller.number, 10)
        assert (agent.role, agent.conversation) == ("agent", caller.conversation)
        await watch.for_(LegAnswered, lambda h: h.leg_id == agent.id)
        frames: list[bytes] = []
        await world.switch.tap(agent.id, frames.append)
        await world.switch.join(caller.conversation, [caller.id, agent.id])
        await citizen.hang_up()
        await watch.ended(caller)
        await world.switch.hang_up(agent.id)
        await watch.ended(agent)
        await self._nothing_left(world)

    @pytest.mark.parametrize(("behaviour", "cause"), [("refuses", BUSY), ("ignores", NO_ANSWER)])
    async def test_an_agent_does_not_take_the_call(
        self, world: World, watch: Watch, behaviour: str, cause: int
    ) -> None:
        _, caller = await self._arrive(world, watch)
        await world.switch.answer(caller.id)
        agent = await world.switch.ring(caller.conversation, await world.agent(behaviour), caller.number, 1)
        assert (await watch.ended(agent)).cause == cause
        assert not any(isinstance(h, LegAnswered) for h in watch.seen)
        await world.switch.hang_up(caller.id)
        await watch.ended(caller)

    async def test_an_agent_is_away(self, world: World, watch: Watch) -> None:
        _, caller = await self._arrive(world, watch)
        with pytest.raises(SwitchError) as failure:
            await world.switch.ring(caller.conversation, await world.agent("away"), caller.number, 1)
        assert failure.value.code == "agent-unreachable"
        await world.switch.hang_up(caller.id)
        await watch.ended(caller)

    async def test_a_citizen_is_called(self, world: World, watch: Watch) -> None:
        number = await world.callee("answers")
        leg = await world.switch.dial(str(uuid.uuid4()), number, "12345", 10)
        assert (leg.role, leg.outbound, leg.number, leg.dialled) == ("caller", True, number, "12345")
        await watch.for_(LegAnswered, lambda h: h.leg_id == leg.id)
        prompt = await world.switch.play(leg.id, world.sound)
        assert (await watch.for_(PromptEnded, lambda h: h.prompt_id == prompt)).completed
        await world.switch.hang_up(leg.id)
        ended = await watch.ended(leg)
        assert ended.cause == NORMAL, ended
        assert not any(isinstance(h, LegArrived) for h in watch.seen)
        assert sum(isinstance(h, LegEnded) for h in watch.seen) == 1
        await self._nothing_left(world)

    @pytest.mark.parametrize(("behaviour", "cause"), [("refuses", BUSY), ("ignores", NO_ANSWER)])
    async def test_a_citizen_does_not_take_the_call(
        self, world: World, watch: Watch, behaviour: str, cause: int
    ) -> None:
        leg = await world.switch.dial(str(uuid.uuid4()), await world.callee(behaviour), "12345", 1)
        assert (await watch.ended(leg)).cause == cause
        assert not any(isinstance(h, LegAnswered) for h in watch.seen)
        await self._nothing_left(world)

    async def test_we_stop_ringing(self, world: World, watch: Watch) -> None:
        _, caller = await self._arrive(world, watch)
        agent = await world.switch.ring(caller.conversation, await world.agent("ignores"), caller.number, 30)
        await world.switch.hang_up(agent.id)
        await watch.ended(agent)
        await world.switch.hang_up(caller.id)
        await watch.ended(caller)
        await self._nothing_left(world)

    @pytest.mark.parametrize("seed", range(3))
    async def test_nothing_is_left_after_hangups_at_any_moment(self, world: World, watch: Watch, seed: int) -> None:
        chance = random.Random(seed)
        address = await world.agent("answers")

        async def one() -> None:
            citizen, caller = await self._arrive(world, watch)
            leaves = asyncio.create_task(self._leave(citizen, chance.uniform(0, 0.6)))
            legs = [caller]
            try:
                await world.switch.answer(caller.id)
                await world.switch.tap(caller.id, lambda _: None)
                await world.switch.play(caller.id, world.sound)
                agent = await world.switch.ring(caller.conversation, address, caller.number, 5)
                legs.append(agent)
                await world.switch.tap(agent.id, lambda _: None)
                await world.switch.join(caller.conversation, [caller.id, agent.id])
            except SwitchError as gone:
                assert gone.code in {"leg-gone", "tap-failed"}  # noqa: PT017 - both are fair answers here
            await leaves
            for leg in legs:
                await world.switch.hang_up(leg.id)
                await watch.ended(leg)

        for _ in range(4):
            await one()
        await self._nothing_left(world)

    @staticmethod
    async def _leave(citizen: Citizen, after_s: float) -> None:
        await asyncio.sleep(after_s)  # a moment in the course of the call, not a wait for something
        await citizen.hang_up()
