"""The dialer: takes call-backs whose turn it is for an automatic call, a few at a time, for ever."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from callcenter.calls.services import Services
from callcenter.calls.storing import StoreAway, Storing
from callcenter.calls.survey import Pace, SurveyCall
from models.callbacks import calling

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
        rests_until = 0.0

        def ended(task: asyncio.Task[None]) -> None:
            nonlocal rests_until
            if calls.pop(task).away:
                rests_until = time.monotonic() + self.rest_s
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("survey-failed: %s", task.get_name(), exc_info=error)

        try:
            while True:
                wanted = None
                if len(calls) < self.at_once and time.monotonic() >= rests_until:
                    try:
                        wanted = await self.storing.do(calling.claim)
                    except StoreAway as error:
                        log.warning("%s", error.code)
                if wanted is None:
                    await asyncio.sleep(self.every_s)
                    continue
                call = SurveyCall(wanted, self.services, self.shown, self.pace)
                task = asyncio.create_task(call.run(), name=f"survey-{call.id}")
                calls[task] = call
                task.add_done_callback(ended)
        finally:
            left = list(calls)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
