"""The port of a telephone exchange: what the call logic may ask of it, and what it tells.

The Asterisk adapter speaks ARI and AudioSocket; the contract kit in tests/callcenter/telephony runs on every adapter.
All methods raise `SwitchError` with a stable code; a leg that is gone raises `LegGone` (never an error to show).
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

Hangup = Literal["caller", "agent", "system", "lost"]


@dataclass(frozen=True)
class Leg:
    """One party's connection. `conversation` is the UUID that the dialplan set before recording started."""

    id: str
    conversation: str
    role: Literal["caller", "agent"]
    number: str = ""
    dialled: str = ""
    known: bool = True
    """False where `dialled` is none of our numbers: say so and hang up."""
    up: bool = False
    """Answered. A leg that just arrived is not."""
    outbound: bool = False
    """We called this citizen."""
    joined: bool = False
    """It hears another party (tells, after a restart, whether the talk goes on)."""
    held_since: float | None = None
    up_since: float | None = None
    """Unix seconds: since when the exchange has held this caller without us, and has answered him for us."""
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LegArrived:
    """A caller's leg came in, is not answered yet, and is ours."""

    leg: Leg


@dataclass(frozen=True)
class LegAnswered:
    """An agent's leg that we rang was picked up."""

    leg_id: str


@dataclass(frozen=True)
class LegEnded:
    """A leg is gone; cause is the Q.850 number (16 normal, 17 busy, 19 no answer, 127 unknown)."""

    leg_id: str
    cause: int
    text: str = ""


@dataclass(frozen=True)
class CallRefused:
    """A call that the exchange itself turned away before it became a leg.

    `status` is SIP's: 488 no common codec, 404 no such address, 400 malformed.
    """

    number: str
    dialled: str
    status: int
    reason: str


@dataclass(frozen=True)
class Held:
    """A party pressed hold (`on`), or took the other one back."""

    leg_id: str
    on: bool


@dataclass(frozen=True)
class Digit:
    leg_id: str
    digit: str


@dataclass(frozen=True)
class PromptEnded:
    leg_id: str
    prompt_id: str
    completed: bool


@dataclass(frozen=True)
class Connected:
    """The exchange answers (again). `legs` are those that exist there now: the call logic reconciles.

    Taps of an earlier connection are gone: tap again what shall be heard.
    """

    legs: tuple[Leg, ...]


@dataclass(frozen=True)
class Disconnected:
    """The exchange stopped answering; legs may live on without us.

    Until `Connected` requests are `switch-down`, and no prompt's end is told.
    """

    reason: str


Happening = LegArrived | LegAnswered | LegEnded | CallRefused | Held | Digit | PromptEnded | Connected | Disconnected

AudioSink = Callable[[bytes], None]
"""Takes 20 ms of one leg's own voice: 320 bytes, 8 kHz, 16 bit little-endian mono; an empty one when the tap has ended.
Never blocks."""


class SwitchError(Exception):
    """The exchange refused or failed.

    `code` is stable: switch-down, switch-refused, tap-failed, agent-unreachable, citizen-unreachable, leg-gone.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class LegGone(SwitchError):
    """The leg hung up in the meantime."""

    def __init__(self, leg_id: str) -> None:
        super().__init__("leg-gone", f"leg {leg_id} has hung up")
        self.leg_id = leg_id


class Switch(Protocol):
    """An exchange."""

    def happenings(self) -> AsyncIterator[Happening]:
        """Everything that happens, in order, for ever; reconnects by itself."""
        ...

    async def answer(self, leg_id: str) -> None:
        """Pick up a caller's leg; from here on both sides hear each other."""
        ...

    async def play(self, leg_id: str, sound: str) -> str:
        """Start a prompt (absolute path without extension); returns its id, `PromptEnded` follows."""
        ...

    async def stop_prompt(self, prompt_id: str) -> None:
        """Fall silent; no error where it ended by itself. `PromptEnded(completed=False)` follows."""
        ...

    async def tap(self, leg_id: str, sink: AudioSink) -> None:
        """Live audio of that party's own voice (not of what it hears) into `sink` until the leg ends."""
        ...

    async def ring(self, conversation: str, address: str, caller_number: str, timeout_s: float) -> Leg:
        """Call an agent's telephone: an extension, or a whole SIP address. `LegAnswered` or `LegEnded` follows.

        Raises `agent-unreachable` where no telephone is registered there. Cause 19: not answered in time.
        """
        ...

    async def dial(self, conversation: str, number: str, shown: str, timeout_s: float) -> Leg:
        """Call a citizen over the trunk; the call is recorded from its answer on. `LegAnswered` or `LegEnded` follows.

        shown: the number that he sees. Raises `citizen-unreachable` where the exchange has no way to him.
        """
        ...

    async def join(self, conversation: str, leg_ids: list[str]) -> None:
        """Let these legs hear each other."""
        ...

    async def hang_up(self, leg_id: str, reason: str = "normal") -> None:
        """End a leg; no error where it is gone already."""
        ...

    async def close(self) -> None:
        """Let go of the exchange; legs live on there."""
        ...
