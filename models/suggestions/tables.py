"""The table of merge suggestions, what can be wrong with them, and their event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Double, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import events, orders
from models.database.base import Base, RowId, one_of
from models.orders import OrderError

SuggestionKind = Literal["repeat", "group", "same"]
SuggestionState = Literal["open", "taken", "refused", "undone"]

KINDS: Final[dict[SuggestionKind, str]] = {"repeat": "重复来电", "group": "群体诉求", "same": "同一事项"}
CHILDREN: Final = tuple(sorted(orders.VERBS["merge"].from_states))
"""States in which an order may still be merged into another."""


class SuggestionNotFound(OrderError):
    """There is no suggestion with this number."""

    code, status = "suggestion-not-found", 404


class SuggestionDecided(OrderError):
    """Somebody decided on it before, or it was not taken and so cannot be undone."""

    code, status = "suggestion-decided", 409


class MergeSuggestion(Base):
    """One pair. child: the order that would be merged into master. score: probability that they are one matter (0..1);
    reasons: Chinese, for people. decided_by: a user; note: why, in his words."""

    __tablename__ = "merge_suggestion"
    __table_args__ = (
        UniqueConstraint("child_id", "master_id"),
        one_of("kind", SuggestionKind),
        one_of("state", SuggestionState),
        Index("ix_merge_suggestion_open", "id", postgresql_where=text("state = 'open'")),
        Index("ix_merge_suggestion_master_id", "master_id"),
    )

    id: Mapped[RowId]
    child_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    master_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    kind: Mapped[SuggestionKind] = mapped_column(Text)
    score: Mapped[float] = mapped_column(Double)
    reasons: Mapped[list[str]]
    state: Mapped[SuggestionState] = mapped_column(Text)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    note: Mapped[str | None]


@dataclass(frozen=True)
class Suggested:
    """A pair that was found alike: the other order's number, what the new one is to it, and why."""

    other_no: str
    kind: SuggestionKind
    score: float
    reasons: tuple[str, ...]


def tell(session: Session, suggestion_id: int, state: SuggestionState, child_no: str, master_no: str) -> None:
    """Publishes `suggestion.changed`."""
    facts = {"state": state, "child_no": child_no, "master_no": master_no}
    events.publish(session, "suggestion.changed", str(suggestion_id), facts)
