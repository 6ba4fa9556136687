"""Every running limit is a row (architecture decision 13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, RowId, one_of

ClockKind = Literal[
    "review", "dispatch", "sign", "return", "first_contact", "reply", "progress", "listing", "arbitration",
    "reply_review", "callback", "redo", "archive", "listed_progress", "claim",
]  # fmt: skip

CLOCKS: Mapping[ClockKind, str] = {
    "review": "预审时限",
    "dispatch": "派单时限",
    "sign": "签收时限",
    "return": "退单时限",
    "first_contact": "先行联系时限",
    "reply": "办理期限",
    "progress": "进展报告时限",
    "listing": "挂账承诺期限",
    "arbitration": "裁定时限",
    "reply_review": "答复审核时限",
    "callback": "回访时限",
    "redo": "重办派出时限",
    "archive": "重启窗口",
    "listed_progress": "挂账进展时限",
    "claim": "考核申请审批时限",
}
assert tuple(CLOCKS) == get_args(ClockKind)

HOTLINE = "hotline"  # the owner of what no unit owes


class OrderClock(Base):
    """One limit of one order. owner: the unit's code, or `hotline`. due may be extended; original_due never moves.

    guessed_from: from when on it was counted by weekends alone, as a year's holidays were not known; None: by the
    calendar. It runs until stopped_at; paused_at: it stands still. warned_at, red_at, escalated_at: what `fire` has
    done.
    """

    __tablename__ = "order_clock"
    __table_args__ = (
        one_of("kind", ClockKind),
        Index("uq_order_clock_running", "order_id", "kind", unique=True, postgresql_where=text("stopped_at IS NULL")),
        Index(
            "ix_order_clock_hotline",
            "due",
            postgresql_where=text("owner = 'hotline' AND stopped_at IS NULL AND kind <> 'archive'"),
        ),
        Index("ix_order_clock_guessed", "order_id", postgresql_where=text("guessed_from IS NOT NULL")),
        Index("ix_order_clock_next", "next_at", postgresql_where=text("stopped_at IS NULL AND paused_at IS NULL")),
    )

    id: Mapped[RowId]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), index=True)
    kind: Mapped[ClockKind] = mapped_column(Text)
    owner: Mapped[str]
    policy: Mapped[str | None]
    pause_in: Mapped[str | None]
    started_at: Mapped[datetime]
    due: Mapped[datetime]
    original_due: Mapped[datetime]
    warn_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    red_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    guessed_from: Mapped[datetime | None]
