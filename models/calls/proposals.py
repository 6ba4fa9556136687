"""The proposal in force for a call: the newest one that its agent saw, kept until the order has it.

What was proposed when a person decided is training data (REPORT 2.7); the live events that showed it expire.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base

KEPT: Final = timedelta(days=7)


class CallProposal(Base):
    """One call's newest proposal. advice: as an order keeps it. No foreign key: words may come before the call."""

    __tablename__ = "call_proposal"

    conversation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    advice: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


_new = insert(CallProposal)
_KEEP = _new.on_conflict_do_update(
    index_elements=["conversation_id"], set_={"advice": _new.excluded.advice, "at": _new.excluded.at}
)


def propose(session: Session, conversation_id: UUID, advice: Mapping[str, Any]) -> None:
    """The newest proposal for a call; it replaces the one before."""
    session.execute(_KEEP, {"conversation_id": conversation_id, "advice": dict(advice), "at": clock.now()})


def proposed(session: Session, conversation_id: UUID) -> dict[str, Any] | None:
    """The proposal that is in force for a call, None without one."""
    found = session.get(CallProposal, conversation_id)
    return None if found is None else found.advice


def purge_proposals(session: Session) -> int:
    """Deletes what is older than a week; returns how many. A periodic job calls it."""
    old = delete(CallProposal).where(CallProposal.at < clock.now() - KEPT)
    return len(session.execute(old.returning(CallProposal.conversation_id)).all())
