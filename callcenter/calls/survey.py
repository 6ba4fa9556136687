"""The automatic call-back: the exchange calls the citizen, asks two questions by keys, and records what he adds.

Keys: solved 1 yes, 2 partly, 3 no; satisfied 1 very ... 5 not at all, stored as grade 6 - key (国办发〔2019〕51号).

Told apart: the exchange's cause (17 busy, 19 no answer, 1 and 28 wrong number); an answering machine by its long
greeting: whoever speaks for `Pace.machine` before we have said anything is one, a person says 喂 and waits. Somebody
who answers and presses nothing is `no_answer`, and so is who turns the ringing away: he has not said that he refuses.
Whom the exchange did not ring (every other cause) has not been tried: it is away, and he is called later; or others can
be called and he cannot, and a person calls.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from callcenter.calls.closing import Heard, close
from callcenter.calls.ear import Ear
from callcenter.calls.ending import SPOKEN_S, Ending
from callcenter.calls.line import Line
from callcenter.calls.services import Services
from callcenter.calls.tracks import locate
from callcenter.telephony.switch import Digit, Happening, Leg, LegGone, SwitchError
from models import clock
from models.callbacks import calling
from models.callbacks.calling import COMMENT, Wanted
from transcription.service import HeardSegment

log = logging.getLogger(__name__)

SOLVED: Final = {"1": "已解决", "2": "部分解决", "3": "未解决"}
GRADES: Final = {str(key): 6 - key for key in range(1, 6)}
PROMPTS: Final = (
    "survey_solved", "survey_solved_again", "survey_grade", "survey_grade_again", "survey_comment", "survey_thanks",
)  # fmt: skip
"""What it says: without any of these nobody is called."""
_RESULTS: Final = {
    17: "busy", 1: "wrong_number", 28: "wrong_number", 18: "no_answer", 19: "no_answer", 21: "no_answer",
    16: "no_answer",  # we have let it ring long enough
}  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """Seconds. machine: of speech before our first word; hello: so long a person is waited for; key: for a key."""

    ring: float = 40.0
    machine: float = 2.5
    hello: float = 4.0
    quiet: float = 0.6
    key: float = 7.0
    comment: float = 30.0
    pause: float = 3.0


class SurveyCall:
    """One automatic call-back. `run` is its whole life.

    others: the last citizen that was called could be rung; again: this one could not be before. rung: he was;
    away: the exchange was not there, so nobody need be called for a while.
    """

    def __init__(
        self, wanted: Wanted, services: Services, shown: str, pace: Pace, *, others: bool = True, again: bool = False
    ) -> None:
        self.wanted, self.id = wanted, str(uuid4())
        self._others, self._again = others, again
        self._services, self._shown, self._pace = services, shown, pace
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._began_at = clock.now()
        self._answered_mono: float | None = None
        self._result: str | None = None
        self.away, self.rung = False, True
        self._heard: list[Heard] = []

    async def run(self) -> None:
        """Calls, asks, writes down, hangs up."""
        self._services.legs.ours.add(self.id)  # before the leg is there: the exchange may be counting its legs just now
        try:
            await self._live()
        finally:
            self._services.legs.ours.discard(self.id)

    async def _live(self) -> None:
        services, pace = self._services, self._pace
        try:
            leg = await services.switch.dial(self.id, self.wanted.phone, self._shown, pace.ring)
        except SwitchError as error:
            await self._not_rung(error.code)
            return
        line = self._line(leg)
        try:
            await services.ledger.dialled(leg, self._began_at, self.wanted.order_id, services.timing.row_patience)
            if await line.until(lambda: line.caller.answered, pace.ring + 5):
                await self._ask(line)
        except LegGone:
            await line.gone()
        except SwitchError as error:
            line.note("failed", code=error.code)
            self._result = self._result or "failed"
        except Exception:
            log.exception("survey-broke: %s", self.id)
            line.note("failed", code="survey-broke")
            self._result = self._result or "failed"
        ended_at, ended_mono = clock.now(), time.monotonic()  # what follows may wait for long
        await line.clear()
        try:
            await self._unheard(line)
        except Exception:  # the lease gives it up
            log.exception("survey-untold: %s", self.id)
        ending = self._ending(line, ended_at, ended_mono)
        await close(services, ending, locate(services.recordings, self.id, self._began_at), self._heard)

    async def _unheard(self, line: Line) -> None:
        """What became of a call that brought no answers."""
        if self._result == "reached":
            return
        ended = line.caller.ended
        if self._answered_mono is not None:
            await self._missed(self._result or "no_answer", self.id)
        elif ended is None:  # its ringing ends in time, where anybody is there to tell
            await self._not_rung("switch-down")
        elif ended.cause in _RESULTS:
            await self._missed(self._result or _RESULTS[ended.cause], self.id)
        else:
            line.note("not-rung", cause=ended.cause)
            await self._not_rung(f"cause-{ended.cause}")

    async def _ask(self, line: Line) -> None:
        self._answered_mono = time.monotonic()
        self._services.ledger.answered(self.id)
        ear = await self._listen(line)
        if await self._is_machine(line, ear):
            line.note("survey-machine")
            self._result = "machine"
            return
        solved = await self._key(line, "survey_solved", SOLVED)
        grade = await self._key(line, "survey_grade", GRADES) if solved else None
        if solved is None or grade is None:
            line.note("survey-no-key")
            return
        await self._services.ledger.survey(
            lambda session: calling.answered(session, self.wanted, self.id, score=GRADES[grade], solved=SOLVED[solved])
        )
        self._result = "reached"
        line.note("survey-answered")
        await line.say("survey_comment")
        line.note(COMMENT, from_s=round(time.monotonic() - self._answered_mono, 2))
        await self._comment(line, ear)
        await line.say("survey_thanks")

    async def _is_machine(self, line: Line, ear: Ear) -> bool:
        """Listens before it speaks: until the far end falls silent after its first word, or has spoken too long."""
        began, pace = time.monotonic(), self._pace
        while (now := time.monotonic()) - began < pace.hello + pace.machine:
            meter = ear.meter
            if meter.spoken_s >= pace.machine:
                return True
            quiet = now - meter.last_speech >= pace.quiet if meter.last_speech else now - began >= pace.hello
            if quiet:
                return False
            await line.until(lambda: False, 0.1)
        return False

    async def _key(self, line: Line, prompt: str, known: dict[str, str] | dict[str, int]) -> str | None:
        """The key that answers a question, asked twice at most; a key that means nothing is asked again."""
        for asked in (prompt, f"{prompt}_again"):
            while not self._keys.empty():
                self._keys.get_nowait()
            playing = await line.start_saying(asked)
            await line.until(
                lambda p=playing: not self._keys.empty() or p is None or p in line.caller.prompts_ended,  # type: ignore[misc]
                self._services.timing.prompt_at_most,
            )
            if self._keys.empty():
                await line.until(lambda: not self._keys.empty(), self._pace.key)
            await line.stop_saying(playing)
            if not self._keys.empty() and (key := self._keys.get_nowait()) in known:
                return key
        return None

    async def _comment(self, line: Line, ear: Ear) -> None:
        began = time.monotonic()
        while (now := time.monotonic()) - began < self._pace.comment:
            last = ear.meter.last_speech
            since = last if last is not None and last > began else began
            if now - since >= self._pace.pause or not self._keys.empty():
                return
            await line.until(lambda: not self._keys.empty(), 0.2)

    async def _listen(self, line: Line) -> Ear:
        assert self._answered_mono is not None
        services = self._services

        def on_segment(segment: HeardSegment) -> None:
            services.ledger.heard(self.id, "caller", ear.start_s, segment)

        stream = services.hearing.stream(f"{self.id}:caller", on_segment)
        tracks = locate(services.recordings, self.id, self._began_at)
        ear = Ear(self._answered_mono, stream, services.spooler.open(tracks.tap("caller")))
        self._heard.append(Heard("caller", ear, stream))
        await line.listen("caller", ear)
        return ear

    def _line(self, leg: Leg) -> Line:
        services = self._services
        line = Line(
            leg, services.switch, services.legs, prompts=services.prompts, timing=services.timing, note=self._note
        )

        def hear(happening: Happening) -> None:
            if isinstance(happening, Digit):
                self._keys.put_nowait(happening.digit)
            line.hear(happening)

        services.legs.register(leg.id, hear)
        return line

    def _note(self, kind: str, **detail: object) -> None:
        self._services.ledger.note(self.id, kind, **detail)

    async def _not_rung(self, code: str) -> None:
        log.warning("survey-not-dialled: %s: %s", self.wanted.order_no, code)
        his = code == "citizen-unreachable" or (code.startswith("cause-") and self._again)
        self.rung, self.away = False, not (his and self._others)
        await self._services.ledger.survey(
            lambda session: calling.not_rung(session, self.wanted, for_person=not self.away)
        )

    async def _missed(self, result: str, conversation: str | None) -> None:
        await self._services.ledger.survey(lambda session: calling.missed(session, self.wanted, conversation, result))

    def _ending(self, line: Line, ended_at: datetime, ended_mono: float) -> Ending:
        up = self._answered_mono
        assert line.ended_by is not None
        return Ending(
            conversation=self.id,
            ended_at=ended_at,
            ended_by=line.ended_by,
            cause=line.caller.ended.cause if line.caller.ended else None,
            outcome="talked" if self._result == "reached" else "silent" if up else "failed",
            intake="automatic",
            spoke=any(one.ear.meter.spoken_s >= SPOKEN_S for one in self._heard),
            answered=up is not None,
            live_words=all(not one.ear.gap for one in self._heard),
            expected_s=ended_mono - up if up else 0.0,
        )
