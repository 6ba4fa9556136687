"""The agents' presence as a call changes it: claimed, free again. Every change is an `agent.state` event."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from callcenter.calls.storing import Storing
from models import agents
from models.people import User


@dataclass(frozen=True)
class Offer:
    """An agent who is to take a call."""

    user_id: int
    name: str
    extension: str


class AgentDesk:
    """Takes and frees agents for calls.

    patient: waits for the database as long as it takes. Who has a caller on the line is not: raises StoreAway, and
    frees the agent at the end of the call.
    """

    def __init__(self, storing: Storing) -> None:
        self._storing = storing

    async def claim(self, conversation: str, tried: Collection[int] = ()) -> Offer | None:
        """The agent ready longest of those not `tried` (user ids), now ringing; None where there is none."""

        def work(session: Session) -> Offer | None:
            agent = agents.claim_longest_ready(session, UUID(conversation), exclude=tried)
            if agent is None:
                return None
            user = session.get_one(User, agent.user_id)
            return Offer(agent.user_id, user.name, agent.extension)

        return await self._storing.do(work)

    async def missed(self, conversation: str, reason: str) -> None:
        """The agent did not take the call: not ready, so that the next caller does not wait for an empty chair.

        reason: no-answer, declined, agent-unreachable.
        """
        await self._free(conversation, "not_ready", reason, patient=False)

    async def ready_again(self, conversation: str, *, patient: bool = True) -> None:
        """The caller hung up before the agent could answer, or the exchange did not let the telephone ring."""
        await self._free(conversation, "ready", patient=patient)

    async def wrap_up(self, conversation: str, *, patient: bool = True) -> None:
        """The talk is over; whoever holds this call writes it up now."""
        await self._free(conversation, "wrap_up", patient=patient)

    async def free_forgotten(self, living: Collection[str]) -> None:
        """After a restart: agents who are held for calls that are not on the line write them up."""

        def work(session: Session) -> None:
            for agent in agents.present(session):
                if agent.conversation_id is not None and str(agent.conversation_id) not in living:
                    agents.release(session, agent.conversation_id)

        await self._storing.do(work, patient=True)

    async def _free(
        self, conversation: str, state: agents.AgentState, reason: str | None = None, *, patient: bool
    ) -> None:
        await self._storing.do(lambda session: agents.release(session, UUID(conversation), state, reason), patient)
