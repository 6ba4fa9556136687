"""The order form that fills itself: after each final segment of the caller the words so far are routed.

At most once a second a call, and never twice at once for the same call; the newest words win.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import BrokenExecutor
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from callcenter.calls.storing import StoreAway, Storing
from callcenter.intake import rule_alarm
from callcenter.intake.form import shown_form
from callcenter.intake.words import joined
from models import calls, events
from routing.advice import Advice

log = logging.getLogger(__name__)


class Advising(Protocol):
    """What proposes: `routing.Adviser`."""

    def advise(self, text: str, subject: str = "") -> Advice: ...


Advise = Callable[[str], Awaitable[Advice]]


class Drafting:
    """Proposals for live calls, by `advise`."""

    def __init__(self, storing: Storing, advise: Advise, every_s: float = 1.0) -> None:
        self._storing, self._advise, self._every = storing, advise, every_s
        self._words: dict[str, list[str]] = {}
        self._busy: dict[str, asyncio.Task[None]] = {}

    def heard(self, conversation: str, text: str) -> None:
        """The caller's next final words."""
        self._words.setdefault(conversation, []).append(text)
        if conversation not in self._busy:
            self._busy[conversation] = asyncio.create_task(self._propose(conversation), name=f"draft-{conversation}")

    def finish(self, conversation: str) -> None:
        """The call is over: no more proposals of it."""
        self._words.pop(conversation, None)
        task = self._busy.pop(conversation, None)
        if task is not None:
            task.cancel()

    async def _propose(self, conversation: str) -> None:
        done = 0
        try:
            while (words := self._words.get(conversation)) and len(words) > done:
                done = len(words)
                await self._once(conversation, joined(words))
                await asyncio.sleep(self._every)
        finally:
            if self._busy.get(conversation) is asyncio.current_task():
                del self._busy[conversation]

    async def _once(self, conversation: str, text: str) -> None:
        try:
            keep = await self._proposed(conversation, text)
            await self._storing.do(keep)
        except StoreAway:
            pass  # the next words bring the next proposal
        except Exception:
            log.exception("draft-failed: %s", conversation)

    async def _proposed(self, conversation: str, text: str) -> Callable[[Session], None]:
        """What is to be written of these words: the proposal, or that there is none."""
        try:
            advice = await self._advise(text)
        except BrokenExecutor:
            raise  # its process ended; the next words find another
        except Exception:
            log.exception("%s: %s", rule_alarm.FAILED, conversation)
            return lambda session: rule_alarm.ring_failure(session, conversation=conversation)
        form = shown_form(advice, text)
        return lambda session: _show(session, conversation, advice, form)


def _show(session: Session, conversation: str, advice: Advice, form: dict[str, Any]) -> None:
    """To listeners, and kept: who decides before the final words decides on this proposal."""
    said = advice.as_dict()
    events.publish(session, "draft.proposed", conversation, {"advice": said, "form": form})
    calls.propose(session, UUID(conversation), said)
    rule_alarm.ring(session, advice, conversation=conversation)
