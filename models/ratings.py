"""好差评 outside the call-back (国办发〔2019〕51号): five grades, whether it was solved, and words. Once an order.

While an order waits for its call-back the rating is that call-back (verb record_callback); this is for all others.
"""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base, one_of
from models.privacy import Sealed

GRADES: Final = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
Solved = Literal["已解决", "部分解决", "未解决"]
RATEABLE: Final = frozenset({"direct_answered", "not_accepted", "closed", "archived"})
"""States in which an order may be rated beside the call-back."""


class Rating(Base):
    """One citizen's word. grade: 5 to 1; channel: the door by which it came."""

    __tablename__ = "rating"
    __table_args__ = (one_of("solved", Solved),)

    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    grade: Mapped[int]
    solved: Mapped[Solved] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Sealed("rating.words"))
    channel: Mapped[str]
    at: Mapped[datetime]


def rate(session: Session, order_id: int, *, grade: int, solved: str, words: str | None, channel: str) -> bool:
    """Keeps the rating; False where the order has one already: a word once given stands."""
    row = insert(Rating).values(
        order_id=order_id, grade=grade, solved=solved, words=words or None, channel=channel, at=clock.now()
    )
    made = session.execute(row.on_conflict_do_nothing().returning(Rating.order_id))
    return made.first() is not None
