"""How often we wrote to somebody and somebody to us, so that nobody is flooded. Only keyed hashes, for a week."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, privacy
from models.database.base import Base, RowId, one_of

Direction = Literal["in", "out"]
Kind = Literal["phone", "mail"]
KEPT: Final = timedelta(days=7)
"""Longer than any window that is counted in."""
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:who, 12346))")


class Contact(Base):
    """One message to or from somebody. key: the message's own, the same at every try; it counts once."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("direction", "key"),
        Index("ix_contact_who_index_at", "who_index", "at"),
        one_of("direction", Direction),
    )

    id: Mapped[RowId]
    direction: Mapped[Direction] = mapped_column(Text)
    key: Mapped[str]
    who_index: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)


def admit(
    session: Session, direction: Direction, key: str, kind: Kind, who: str, *, most: Mapping[timedelta, int]
) -> bool:
    """Whether `who` may get, or send, one more; then it is noted. A key that was noted before always may.

    kind: what `who` is, a telephone number or a mail address; most: window -> messages within it. Two at once wait for
    each other.
    """
    index = privacy.blind_index(privacy.ring(), kind, who)
    session.execute(_LOCK, {"who": index.hex()})
    known = select(Contact.id).where(Contact.direction == direction, Contact.key == key)
    if session.scalar(known) is not None:
        return True
    now = clock.now()
    for window, limit in most.items():
        counted = select(func.count()).where(
            Contact.direction == direction, Contact.who_index == index, Contact.at > now - window
        )
        if session.execute(counted).scalar_one() >= limit:
            return False
    session.execute(insert(Contact).values(direction=direction, key=key, who_index=index, at=now))
    return True


def purge(session: Session) -> int:
    """Forgets what no window counts any more; returns how many."""
    old = delete(Contact).where(Contact.at < clock.now() - KEPT)
    return len(session.execute(old.returning(Contact.id)).all())
