"""The agents' presence: who is signed in at which telephone, in which state, since when.

Every change emits `agent.state` (subject: user id) in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, Uuid, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, events
from models.database.base import Base, RowId, one_of
from models.database.store import send

AgentState = Literal["offline", "not_ready", "ready", "ringing", "talking", "wrap_up"]


class AgentUnknown(Exception):
    """The user never signed in as an agent. Code: `agent-unknown`."""

    code = "agent-unknown"


class AgentSession(Base):
    """One agent. conversation_id: the call that rings at or is held by this agent, else None."""

    __tablename__ = "agent_session"
    __table_args__ = (one_of("state", AgentState),)

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    extension: Mapped[str]
    state: Mapped[AgentState] = mapped_column(Text)
    state_since: Mapped[datetime]
    reason: Mapped[str | None]
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid)
    last_seen_at: Mapped[datetime]

    def summary(self) -> dict[str, Any]:
        """What the event and the API say of an agent."""
        return {
            "user_id": self.user_id,
            "state": self.state,
            "state_since": self.state_since.isoformat(),
            "reason": self.reason,
            "extension": self.extension,
            "conversation_id": str(self.conversation_id) if self.conversation_id else None,
        }


class AgentStretch(Base):
    """What an agent was doing from when to when; ended_at None: it is what he does now. `offline` is no stretch."""

    __tablename__ = "agent_stretch"
    __table_args__ = (
        one_of("state", AgentState),
        Index("uq_agent_stretch_open", "user_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[RowId]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    state: Mapped[AgentState] = mapped_column(Text)
    reason: Mapped[str | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def sign_in(session: Session, user_id: int, extension: str) -> AgentSession:
    """Puts the agent at a telephone, not ready; one who is already signed in keeps the state."""
    agent = session.get(AgentSession, user_id, with_for_update=True)
    at = clock.now()
    if agent is None:
        agent = AgentSession(user_id=user_id, extension=extension, state="offline", state_since=at, last_seen_at=at)
        session.add(agent)
    agent.extension, agent.last_seen_at = extension, at
    if agent.state == "offline":
        _change(session, agent, "not_ready", None, None)
    session.flush()
    return agent


def set_state(
    session: Session,
    user_id: int,
    state: AgentState,
    reason: str | None = None,
    conversation_id: UUID | None = None,
) -> AgentSession:
    """Changes the state; a change to the state that already is keeps `state_since`, and so the place in the queue."""
    agent = session.get(AgentSession, user_id, with_for_update=True)
    if agent is None:
        raise AgentUnknown(f"user {user_id} is not signed in as an agent")
    agent.last_seen_at = clock.now()
    _change(session, agent, state, reason, conversation_id)
    session.flush()
    return agent


def seen(session: Session, user_id: int) -> None:
    """Notes that the agent's browser is still there. Quiet: no event."""
    agent = session.get(AgentSession, user_id)
    if agent is not None:
        agent.last_seen_at = clock.now()


def claim_longest_ready(
    session: Session,
    conversation_id: UUID,
    exclude: Collection[int] = (),
    seen_within: timedelta | None = None,
) -> AgentSession | None:
    """Takes the agent who has been ready longest, to `ringing` for this call; None when nobody is ready.

    Two calls at once never get the same agent. exclude: user ids that this call already tried;
    seen_within: pass over agents whose browser has not been heard of for longer.
    """
    free = select(AgentSession).where(AgentSession.state == "ready").order_by(AgentSession.state_since)
    if exclude:
        free = free.where(AgentSession.user_id.not_in(exclude))
    if seen_within is not None:
        free = free.where(AgentSession.last_seen_at >= clock.now() - seen_within)
    agent = session.scalars(free.limit(1).with_for_update(skip_locked=True)).first()
    if agent is not None:
        _change(session, agent, "ringing", None, conversation_id)
        session.flush()
    return agent


def picked_up(session: Session, conversation_id: UUID) -> None:
    """Whoever holds this call talks; nobody does where the call has let go of him before this is written."""
    for agent in _holders(session, conversation_id):
        _change(session, agent, "talking", None, conversation_id)
    session.flush()


def release(
    session: Session, conversation_id: UUID, state: AgentState = "wrap_up", reason: str | None = None
) -> list[AgentSession]:
    """Frees whoever holds this call to `state`; an agent who has gone offline meanwhile stays offline."""
    agents = _holders(session, conversation_id)
    for agent in agents:
        _change(session, agent, "offline" if agent.state == "offline" else state, reason, None)
    session.flush()
    return agents


def _holders(session: Session, conversation_id: UUID) -> list[AgentSession]:
    holders = select(AgentSession).where(AgentSession.conversation_id == conversation_id).with_for_update()
    return list(session.scalars(holders))


def present(session: Session) -> list[AgentSession]:
    """Everybody who is not offline, longest in their state first."""
    return list(
        session.scalars(select(AgentSession).where(AgentSession.state != "offline").order_by(AgentSession.state_since))
    )


def _change(
    session: Session, agent: AgentSession, state: AgentState, reason: str | None, conversation_id: UUID | None
) -> None:
    changes, at = agent.state != state, clock.now()
    if changes:
        agent.state_since = at
    agent.state, agent.reason, agent.conversation_id = state, reason, conversation_id
    told = events.row("agent.state", str(agent.user_id), agent.summary())
    if changes:
        begun = {"user_id": agent.user_id, "state": state, "reason": reason}
        send(session, _CHANGED, begun | events.sendable(told) | {"at": at})
    else:
        events.tell(session, told)


# what the agent did until now ends, what he does from now on begins, and listeners are told
_CHANGED: Final = f"""
    WITH ended AS (
        UPDATE agent_stretch SET ended_at = %(at)s WHERE user_id = %(user_id)s AND ended_at IS NULL RETURNING 1
    ), begun AS (
        INSERT INTO agent_stretch (user_id, state, reason, began_at)
        SELECT %(user_id)s, %(state)s, %(reason)s, %(at)s FROM (SELECT count(*) FROM ended) done
        WHERE %(state)s <> 'offline'
    )
    {events.INSERT}
"""  # noqa: S608 - both statements are our own
