"""Which calls a user may see: all, or the own ones."""

from uuid import UUID

from sqlalchemy.orm import Session

from callcenter.web.access import Access
from callcenter.web.permissions import Right, Scope, scope_of
from callcenter.web.problem import Problem
from models.agents import AgentSession
from models.calls import Call
from models.orders import Sight, WorkOrder, note_look, policy
from models.people import User


def visible(session: Session, user: User, conversation_id: UUID) -> Call:
    """The call; one that this user may not see is not found. Raises `call-not-found`.

    A voice tells who spoke: a call of a confidential order is for those who may know who asked.
    """
    call = session.get(Call, conversation_id)
    scope = scope_of(user.role, Right.CALLS_READ)
    if call is None or scope is None or (scope is Scope.OWN and not _own(session, user, call)):
        raise Problem("call-not-found")
    if scope is not Scope.OWN and call.order_id is not None:
        order = session.get_one(WorkOrder, call.order_id)
        if order.is_secret and policy(session, "secret", user.role) < Sight.MASKED:
            raise Problem("call-not-found")
    return call


def shown(session: Session, access: Access, conversation_id: UUID) -> Call:
    """The call, to be heard or read: of a confidential order it is written down that the user looked."""
    call = visible(session, access.user, conversation_id)
    if call.order_id is not None:
        note_look(session, session.get_one(WorkOrder, call.order_id), access.actor)
    return call


def _own(session: Session, user: User, call: Call) -> bool:
    if call.agent_id is not None:
        return call.agent_id == user.id
    agent = session.get(AgentSession, user.id)  # it still rings
    return agent is not None and agent.conversation_id == call.conversation_id
