"""What the search keeps beside the orders: their words, people's saved views, and who took a list away."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId


class OrderWords(Base):
    """An order's text as pairs of characters (see `models.search.bigrams`).

    A table of its own: an order changes with every verb, its words hardly ever, and every new version of a row would
    enter all its words into the index anew.
    """

    __tablename__ = "order_words"
    __table_args__ = (Index("ix_order_words_words", "words", postgresql_using="gin"),)

    order_id: Mapped[int] = mapped_column(
        ForeignKey("work_order.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(TSVECTOR)


class SavedView(Base):
    """A filter that somebody keeps under a name. filter: as the list of orders takes it."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[RowId]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    name: Mapped[str]
    filter: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class OrderExport(Base):
    """Somebody took a list of orders away: who, when, which, how many. Only added to."""

    __tablename__ = "order_export"

    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None]
    user_name: Mapped[str]
    user_role: Mapped[str]
    filter: Mapped[dict[str, Any]]
    rows: Mapped[int]
