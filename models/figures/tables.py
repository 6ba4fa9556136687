"""The books: what is due, postings, cells. Only `models.figures.folding` and the triggers write them."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Identity,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.types import TIMESTAMP

from models.database.base import Base

_Code = Text(collation="C")  # codes are compared as they are

figure_due = Table(
    "figure_due",
    Base.metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("order_id", BigInteger),
    Column("conversation_id", Uuid),
    Column("stretch_id", BigInteger),
)
"""A subject that changed, marked by a trigger in the transaction that changed it. at: when, by the database's clock: it
tells how long the mark waits, and nothing else (ADR 0007)."""

figure_posting = Table(
    "figure_posting",
    Base.metadata,
    Column("measure", _Code, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("day", Date, nullable=False),
    Column("hour", SmallInteger, nullable=False),
    Column("order_id", BigInteger),
    Column("conversation_id", Uuid),
    Column("stretch_id", BigInteger),
    Column("unit", _Code, nullable=False),
    Column("unit_class", _Code, nullable=False),
    Column("category", _Code, nullable=False),
    Column("district", _Code, nullable=False),
    Column("channel", _Code, nullable=False),
    Column("request_type", _Code, nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("detail", _Code, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Index("ix_figure_posting_order_id", "order_id", postgresql_where=text("order_id IS NOT NULL")),
    Index("ix_figure_posting_conversation_id", "conversation_id", postgresql_where=text("conversation_id IS NOT NULL")),
    Index("ix_figure_posting_stretch_id", "stretch_id", postgresql_where=text("stretch_id IS NOT NULL")),
    Index("ix_figure_posting_day", "measure", "day"),
    Index(
        "ix_figure_posting_unit",
        "measure",
        "unit",
        "category",
        "day",
        postgresql_where=text("unit <> ''"),
        postgresql_include=("hour", "unit_class", "district", "channel", "request_type", "detail", "amount"),
    ),
    Index("ix_figure_posting_category", "measure", "category", "day", postgresql_where=text("category <> ''")),
    Index(
        "ix_figure_posting_district",
        "measure",
        "district",
        "day",
        postgresql_where=text("district <> ''"),
        postgresql_include=("hour", "unit", "unit_class", "category", "channel", "request_type", "detail", "amount"),
    ),
    Index("ix_figure_posting_person", "measure", "person", "day", postgresql_where=text("person <> 0")),
)
"""What one subject contributes to one measure; exactly one of order_id, conversation_id, stretch_id is there.

day, hour: of `at` in Asia/Shanghai. unit_class: as the unit's is now. district: the place's town, or what there is of
it. "" and person 0: none. amount: in thousandths, so that sums are exact whatever their order.
"""

figure_cell = Table(
    "figure_cell",
    Base.metadata,
    Column("grain", _Code, nullable=False),
    Column("measure", _Code, nullable=False),
    Column("day", Date, nullable=False),
    Column("a", _Code, nullable=False),
    Column("b", _Code, nullable=False),
    Column("detail", _Code, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    PrimaryKeyConstraint("grain", "measure", "day", "a", "b", "detail", postgresql_include=("rows", "amount")),
    Index("ix_figure_cell_b", "grain", "measure", "b", "day", postgresql_where=text("b <> ''")),
    Index("ix_figure_cell_empty", "grain", postgresql_where=text("rows = 0")),
)
"""Sums of postings. grain: by what (`Grain.name` of `models.figures.grains`); day: of a month's cell its first; a, b:
values of the grain's dimensions; rows: how many postings; amount: their amounts, in thousandths."""

figure_book = Table("figure_book", Base.metadata, Column("fingerprint", Text, primary_key=True))
"""By which measures the books were made (`models.figures.rebuilding.FINGERPRINT`)."""
