"""Agents: own presence, own telephone, and who is on duty."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy import select

from callcenter.api.fields import Instant, Line, Listing
from callcenter.api.phone import PhoneBody, issue
from callcenter.people.extensions import take_extension
from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from models import agents
from models.agents import AgentSession, AgentState
from models.people import User

router = APIRouter(prefix="/agents", tags=["agents"])

Present = Annotated[Access, Depends(allowed(Right.PRESENCE))]

CHOICES: dict[str, frozenset[str]] = {
    "offline": frozenset({"offline", "not_ready", "ready"}),
    "not_ready": frozenset({"not_ready", "ready", "offline"}),
    "ready": frozenset({"ready", "not_ready", "offline"}),
    "wrap_up": frozenset({"wrap_up", "ready", "not_ready", "offline"}),
}
"""Present state -> what the agent may choose; while it rings or talks the call decides."""


class Presence(BaseModel):
    """An agent's own state; conversation_id is the call that rings or is held."""

    state: AgentState
    state_since: Instant | None
    reason: str | None
    extension: str | None
    conversation_id: UUID | None


class PresenceChoice(BaseModel):
    """The state that the agent wants; reason: why not ready (小休, 培训, ...)."""

    state: Literal["ready", "not_ready", "offline", "wrap_up"]
    reason: Line | None = None


class AgentRow(Presence):
    """An agent in the supervisor's list."""

    user_id: int
    name: str
    last_seen_at: Instant = Field(description="when the agent's browser was last heard of")


class AgentList(Listing):
    """Everybody who is on duty, longest in their state first."""

    items: list[AgentRow]


def _presence(agent: AgentSession | None, user: User) -> Presence:
    if agent is None:
        return Presence(state="offline", state_since=None, reason=None, extension=user.extension, conversation_id=None)
    return Presence.model_validate(agent, from_attributes=True)


@router.get("/me")
def my_presence(access: Present, transaction: Transaction) -> Presence:
    """The signed-in agent's state."""
    return _presence(transaction.get(AgentSession, access.user.id), access.user)


@router.put("/me/state")
def choose_state(choice: PresenceChoice, access: Present, transaction: Transaction) -> Presence:
    """Goes on or off duty, ready or not. The first step on duty takes an extension."""
    agent = transaction.get(AgentSession, access.user.id, with_for_update=True)
    state = agent.state if agent else "offline"
    if choice.state not in CHOICES.get(state, frozenset()):
        raise Problem("presence-not-allowed", state=state, wanted=choice.state)
    if state == "offline" and choice.state != "offline":
        agent = agents.sign_in(transaction, access.user.id, take_extension(transaction, access.user))
    if agent is not None and (agent.state, agent.reason) != (choice.state, choice.reason):
        agent = agents.set_state(transaction, access.user.id, choice.state, choice.reason)
    return _presence(agent, access.user)


@router.post("/me/phone")
def my_phone(access: Present, request: Request, transaction: Transaction) -> PhoneBody:
    """A short-lived credential for the browser's telephone; the agent must be on duty."""
    agent = transaction.get(AgentSession, access.user.id)
    if agent is None or agent.state == "offline":
        raise Problem("not-on-duty")
    return issue(web(request).settings, agent.extension)


@router.get("")
def on_duty(_: Annotated[Access, Depends(allowed(Right.AGENTS_READ))], transaction: Transaction) -> AgentList:
    """Who is on duty."""
    rows = transaction.execute(
        select(AgentSession, User.name)
        .join(User, User.id == AgentSession.user_id)
        .where(AgentSession.state != "offline")
        .order_by(AgentSession.state_since)
    ).all()
    items = [
        AgentRow(
            user_id=agent.user_id,
            name=name,
            last_seen_at=agent.last_seen_at,
            state=agent.state,
            state_since=agent.state_since,
            reason=agent.reason,
            extension=agent.extension,
            conversation_id=agent.conversation_id,
        )
        for agent, name in rows
    ]
    return AgentList(items=items)
