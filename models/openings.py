"""Who has an order open at the desk: a soft lock (占用). It keeps nobody out, it tells; a stale write is refused by the
order's version as ever.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, events
from models.database.base import Base
from models.people import User

LASTS: Final = timedelta(seconds=60)
"""So long after the last sign of life somebody counts as having it open."""


class OrderOpening(Base):
    """One order that somebody has open. The first one holds it until he leaves or falls silent."""

    __tablename__ = "order_opening"

    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]


def open_order(session: Session, user: User, order_id: int, order_no: str) -> tuple[str, datetime] | None:
    """Takes or keeps an order; None: it is the user's now, else who has it (name) and since when."""
    at = clock.now()
    row = insert(OrderOpening).values(order_id=order_id, user_id=user.id, opened_at=at, seen_at=at)
    mine = OrderOpening.user_id == user.id
    taken = row.on_conflict_do_update(
        index_elements=["order_id"],
        set_={"user_id": user.id, "seen_at": at, "opened_at": at},
        where=~mine & (OrderOpening.seen_at < at - LASTS),
    )
    made = session.execute(taken.returning(OrderOpening.order_id)).first()
    if made is not None:
        _tell(session, order_no, user)
        return None
    held = session.get_one(OrderOpening, order_id, with_for_update=True, populate_existing=True)
    if held.user_id == user.id:
        held.seen_at = at
        return None
    return holder(session, order_id)


def leave_order(session: Session, user: User, order_id: int, order_no: str) -> None:
    """The user has it no longer open; somebody else's stays."""
    mine = delete(OrderOpening).where(OrderOpening.order_id == order_id, OrderOpening.user_id == user.id)
    if session.execute(mine.returning(OrderOpening.order_id)).first() is not None:
        _tell(session, order_no, None)


def holder(session: Session, order_id: int) -> tuple[str, datetime] | None:
    """Who has an order open: name, and since when."""
    wanted = select(User.name, OrderOpening.opened_at).join(User, User.id == OrderOpening.user_id)
    row = session.execute(
        wanted.where(OrderOpening.order_id == order_id, OrderOpening.seen_at >= clock.now() - LASTS)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def holders(session: Session, order_ids: list[int]) -> dict[int, tuple[int, str]]:
    """Who has which of these orders open: user id and name."""
    wanted = select(OrderOpening.order_id, User.id, User.name).join(User, User.id == OrderOpening.user_id)
    living = wanted.where(OrderOpening.order_id.in_(order_ids), OrderOpening.seen_at >= clock.now() - LASTS)
    return {order_id: (user_id, name) for order_id, user_id, name in session.execute(living)}


def purge_openings(session: Session) -> int:
    """Deletes what nobody has had open for a day; returns how many. A periodic job calls it."""
    old = delete(OrderOpening).where(OrderOpening.seen_at < clock.now() - timedelta(days=1))
    return len(session.execute(old.returning(OrderOpening.order_id)).all())


def _tell(session: Session, order_no: str, user: User | None) -> None:
    """Publishes `order.opened`: by whom, or that nobody has it open any more."""
    facts = {"user_id": user.id if user else None, "name": user.name if user else None}
    events.publish(session, "order.opened", order_no, facts, ephemeral=True)
