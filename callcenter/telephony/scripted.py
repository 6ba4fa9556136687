"""A switch without an exchange: legs, prompts and taps in memory, moved by whoever holds it.

The unit tests of the call logic and the call bench run on it; it passes the same contract kit as the Asterisk adapter.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from callcenter.telephony.switch import (
    AudioSink,
    CallRefused,
    Connected,
    Digit,
    Disconnected,
    Happening,
    Held,
    Leg,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegGone,
    PromptEnded,
    SwitchError,
)

NORMAL, BUSY, NO_ANSWER = 16, 17, 19


@dataclass
class Telephone:
    """How a scripted telephone behaves when it rings: picks up, refuses, or just rings. cause: of a refusal."""

    answers_after_s: float | None = 0.0
    refuses: bool = False
    cause: int = BUSY


@dataclass
class ScriptedSwitch:
    """In-memory exchange. `telephones` maps an agent's address to its behaviour; an address not in it is unreachable.

    `prompt_s` is how long each prompt lasts; None: until `finish_prompt` or `stop_prompt`.
    """

    telephones: dict[str, Telephone] = field(default_factory=dict)
    citizens: dict[str, Telephone] = field(default_factory=dict)
    """The same of citizens whom we call, by number; any other number is unreachable."""
    prompt_s: float | None = 0.0
    legs: dict[str, Leg] = field(default_factory=dict)
    played: list[tuple[str, str]] = field(default_factory=list)
    """(leg id, sound) of every prompt that was started."""
    hangups: list[tuple[str, str]] = field(default_factory=list)
    """(leg id, reason) of every leg that we ended."""
    joins: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    connected: bool = True

    def __post_init__(self) -> None:
        self._happened: asyncio.Queue[Happening] = asyncio.Queue()
        self._prompts: dict[str, str] = {}
        self._sinks: dict[str, list[AudioSink]] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self._happened.put_nowait(Connected(()))

    # --- what the world does -------------------------------------------------------------------------------------

    def call_in(self, number: str = "13800000000", dialled: str = "12345", *, known: bool = True, **held: Any) -> Leg:
        """A citizen dials: `LegArrived` happens. held: what the exchange did without us (`up`, `up_since` ...)."""
        leg = Leg(f"caller-{uuid.uuid4()}", str(uuid.uuid4()), "caller", number, dialled, known, **held)
        self.legs[leg.id] = leg
        self._tell(LegArrived(leg))
        return leg

    def refuse(self, number: str, dialled: str, status: int = 488, reason: str = "Not Acceptable Here") -> None:
        """A call fails before it becomes a leg."""
        self._tell(CallRefused(number, dialled, status, reason))

    def speak(self, leg_id: str, pcm: bytes) -> None:
        """A party says `pcm` (8 kHz s16le) at once; its taps get it in frames of 320 bytes."""
        leg = self._leg(leg_id)
        if not leg.up:
            return
        for start in range(0, len(pcm) - 319, 320):
            for sink in self._sinks.get(leg_id, []):
                sink(pcm[start : start + 320])

    def end_tap(self, leg_id: str) -> None:
        """Nothing more is heard of a party, who may be there."""
        for sink in self._sinks.pop(leg_id, []):
            sink(b"")

    def press(self, leg_id: str, digit: str) -> None:
        self._tell(Digit(self._leg(leg_id).id, digit))

    def hold(self, leg_id: str, on: bool) -> None:
        self._tell(Held(self._leg(leg_id).id, on))

    def pick_up(self, leg_id: str) -> None:
        """The agent answers."""
        if leg_id in self.legs and not self.legs[leg_id].up:
            self.legs[leg_id] = replace(self.legs[leg_id], up=True)
            self._tell(LegAnswered(leg_id))

    def drop(self, leg_id: str, cause: int = NORMAL, text: str = "Normal Clearing") -> None:
        """A party hangs up, or its line breaks."""
        if self.legs.pop(leg_id, None) is None:
            return
        self.end_tap(leg_id)
        for prompt in [p for p, leg in self._prompts.items() if leg == leg_id]:
            self.finish_prompt(prompt, completed=False)
        if self.connected:
            self._tell(LegEnded(leg_id, cause, text))

    def finish_prompt(self, prompt_id: str, *, completed: bool = True) -> None:
        leg_id = self._prompts.pop(prompt_id, None)
        if leg_id is not None and self.connected:
            self._tell(PromptEnded(leg_id, prompt_id, completed))

    def disconnect(self, reason: str = "scripted") -> None:
        """The exchange stops answering; legs live on, taps end."""
        self.connected = False
        for leg_id in list(self._sinks):
            self.end_tap(leg_id)
        self._prompts.clear()
        self._tell(Disconnected(reason))

    def reconnect(self) -> None:
        self.connected = True
        self._tell(Connected(tuple(self.legs.values())))

    # --- the port ------------------------------------------------------------------------------------------------

    async def happenings(self) -> AsyncIterator[Happening]:
        while True:
            yield await self._happened.get()

    async def answer(self, leg_id: str) -> None:
        self.legs[leg_id] = replace(self._leg(leg_id), up=True)

    async def play(self, leg_id: str, sound: str) -> str:
        self._leg(leg_id)
        prompt = f"prompt-{uuid.uuid4()}"
        self._prompts[prompt] = leg_id
        self.played.append((leg_id, sound))
        if self.prompt_s is not None:
            self._later(self.prompt_s, lambda: self.finish_prompt(prompt))
        return prompt

    async def stop_prompt(self, prompt_id: str) -> None:
        self.finish_prompt(prompt_id, completed=False)

    async def tap(self, leg_id: str, sink: AudioSink) -> None:
        self._sinks.setdefault(self._leg(leg_id).id, []).append(sink)

    async def ring(self, conversation: str, address: str, caller_number: str, timeout_s: float) -> Leg:
        self._ask()
        telephone = self.telephones.get(address)
        if telephone is None:
            raise SwitchError("agent-unreachable", f"no telephone is registered as {address}")
        leg = Leg(f"agent-{uuid.uuid4()}", conversation, "agent", address, caller_number)
        self._rings(leg, telephone, timeout_s)
        return leg

    async def dial(self, conversation: str, number: str, shown: str, timeout_s: float) -> Leg:
        self._ask()
        telephone = self.citizens.get(number)
        if telephone is None:
            raise SwitchError("citizen-unreachable", "the exchange has no way to this number")
        leg = Leg(f"out-{uuid.uuid4()}", conversation, "caller", number, shown, outbound=True)
        self._rings(leg, telephone, timeout_s)
        return leg

    def _rings(self, leg: Leg, telephone: Telephone, timeout_s: float) -> None:
        self.legs[leg.id] = leg
        if telephone.refuses:
            self._later(0.0, lambda: self.drop(leg.id, telephone.cause, "Refused"))
        elif telephone.answers_after_s is not None and telephone.answers_after_s < timeout_s:
            self._later(telephone.answers_after_s, lambda: self.pick_up(leg.id))
        self._later(timeout_s, lambda: self._give_up(leg.id))

    async def join(self, conversation: str, leg_ids: list[str]) -> None:
        for leg_id in leg_ids:
            self.legs[leg_id] = replace(self._leg(leg_id), joined=True)
        self.joins.append((conversation, tuple(leg_ids)))

    async def hang_up(self, leg_id: str, reason: str = "normal") -> None:
        self._ask()
        if leg_id in self.legs:
            self.hangups.append((leg_id, reason))
            self.drop(leg_id)

    async def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    # --- inside --------------------------------------------------------------------------------------------------

    def _give_up(self, leg_id: str) -> None:
        if leg_id in self.legs and not self.legs[leg_id].up:
            self.drop(leg_id, NO_ANSWER, "No answer")

    def _ask(self) -> None:
        if not self.connected:
            raise SwitchError("switch-down", "the scripted exchange is disconnected")

    def _leg(self, leg_id: str) -> Leg:
        self._ask()
        if leg_id not in self.legs:
            raise LegGone(leg_id)
        return self.legs[leg_id]

    def _tell(self, happening: Happening) -> None:
        self._happened.put_nowait(happening)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        def due() -> None:
            self._timers.discard(timer)
            act()

        timer = asyncio.get_running_loop().call_later(seconds, due)
        self._timers.add(timer)
