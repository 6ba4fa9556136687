"""Files that a message brought along, one row each: taken, refused with its reason, or still to be fetched.

A file that is not taken never stops its message: the row stays, and the order's page tells of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ForeignKey, Text, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base, RowId, one_of
from models.privacy import Sealed

OfferState = Literal["waiting", "taken", "refused"]
OFFER_STATES: Final[dict[OfferState, str]] = {"waiting": "正在取回", "taken": "已收下", "refused": "未收下"}


class OfferedFile(Base):
    """One file of a message. name: as it was sent, for nothing but showing; address: where it is to be fetched.

    error_code: why it was refused, or why it could not be fetched last; size: bytes, where they are known.
    """

    __tablename__ = "offered_file"
    __table_args__ = (UniqueConstraint("message_id", "position"), one_of("state", OfferState))

    id: Mapped[RowId]
    message_id: Mapped[int] = mapped_column(ForeignKey("inbox_message.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Sealed("offered_file.name"))
    address: Mapped[str | None] = mapped_column(Sealed("offered_file.address"))
    state: Mapped[OfferState] = mapped_column(Text)
    error_code: Mapped[str | None]
    size: Mapped[int | None]
    at: Mapped[datetime]

    def settle(self, state: OfferState, *, error_code: str | None = None, size: int | None = None) -> None:
        """What became of it."""
        self.state, self.error_code, self.at = state, error_code, clock.now()
        self.size = size if size is not None else self.size


def were_offered(session: Session, message_id: int) -> bool:
    """Whether this message's files were looked at before."""
    return bool(session.scalar(select(exists().where(OfferedFile.message_id == message_id))))


def offered_with(session: Session, message_ids: Sequence[int]) -> Sequence[OfferedFile]:
    """The files of these messages, in the order in which they came."""
    mine = select(OfferedFile).where(OfferedFile.message_id.in_(message_ids))
    return session.scalars(mine.order_by(OfferedFile.message_id, OfferedFile.position)).all()
