"""The dialer: takes call-backs whose turn it is for an automatic call, a few at a time, for ever."""

import asyncio
import logging
from dataclasses import dataclass, field

from callcenter.calls.services import Services
from callcenter.calls.storing import StoreAway, Storing
from callcenter.calls.survey import Pace, SurveyCall
from models.callbacks import calling

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dialer:
    """shown: the number that citizens see; at_once: calls at the same time, so that callers find a line."""

    services: Services
    storing: Storing
    shown: str
    at_once: int = 2
    every_s: float = 2.0
    pace: Pace = field(default_factory=Pace)

    async def run(self) -> None:
        """Until cancelled; a call under way is then given up by its lease."""
        going: set[asyncio.Task[None]] = set()
        try:
            while True:
                wanted = None
                if len(going) < self.at_once:
                    try:
                        wanted = await self.storing.do(calling.claim)
                    except StoreAway as error:
                        log.warning("%s", error.code)
                if wanted is None:
                    await asyncio.sleep(self.every_s)
                    continue
                call = SurveyCall(wanted, self.services, self.shown, self.pace)
                task = asyncio.create_task(call.run(), name=f"survey-{call.id}")
                going.add(task)
                task.add_done_callback(going.discard)
                task.add_done_callback(_ended)
        finally:
            for task in list(going):
                task.cancel()
            await asyncio.gather(*going, return_exceptions=True)


def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("survey-failed: %s", task.get_name(), exc_info=error)
