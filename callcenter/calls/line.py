"""The telephone side of one call: who is on it, waiting for them, prompts and taps. Knows no database.

Every wait ends when the caller is gone, by raising `LegGone`; so a call's way can be written down as it happens.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import TypeVar

from callcenter.calls.ear import Ear
from callcenter.calls.leg_book import LegBook
from callcenter.calls.party import Party
from callcenter.calls.timing import Timing
from callcenter.calls.tracks import Party as Who
from callcenter.telephony.switch import Hangup, Happening, Leg, LegEnded, LegGone, Switch, SwitchError

log = logging.getLogger(__name__)
T = TypeVar("T")

_LOST = 127
_NORMAL = 16
_NEWS_TAKES = 1.0

Note = Callable[..., None]
"""Appends to the call detail record: note(kind, **detail)."""


class Line:
    """The legs of one conversation. `ended_by` is who ended the call, None while it goes on; `away`: the connection to
    the exchange is broken, so that nothing is asked of it until `still_there`."""

    def __init__(
        self, leg: Leg, switch: Switch, legs: LegBook, *, prompts: Mapping[str, Path], timing: Timing, note: Note
    ) -> None:
        self.caller = Party(leg)
        self.agent: Party | None = None
        self.talking = self.away = False
        self.ended_by: Hangup | None = None
        self.ears: dict[Who, Ear] = {}
        self._switch, self._legs = switch, legs
        self._prompts, self._timing, self.note = prompts, timing, note
        self._changed = asyncio.Event()
        self._breaks = 0
        legs.register(leg.id, self.hear)

    @property
    def parties(self) -> list[tuple[Who, Party]]:
        there: list[tuple[Who, Party | None]] = [("caller", self.caller), ("agent", self.agent)]
        return [(who, party) for who, party in there if party is not None]

    def hear(self, happening: Happening) -> None:
        """Take what happened to one of our legs."""
        for who, party in self.parties:
            if getattr(happening, "leg_id", None) != party.leg.id:
                continue
            held = party.held
            party.hear(happening)
            if party.held != held:
                self.note("held" if party.held else "retrieved", party=who)
            if isinstance(happening, LegEnded):
                self.note("hung-up", party=who, cause=happening.cause, text=happening.text)
                if self.ended_by is None and (who == "caller" or (self.talking and happening.cause == _NORMAL)):
                    self.ended_by = who
        self._changed.set()

    def lose(self) -> None:
        """The exchange is gone and every leg with it."""
        self.ended_by = self.ended_by or "lost"
        for _, party in self.parties:
            party.ended = party.ended or LegEnded(party.leg.id, _LOST, "the exchange lost the call")
        self._changed.set()

    def still_there(self, leg_ids: Collection[str]) -> bool:
        """The exchange answers again and has these legs; whether the call goes on. What is gone has ended."""
        self.away = False
        self._breaks += 1
        self._changed.set()
        agent = self.agent
        if agent is not None and agent.leg.id not in leg_ids and agent.ended is None:
            agent.lost = True
            self.hear(LegEnded(agent.leg.id, _LOST, "gone while the exchange was away"))
        if self.caller.leg.id not in leg_ids:
            self.lose()
        return self.ended_by is None

    async def until(self, true: Callable[[], bool], timeout: float, every: float | None = None) -> bool:
        """Wait until `true()`; False after `timeout` seconds. `every`: look again even where nothing happened.

        Raises LegGone as soon as the caller is gone.
        """
        deadline = time.monotonic() + timeout
        while True:
            self.stay()
            if true():
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), left if every is None else min(left, every))
            except TimeoutError:
                continue

    async def asked(self, request: Callable[[], Awaitable[T]]) -> T:
        """A request to the exchange, made when it is there; again, for `exchange_away` seconds, if it does not answer.

        Raises LegGone as soon as the caller is gone or lost, and what the exchange refuses.
        """
        deadline = time.monotonic() + self._timing.exchange_away
        while True:
            while not await self.until(lambda: not self.away, self._timing.exchange_away):
                pass  # an exchange that stays away loses the call
            try:
                return await request()
            except SwitchError as error:
                if error.code != "switch-down" or time.monotonic() >= deadline:
                    raise
            await self.until(lambda: False, self._timing.exchange_retry)

    async def gone(self) -> None:
        """A request found the caller's leg gone: wait for the exchange to tell who ended it, a second at most."""
        deadline = time.monotonic() + _NEWS_TAKES
        while self.caller.ended is None and (left := deadline - time.monotonic()) > 0:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), left)
        self.ended_by = self.ended_by or "caller"

    def stay(self) -> None:
        """Raise LegGone where the caller has hung up."""
        if self.caller.ended is not None:
            raise LegGone(self.caller.leg.id)

    async def say(self, key: str) -> None:
        """Play a prompt to its end. A prompt that cannot be played is noted and left out."""
        prompt = await self.start_saying(key)
        if prompt is not None:
            breaks = self._breaks  # an end that falls into one is not told
            over = await self.until(
                lambda: prompt in self.caller.prompts_ended or self._breaks > breaks, self._timing.prompt_at_most
            )
            if not over:
                self.note("prompt-endless", prompt=key)

    async def start_saying(self, key: str) -> str | None:
        """Start a prompt; returns its id for `stop_saying`, None where it cannot be played, which is noted."""
        sound = self._prompts.get(key)
        if sound is None:
            self.note("prompt-missing", prompt=key)
            return None
        try:
            return await self.asked(lambda: self._switch.play(self.caller.leg.id, str(sound)))
        except LegGone:
            raise
        except SwitchError as error:
            self.note("prompt-failed", prompt=key, code=error.code)
            return None

    async def stop_saying(self, prompt: str | None) -> None:
        """Fall silent, if there still is something to be heard."""
        if prompt is None or prompt in self.caller.prompts_ended:
            return
        try:
            await self._switch.stop_prompt(prompt)
        except SwitchError as error:
            self.note("prompt-failed", prompt=prompt, code=error.code)

    async def listen(self, who: Who, ear: Ear) -> None:
        """Tap a party's own voice into `ear`. A tap that fails is noted: the recording still has the words.

        While the exchange is away the ear stays: when it answers again, who is heard is tapped anew.
        """
        party = self.caller if who == "caller" else self.agent
        assert party is not None
        self.ears[who] = ear
        if self.away:
            return
        try:
            await self._switch.tap(party.leg.id, ear.hear)
        except LegGone:
            raise
        except SwitchError as error:
            if error.code != "switch-down":
                del self.ears[who]
            self.note("tap-failed", party=who, code=error.code)

    def with_agent(self, leg: Leg) -> Party:
        """An agent's telephone rings for this call. What happened to it before we knew its leg is caught up."""
        self.agent = party = Party(leg)
        self._legs.register(leg.id, self.hear)
        return party

    async def drop_agent(self) -> None:
        """Stop ringing an agent, or let go of one."""
        agent, self.agent, self.talking = self.agent, None, False
        if agent is not None:
            self._legs.forget(agent.leg.id)
            await self._hang_up("agent", agent)

    async def clear(self) -> None:
        """Hang up whoever is still there; nobody is on the line any more. Whose tap had ended before is noted."""
        self.ended_by = self.ended_by or "system"
        for who, ear in self.ears.items():
            if ear.party_left():
                self.note("tap-ended", party=who)
        for who, party in self.parties:
            await self._hang_up(who, party)
            self._legs.forget(party.leg.id)

    async def _hang_up(self, who: Who, party: Party) -> None:
        if party.ended is None:
            try:
                await self._switch.hang_up(party.leg.id)
            except SwitchError as error:
                # the handler clears the legs of ended calls when the exchange answers again
                self.note("hang-up-failed", party=who, code=error.code)
