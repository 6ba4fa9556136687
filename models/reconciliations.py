"""Reconciliation (对账): what a far side and we have of one day, compared; a report for each channel and day."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Date, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base, RowId, one_of

ReconciliationState = Literal["done", "failed"]
DifferenceKind = Literal["missing_here", "unknown_there", "differs", "not_arrived", "not_sent", "closed_there"]
DIFFERENCES: Final[dict[DifferenceKind, str]] = {
    "missing_here": "对方已发出，我方没有收到",
    "unknown_there": "我方收到，对方没有记录",
    "differs": "双方内容不一致",
    "not_arrived": "我方已发出，对方没有收到",
    "not_sent": "对方收到，我方没有发出的记录",
    "closed_there": "对方已办结，我方仍在办理",
}
KEPT: Final = 1000
"""Differences of one report that are kept; `total` tells how many there were."""


@dataclass(frozen=True)
class Difference:
    """number: the message's, as both sides know it; order_no: ours, where there is one."""

    kind: DifferenceKind
    number: str
    order_no: str = ""


class Reconciliation(Base):
    """The report of one day. counts: down_here, down_there, up_here, up_there; differences: at most `KEPT`."""

    __tablename__ = "reconciliation"
    __table_args__ = (UniqueConstraint("channel", "day"), one_of("state", ReconciliationState))

    id: Mapped[RowId]
    channel: Mapped[str]
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    state: Mapped[ReconciliationState] = mapped_column(Text)
    error_code: Mapped[str | None]
    counts: Mapped[dict[str, Any]]
    differences: Mapped[list[Any]]
    total: Mapped[int]

    def found(self) -> list[Difference]:
        return [Difference(**one) for one in self.differences]


def done(session: Session, channel: str, day: date, counts: dict[str, int], found: Sequence[Difference]) -> None:
    """Files a report; one of the same day takes the place of the earlier."""
    row = _row(session, channel, day)
    row.state, row.error_code, row.counts, row.total = "done", None, dict(counts), len(found)
    row.differences = [asdict(one) for one in found[:KEPT]]
    session.flush()


def failed(session: Session, channel: str, day: date, code: str) -> None:
    """The far side gave no list; a report that was done before stays."""
    row = _row(session, channel, day)
    if row.state != "done":
        row.state, row.error_code, row.counts, row.differences, row.total = "failed", code, {}, [], 0
    session.flush()


def is_done(session: Session, channel: str, day: date) -> bool:
    wanted = select(Reconciliation.state).where(Reconciliation.channel == channel, Reconciliation.day == day)
    return session.scalar(wanted) == "done"


def reports(session: Session, channel: str, limit: int = 31) -> Sequence[Reconciliation]:
    """The channel's reports, the newest day first."""
    mine = select(Reconciliation).where(Reconciliation.channel == channel)
    return session.scalars(mine.order_by(Reconciliation.day.desc()).limit(limit)).all()


def _row(session: Session, channel: str, day: date) -> Reconciliation:
    wanted = select(Reconciliation).where(Reconciliation.channel == channel, Reconciliation.day == day)
    row = session.scalars(wanted.with_for_update()).one_or_none()
    if row is None:
        row = Reconciliation(channel=channel, day=day, state="failed", counts={}, differences=[], total=0)
        session.add(row)
    row.at = clock.now()
    return row
