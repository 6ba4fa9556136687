"""What routing proposed and what people made of it, in columns: for figures over many orders."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Date, Double, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId, one_of

CorrectionKind = Literal["category", "lead", "request_type", "urgency", "returned"]
"""The field that a person chose otherwise; `returned`: the unit gave the order back and the desk agreed."""

KINDS: Final[Mapping[CorrectionKind, str]] = {
    "category": "事项分类",
    "lead": "主办单位",
    "request_type": "诉求类型",
    "urgency": "紧急程度",
    "returned": "退单",
}


class OrderCorrection(Base):
    """One difference between the proposal and what a person chose, written with the timeline's step `seq`.

    proposed, chosen: codes, or the words of the field; of `returned` the unit that gave it back, and nothing.
    category_code: the order's category after the step; model: the name of the classifier that proposed.
    """

    __tablename__ = "order_correction"
    __table_args__ = (
        one_of("kind", CorrectionKind),
        Index("ix_order_correction_order_id", "order_id", "kind"),
        Index("ix_order_correction_at", "at"),
    )

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    kind: Mapped[CorrectionKind] = mapped_column(Text)
    proposed: Mapped[str]
    chosen: Mapped[str | None]
    category_code: Mapped[str | None]
    model: Mapped[str]


class OrderProposal(Base):
    """The advice of an order (`work_order.advice`, `routing.Advice`), kept by a trigger: no path can forget it.

    rule_code: the duty catalogue's rule that named the lead; confidence: 0..1, that the lead is right.
    """

    __tablename__ = "order_proposal"

    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True, autoincrement=False)
    model: Mapped[str]
    category_code: Mapped[str | None]
    lead_code: Mapped[str | None]
    rule_code: Mapped[str | None]
    confidence: Mapped[float] = mapped_column(Double)
    demand: Mapped[bool]


class ShadowProposal(Base):
    """What the candidate would have proposed for an order, beside the model in use (shadow mode): nobody acts on it.

    advice: the candidate's whole proposal.
    """

    __tablename__ = "shadow_proposal"
    __table_args__ = (Index("ix_shadow_proposal_at", "at"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True, autoincrement=False)
    model: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    category_code: Mapped[str | None]
    lead_code: Mapped[str | None]
    confidence: Mapped[float] = mapped_column(Double)
    advice: Mapped[dict[str, Any]]


class LearningNight(Base):
    """One night's training. day: the city's date; model: the version that was made, None where nothing was new."""

    __tablename__ = "learning_night"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    at: Mapped[datetime]
    model: Mapped[str | None]
    promoted: Mapped[bool]
    reason: Mapped[str]
