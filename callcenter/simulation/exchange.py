"""The call handler's own writes, without a telephone: its ledger, its agents' desk, and the job behind an ended call.

`callcenter.calls.ledger.Ledger` and `callcenter.agents.desk.AgentDesk` are used as they are; only what they write
through is done at once here, where they would wait for an event loop.
"""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from callcenter.agents.desk import AgentDesk
from callcenter.calls.ending import Ending
from callcenter.calls.journal import Journal, Work
from callcenter.calls.ledger import Ledger
from callcenter.calls.storing import Storing
from callcenter.calls.timing import Timing
from callcenter.intake import phone
from callcenter.intake.phone import Settled
from callcenter.jobs.defer import SETTLE_CALL
from callcenter.simulation.inside import Inside
from callcenter.telephony.switch import Leg
from models.database import Store

T = TypeVar("T")

# what a worker of the job queue does with a job that it has done; here its work followed in the same thread
_DONE = text("DELETE FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'")


class AtOnce(Storing):
    """Every piece of work is a transaction that is done when `do` returns; nothing waits."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, Timing())

    async def do(self, work: Callable[[Session], T], patient: bool = False) -> T:
        return self._transaction(work)


class Gathering(Journal):
    """What is put at one instant is written together, as the call handler's journal does."""

    def __init__(self, storing: Storing) -> None:
        super().__init__(storing)
        self._gathered: list[Work] = []

    def put(self, work: Work) -> None:
        self._gathered.append(work)

    async def written(self, timeout: float | None = None) -> bool:
        works, self._gathered = self._gathered, []

        def together(session: Session) -> None:
            for work in works:
                work(session)

        if works:
            await self._storing.do(together)
        return True


class Exchange:
    """What the call handler does at each of a call's turns."""

    def __init__(self, application: Inside) -> None:
        self._application = application
        storing = AtOnce(application.store)
        self._journal = Gathering(storing)
        self.ledger = Ledger(storing, self._journal)
        self.desk = AgentDesk(storing)

    def write(self) -> None:
        """What was put since the last time."""
        finished(self._journal.written())

    def rings(self, leg: Leg) -> None:
        finished(self.ledger.began(leg, self._application.world.now, 0.0))

    def ends(self, ending: Ending) -> Settled | None:
        """The call's record, its draft order; then the words are whole, and the job that settles them is done.

        None where nobody answered: there is nothing to settle.
        """
        finished(self.ledger.ended(ending))
        if not ending.answered:
            return None
        finished(self.ledger.transcribed(ending.conversation, None, complete=True, can_retry=True))
        application = self._application
        application.settled()
        return phone.settle(
            application.store,
            application.adviser,
            UUID(ending.conversation),
            application.threshold,
            application.earlier,
        )

    def clear_jobs(self) -> None:
        """The jobs of the calls that are settled leave the queue."""
        with self._application.store.transaction() as session:
            session.execute(_DONE, {"task": SETTLE_CALL})


def finished(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    work.close()
    raise RuntimeError("a write of the call handler waited")
