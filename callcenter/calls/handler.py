"""The call handler: a conversation for every caller, and after every interruption the calls as they really are."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from callcenter.calls.closing import close, record
from callcenter.calls.conversation import Conversation
from callcenter.calls.recovery import Recovery, Remembered
from callcenter.calls.services import Services
from callcenter.calls.strays import strays
from callcenter.calls.tracks import locate
from callcenter.telephony.switch import (
    CallRefused,
    Connected,
    Disconnected,
    Happening,
    Leg,
    LegArrived,
    SwitchError,
)
from models import clock

log = logging.getLogger(__name__)


class CallHandler:
    """`run` until cancelled. Calls that are on the line then stay there: the next start takes them up."""

    def __init__(self, services: Services, recovery: Recovery) -> None:
        self._services, self._recovery = services, recovery
        self._calls: dict[str, Conversation] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._away: asyncio.TimerHandle | None = None

    @property
    def conversations(self) -> list[str]:
        """The calls that are not recorded to their end yet."""
        return list(self._calls)

    async def run(self) -> None:
        """Take what the exchange tells, for ever."""
        self._spawn(self._record_later(), "record-later")
        try:
            async for happening in self._services.switch.happenings():
                self._take(happening)
        finally:
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _take(self, happening: Happening) -> None:
        match happening:
            case LegArrived(leg):
                self._begin(leg)
            case Connected(legs):
                self._back()
                # calls that arrive after this are not in its list of legs
                self._spawn(self._reconcile(legs, list(self._calls.values())), "reconcile")
            case Disconnected(reason):
                log.warning("exchange-away: %s", reason)
                self._back()
                for call in self._calls.values():
                    call.line.away = True
                self._away = asyncio.get_running_loop().call_later(self._services.timing.exchange_away, self._lose_all)
            case CallRefused():
                self._services.ledger.refused(happening)
            case _:
                self._services.legs.route(happening)

    def _begin(self, leg: Leg) -> None:
        if leg.conversation not in self._calls:
            call = Conversation(leg, self._services)
            self._follow(call, call.run())

    def _follow(self, call: Conversation, life: Coroutine[Any, Any, None]) -> None:
        self._calls[call.id] = call
        self._spawn(life, call.id).add_done_callback(lambda _: self._calls.pop(call.id, None))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # its tracks and its row are still there: the next start of the call handler finishes it
            log.error("call-unrecorded: %s", task.get_name(), exc_info=error)

    def _back(self) -> None:
        if self._away is not None:
            self._away.cancel()
            self._away = None

    def _lose_all(self) -> None:
        for call in self._calls.values():
            call.line.lose()

    async def _reconcile(self, legs: tuple[Leg, ...], ours: list[Conversation]) -> None:
        """Make our calls those that the exchange has: go on, take up, hang up, or finish from the disk."""
        there = {leg.id for leg in legs}
        for call in ours:
            if call.line.still_there(there):
                self._spawn(call.tap_again(), f"tap-{call.id}")
        known = {call.id for call in ours} | self._services.legs.ours
        for stray in [leg for leg in legs if leg.conversation in known and leg.id not in self._services.legs]:
            self._spawn(self._let_go(stray), f"stray-{stray.id}")  # its end, or that it rings, was never answered to us
        strangers = [leg for leg in legs if leg.conversation not in known]
        remembered = await self._recovery.of({leg.conversation for leg in strangers})
        agents = {leg.conversation: leg for leg in strangers if leg.role == "agent" and leg.joined}
        # telephones that ring are let go first: their agents are called again for those who wait
        unjoined = [leg for leg in strangers if leg.role == "agent" and not leg.joined]
        await asyncio.gather(*map(self._let_go, unjoined))
        taken = {leg.id for leg in unjoined}
        for leg in strangers:
            if leg.role == "caller" and not leg.outbound:
                taken |= self._take_up(leg, agents.get(leg.conversation), remembered.get(leg.conversation))
        for leg in strangers:
            if leg.id not in taken:
                await self._let_go(leg)
        known |= self._calls.keys() | self._services.legs.ours
        for lost in await self._recovery.unfinished(known):
            if lost.conversation not in self._calls:
                self._spawn(self._finish(lost), lost.conversation)
        await self._services.desk.free_forgotten(self._calls.keys())

    def _take_up(self, caller: Leg, agent: Leg | None, row: Remembered | None) -> set[str]:
        """Go on with a caller whom another process of ours had; returns the ids of the legs that stay."""
        if row is not None and row.state == "ended":
            return set()
        if row is None or row.answered_at is None or not caller.known:
            self._begin(caller)
            return {caller.id}
        call = Conversation(caller, self._services)
        life = call.resume(
            agent,
            talked=row.agent_answered_at is not None,
            asked=row.intake == "automatic",
            began_s_ago=row.began_s_ago,
        )
        self._follow(call, life)
        return {caller.id, agent.id} if agent else {caller.id}

    async def _let_go(self, leg: Leg) -> None:
        log.info("leg-orphaned: %s of %s", leg.role, leg.conversation)
        try:
            await self._services.switch.hang_up(leg.id)
        except SwitchError as error:
            log.warning("%s: %s", error.code, leg.conversation)

    async def _record_later(self) -> None:
        """What stood in the way of a recording may be gone; until then its single tracks stay on the disk."""
        pause_s = self._services.timing.unrecorded_every
        while True:
            await asyncio.sleep(pause_s)
            try:
                # one that has just ended is still being recorded, a survey's call by the dialler
                found = await self._recovery.unrecorded(pause_s) + await self._take_in_strays()
            except Exception:
                log.exception("record-later-failed: again in %.0f s", pause_s)
                continue
            under_way = self._calls.keys() | {task.get_name() for task in self._tasks}
            for call in found:
                if call.conversation not in under_way:
                    self._spawn(self._finish(call), call.conversation)

    async def _take_in_strays(self) -> list[Remembered]:
        """Callers of whom there is nothing but their sound get their row; then they are calls like those we lost."""
        lying = await asyncio.to_thread(lambda: list(strays(self._services.recordings, clock.now())))
        known = self._calls.keys() | (await self._recovery.of({one.conversation for one in lying})).keys()
        new = [one for one in lying if one.conversation not in known]
        for one in new:
            log.warning("call-unheard: %s", one.conversation)
            await self._services.ledger.strayed(one.conversation, one.began)
        return list((await self._recovery.of({one.conversation for one in new})).values())

    async def _finish(self, call: Remembered) -> None:
        """A call that nobody saw ending: record, draft order and words from the disk; or the recording alone."""
        tracks = locate(self._services.recordings, call.conversation, call.started_at)
        if call.missing and not tracks.exist():
            return
        log.info("call-recovered: %s", call.conversation)
        if call.state == "live":
            await close(self._services, call.as_lost(), tracks)
        else:
            await record(self._services, call.as_lost(), tracks, call.transcript_state)
