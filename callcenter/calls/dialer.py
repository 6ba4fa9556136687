"""The dialer: takes call-backs whose turn it is for an automatic call, a few at a time, for ever.

Whom the exchange could not ring waits until somebody else has been rung, or nobody else is left: so one number without
a way holds nobody up, and a trunk that is away does not send everybody to people.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from callcenter.calls.services import Services
from callcenter.calls.storing import StoreAway, Storing
from callcenter.calls.survey import PROMPTS, Pace, SurveyCall
from models.callbacks import calling
from models.callbacks.calling import Wanted

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dialer:
    """shown: the number that citizens see; at_once: calls at the same time, so that callers find a line.

    rest_s: so long nobody is called after the exchange was found away.
    """

    services: Services
    storing: Storing
    shown: str
    at_once: int = 2
    every_s: float = 2.0
    rest_s: float = 30.0
    pace: Pace = field(default_factory=Pace)

    async def run(self) -> None:
        """Until cancelled; a call under way is then given up by its lease."""
        calls: dict[asyncio.Task[None], SurveyCall] = {}
        rests_until, others, told = 0.0, True, False
        waiting: set[int] = set()  # tasks whose citizens could not be rung, while nobody could
        failed: set[int] = set()  # that were called once without being rung, and are called again

        def ended(task: asyncio.Task[None]) -> None:
            nonlocal rests_until, others
            call = calls.pop(task)
            others = call.rung
            if call.away:
                rests_until = time.monotonic() + self.rest_s
                waiting.add(call.wanted.task_id)
                failed.add(call.wanted.task_id)
            else:
                failed.discard(call.wanted.task_id)
            if call.rung:
                waiting.clear()
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("survey-failed: %s", task.get_name(), exc_info=error)

        try:
            while True:
                wanted = None
                unsaid = [key for key in PROMPTS if key not in self.services.prompts]
                if unsaid and not told:
                    log.warning("survey-prompts-missing: %s: nobody is called until they are there", " ".join(unsaid))
                told = bool(unsaid)
                if not unsaid and len(calls) < self.at_once and time.monotonic() >= rests_until:
                    wanted = await self._claimed(waiting)
                    if wanted is None:
                        waiting.clear()
                if wanted is None:
                    await asyncio.sleep(self.every_s)
                    continue
                again = wanted.task_id in failed
                call = SurveyCall(wanted, self.services, self.shown, self.pace, others=others, again=again)
                task = asyncio.create_task(call.run(), name=f"survey-{call.id}")
                calls[task] = call
                task.add_done_callback(ended)
        finally:
            left = list(calls)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _claimed(self, but: set[int]) -> Wanted | None:
        """Whom to call now. Whatever breaks, the next look may find him."""
        leaving_out = frozenset(but)
        try:
            return await self.storing.do(lambda session: calling.claim(session, leaving_out))
        except StoreAway as error:
            log.warning("%s", error.code)
        except Exception:
            log.exception("survey-claim-failed")
        return None
