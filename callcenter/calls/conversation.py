"""One call from its arrival to its record: answered, greeted, given to an agent or taken by the automatic intake."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from callcenter.agents.desk import Offer
from callcenter.agents.offering import offer
from callcenter.calls.closing import Heard, close
from callcenter.calls.demand import DemandRule
from callcenter.calls.ear import Ear
from callcenter.calls.ending import SPOKEN_S, Ending
from callcenter.calls.line import Line
from callcenter.calls.services import Services
from callcenter.calls.storing import StoreAway
from callcenter.calls.tracks import Party as Who
from callcenter.calls.tracks import Tracks, locate
from callcenter.telephony.switch import Leg, LegGone, SwitchError
from models import clock
from models.calls import CallOutcome, Intake
from models.privacy import mask_phone
from transcription.service import HeardSegment

log = logging.getLogger(__name__)

_LONG = 3600.0


class Conversation:
    """`run` (or `resume`) is the call's whole life, as one task. Cancelled, it leaves the caller on the line: the next
    process of ours takes the call up again."""

    def __init__(self, leg: Leg, services: Services) -> None:
        self.id = leg.conversation
        self._services = services
        self.line = Line(
            leg,
            services.switch,
            services.legs,
            prompts=services.prompts,
            timing=services.timing,
            note=self._note,
        )
        self._arrived_at = clock.now() - timedelta(seconds=_ago(leg.held_since))
        self._recording_began = time.monotonic()
        self._answered = leg.up
        self._intake: Intake | None = None
        self._outcome: CallOutcome | None = None
        self._resumed = False
        self._heard: list[Heard] = []

    async def run(self) -> None:
        """From the arrival of the caller's leg to the record of the ended call. Raises nothing but cancellation."""
        leg = self.line.caller.leg
        await self._services.ledger.began(leg, self._arrived_at, self._services.timing.row_patience)
        await self._live(self._refuse_unknown if not leg.known else self._serve)

    async def resume(self, agent: Leg | None, *, talked: bool, asked: bool, began_s_ago: float) -> None:
        """Take up a call that an earlier process left on the line. agent: whom the caller is talking with;
        talked: an agent had it once; asked: the automatic intake had begun; began_s_ago: age of the recording."""
        self._arrived_at -= timedelta(seconds=began_s_ago)
        self._recording_began -= began_s_ago
        self._outcome = "talked" if talked else None
        self._resumed = True

        async def go_on() -> None:
            self._note("resumed", talking=agent is not None)
            await self._listen("caller")
            if agent is not None:
                self.line.with_agent(agent)
                if await self._talk(joined=True):
                    return
            else:  # whoever is still held for this call has no line to it any more
                free = self._services.desk.wrap_up if talked else self._services.desk.ready_again
                await self._freed(free(self.id, patient=False))
            if asked:
                await self._take_demand(asked=True)
            else:
                await self._find_taker()

        await self._live(go_on)

    async def tap_again(self) -> None:
        """The exchange answers again and this call is still there: hear it again."""
        for who, ear in list(self.line.ears.items()):
            self._services.spooler.close(ear.safety)
            ear.tap_again(self._services.spooler.open(self._tracks().tap(who)))
            try:
                await self.line.listen(who, ear)
            except LegGone:
                return

    async def _serve(self) -> None:
        await self._answer()
        await self._listen("caller")
        await self.line.say("greeting")
        await self._find_taker()

    async def _refuse_unknown(self) -> None:
        self._outcome = "unknown_number"
        await self._answer()
        await self.line.say("unknown_number")

    async def _answer(self) -> None:
        leg = self.line.caller.leg
        await self.line.asked(lambda: self._services.switch.answer(leg.id))
        up_s = _ago(leg.up_since)  # and recorded for so long
        self._recording_began = time.monotonic() - up_s
        self._answered = True
        self._services.ledger.answered(self.id, clock.now() - timedelta(seconds=up_s))

    async def _find_taker(self) -> None:
        """Who takes the demand: an agent, or the automatic intake."""
        while await self._find_agent():
            if await self._talk():
                return
        await self._take_demand()

    async def _find_agent(self) -> bool:
        services = self._services
        shown = mask_phone(self.line.caller.leg.number)
        try:
            chosen = await offer(
                self.line,
                services.switch,
                services.desk,
                caller_shown=shown,
                offered=self._offered,
                timing=services.timing,
            )
        except StoreAway as error:
            self._note("no-agent", code=error.code)
            return False
        if chosen is None:
            return False
        services.ledger.picked_up(self.id, chosen)
        await services.ledger.shown(services.timing.row_patience)
        return True

    async def _offered(self, agent: Offer) -> None:
        """The console must show the caller before the telephone rings."""
        self._services.ledger.offered(self.id, agent)
        await self._services.ledger.shown(self._services.timing.row_patience)

    async def _talk(self, joined: bool = False) -> bool:
        """Caller and agent talk until one hangs up; False where the agent's telephone broke and the caller is there."""
        line = self.line
        agent = line.agent
        assert agent is not None
        try:
            await self._listen("agent")
            if not joined:
                await line.asked(lambda: self._services.switch.join(self.id, [line.caller.leg.id, agent.leg.id]))
        except SwitchError as error:
            line.stay()
            self._note("join-failed", code=error.code)
            await self._let_go_of_agent()
            return False
        line.talking = True
        self._intake, self._outcome = "agent", "talked"
        self._note("joined")
        while not await line.until(lambda: agent.ended is not None, _LONG):
            pass
        if line.ended_by == "agent":
            return True
        self._note("agent-lost")
        await self._let_go_of_agent()
        return False

    async def _take_demand(self, asked: bool = False) -> None:
        """The automatic intake: ask, and listen until the caller has said it all."""
        line, timing = self.line, self._services.timing
        self._intake = "automatic" if self._outcome is None else self._intake
        self._services.ledger.automatic(self.id)
        if not asked:
            await line.say("no_agent")
            await line.say("ask_demand")
        rule = DemandRule(timing, time.monotonic())
        while True:
            ear = line.ears.get("caller")
            # without live audio only the caller knows when everything is said
            last = ear.meter.last_speech if ear else time.monotonic()
            match rule.verdict(time.monotonic(), last):
                case "wait":
                    await line.until(lambda: False, timing.look_every)
                case "ask-again":
                    await line.say("ask_again")
                    rule.ask_again(time.monotonic())
                case "thank":
                    await line.say("thanks")
                    return
                case "give-up":
                    await line.say("silent_end")
                    self._outcome = self._outcome or "silent"
                    return

    async def _listen(self, who: Who) -> None:
        services = self._services

        def on_segment(segment: HeardSegment) -> None:
            services.ledger.heard(self.id, who, ear.start_s, segment)
            if segment.final and who == "caller":
                services.drafting.heard(self.id, segment.text)

        stream = services.hearing.stream(f"{self.id}:{who}", on_segment)
        ear = Ear(self._recording_began, stream, services.spooler.open(self._tracks().tap(who)))
        self._heard.append(Heard(who, ear, stream))
        await self.line.listen(who, ear)

    async def _let_go_of_agent(self) -> None:
        ear = self.line.ears.get("agent")
        if ear is not None:
            self._services.spooler.close(ear.safety)
            ear.close()
        await self.line.drop_agent()
        await self._freed(self._services.desk.wrap_up(self.id, patient=False))

    async def _freed(self, freeing: Awaitable[None]) -> None:
        """The caller goes on without the agent, who is freed at the end of the call where the database is away."""
        try:
            await freeing
        except StoreAway as error:
            self._note("agent-held", code=error.code)

    async def _live(self, walk: Callable[[], Awaitable[None]]) -> None:
        """Go the call's way, whatever breaks on it; then hang up, and leave a record."""
        try:
            await walk()
        except LegGone:
            await self.line.gone()
        except SwitchError as error:
            self._failed(error.code)
        except Exception:
            log.exception("call-failed: %s", self.id)
            self._failed("call-failed")
        ended_at, lasted_s = clock.now(), time.monotonic() - self._recording_began  # what follows may wait for long
        await self.line.clear()
        await self._services.desk.wrap_up(self.id)
        self._services.drafting.finish(self.id)
        await close(self._services, self._ending(ended_at, lasted_s), self._tracks(), self._heard)

    def _failed(self, code: str) -> None:
        self._note("failed", code=code)
        self._outcome = self._outcome or "failed"

    def _ending(self, ended_at: datetime, lasted_s: float) -> Ending:
        caller, ended_by = self.line.caller, self.line.ended_by
        assert ended_by is not None
        ear = self.line.ears.get("caller")
        whole = not self._resumed and all(not heard.ear.gap for heard in self._heard)
        return Ending(
            conversation=self.id,
            ended_at=ended_at,
            ended_by=ended_by,
            cause=caller.ended.cause if caller.ended else None,
            outcome=self._outcome,
            intake=self._intake,
            spoke=ear.meter.spoken_s >= SPOKEN_S if ear and not self._resumed else None,
            answered=self._answered,
            live_words=whole and ear is not None,
            expected_s=lasted_s if self._answered else 0.0,
        )

    def _tracks(self) -> Tracks:
        return locate(self._services.recordings, self.id, self._arrived_at)

    def _note(self, kind: str, **detail: Any) -> None:
        self._services.ledger.note(self.id, kind, **detail)


def _ago(epoch: float | None) -> float:
    """Seconds since an instant of the exchange, which is on this machine; none where it told none."""
    return max(time.time() - epoch, 0.0) if epoch is not None else 0.0
