"""Quality inspection (质检): the draws, what they drew, and what was said of it. All of it is only added to."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Double, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId, one_of
from models.privacy import Sealed

Kind = Literal["call", "order"]
Act = Literal["scored", "appealed", "upheld", "revised"]
State = Literal["waiting", "scored", "appealed", "upheld", "revised"]

KINDS: Final[Mapping[Kind, str]] = {"call": "通话", "order": "工单"}
ACTS: Final[Mapping[Act, str]] = {"scored": "评分", "appealed": "申诉", "upheld": "维持", "revised": "改判"}
STATES: Final[Mapping[State, str]] = {
    "waiting": "待检",
    "scored": "已评分",
    "appealed": "申诉待定",
    "upheld": "申诉后维持",
    "revised": "申诉后改判",
}
SEQ: Final[Mapping[Act, int]] = {"scored": 1, "appealed": 2, "upheld": 3, "revised": 3}
"""An inspection's steps have fixed places: so each can be there once."""


class QualityDraw(Base):
    """One sample. begin, end: days (local), both included, of the call's or the demand's coming in.

    per_agent: so many of each agent; else share: percent of each agent's, at least one. seed: what the draw is made
    from; secret: confidential ones were among those to draw from; eligible: how many these were, digest: SHA-256 of
    which. The same seed, days and `digest` draw the same (`drawing.repeated`).
    """

    __tablename__ = "quality_draw"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("(per_agent IS NULL) <> (share IS NULL)", name="size"),
    )

    id: Mapped[RowId]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    actor_name: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Text)
    begin: Mapped[date]
    end: Mapped[date]
    per_agent: Mapped[int | None]
    share: Mapped[int | None]
    seed: Mapped[str]
    secret: Mapped[bool]
    eligible: Mapped[int]
    digest: Mapped[str]
    drawn: Mapped[int]


class QualityInspection(Base):
    """One call or one order that was drawn, once ever. agent_id: who took the call, or registered the order."""

    __tablename__ = "quality_inspection"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint(
            "(kind = 'call') = (conversation_id IS NOT NULL) AND (kind = 'order') = (order_id IS NOT NULL)",
            name="subject",
        ),
        Index(
            "uq_quality_inspection_conversation_id",
            "conversation_id",
            unique=True,
            postgresql_where=text("conversation_id IS NOT NULL"),
        ),
        Index("uq_quality_inspection_order_id", "order_id", unique=True, postgresql_where=text("order_id IS NOT NULL")),
        Index("ix_quality_inspection_agent", "agent_id", "id"),
    )

    id: Mapped[RowId]
    draw_id: Mapped[int] = mapped_column(ForeignKey("quality_draw.id"), index=True)
    kind: Mapped[Kind] = mapped_column(Text)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.conversation_id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]


class QualityStep(Base):
    """What was done about an inspection, by whom, when, and why (words). seq: see `SEQ`.

    Of a scoring (`scored`, `revised`): items: the score sheet as it was, with what was given (`sheets.Marked`);
    city_version: of the city's data it came from; score: of 100, one decimal; passed: the verdict by pass_mark.
    """

    __tablename__ = "quality_step"
    __table_args__ = (
        CheckConstraint(
            "(act = 'scored' AND seq = 1) OR (act = 'appealed' AND seq = 2) OR (act IN ('upheld', 'revised')"
            " AND seq = 3)",
            name="act",
        ),
        CheckConstraint(
            "(act IN ('scored', 'revised')) = (items IS NOT NULL AND score IS NOT NULL AND passed IS NOT NULL"
            " AND pass_mark IS NOT NULL AND city_version IS NOT NULL)",
            name="scored",
        ),
    )

    inspection_id: Mapped[int] = mapped_column(ForeignKey("quality_inspection.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    act: Mapped[Act] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    actor_name: Mapped[str]
    words: Mapped[str | None] = mapped_column(Sealed("quality.words"))
    items: Mapped[list[Any] | None]
    city_version: Mapped[int | None]
    pass_mark: Mapped[int | None]
    score: Mapped[float | None] = mapped_column(Double)
    passed: Mapped[bool | None]
