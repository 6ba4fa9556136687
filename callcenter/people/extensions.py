"""Extensions: every agent on duty has one telephone number inside the exchange."""

from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from callcenter.web.problem import Problem
from models.agents import AgentSession
from models.people import User

EXTENSIONS: Final = range(8001, 9000)
"""What the exchange's dialplan keeps for agents."""

_LOCK: Final = 12345_0002


def take_extension(session: Session, user: User) -> str:
    """The user's own extension, else the lowest that nobody owns and nobody on duty uses.

    Raises `no-extension` when all are taken. Two agents who sign in at once never get the same one.
    """
    if user.extension:
        return user.extension
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    owned = session.scalars(select(User.extension).where(User.extension.is_not(None)))
    in_use = session.scalars(
        select(AgentSession.extension).where(AgentSession.state != "offline", AgentSession.user_id != user.id)
    )
    taken = {*owned, *in_use}
    free = next((str(number) for number in EXTENSIONS if str(number) not in taken), None)
    if free is None:
        raise Problem("no-extension")
    return free
