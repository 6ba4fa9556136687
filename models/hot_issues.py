"""Hot issues (热点) as rows: demands of many people about one matter, their orders, and the alerts that they raised.

What belongs together and when somebody must be told, routing says; here it is kept, so that an issue keeps its identity
and an alert is raised once (REPORT 2.8).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Double, ForeignKey, Index, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, events
from models.database.base import Base, RowId
from models.orders import OrderError, WorkOrder

SAME_ALERT: Final = timedelta(hours=24)
"""An alert of the same level on the same matter within it grows; later it is a new one."""
SHOWN: Final = timedelta(days=7)
"""An issue without a new demand for so long is no longer hot."""


class AlertNotFound(OrderError):
    """There is no alert with this number."""

    code, status = "alert-not-found", 404


class HotIssue(Base):
    """An issue as it stood at updated_at (see routing.hot_issues.Issue). merged_into: the older issue that took it."""

    __tablename__ = "hot_issue"
    __table_args__ = (Index("ix_hot_issue_last_at", "last_at", postgresql_where=text("merged_into IS NULL")),)

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    count: Mapped[int]
    people: Mapped[int]
    peak: Mapped[int]
    growth: Mapped[float] = mapped_column(Double)
    urgency: Mapped[float] = mapped_column(Double)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    places: Mapped[list[Any]]
    merged_into: Mapped[str | None]
    updated_at: Mapped[datetime]


class HotIssueOrder(Base):
    """To which issue an order belongs; an issue of one order has no row of its own."""

    __tablename__ = "hot_issue_order"

    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True, autoincrement=False)
    issue_id: Mapped[str] = mapped_column(index=True)
    added_at: Mapped[datetime] = mapped_column(index=True)


class HotAlert(Base):
    """Somebody must be told (level: 值班长 or 突发事件报告) of these orders, for these reasons (Chinese).

    key: what it is about, `issue ...` or `matter PLACE CATEGORY`. seen_by: who has taken note of it.
    """

    __tablename__ = "hot_alert"
    __table_args__ = (Index("ix_hot_alert_key_updated_at", "key", "updated_at"),)

    id: Mapped[RowId]
    key: Mapped[str]
    level: Mapped[str]
    title: Mapped[str]
    reasons: Mapped[list[str]]
    order_nos: Mapped[list[str]]
    raised_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


def belong(session: Session, issue_of: Mapping[int, str]) -> None:
    """Writes to which issues orders (ids) belong."""
    if not issue_of:
        return
    at = clock.now()
    rows = [{"order_id": order, "issue_id": issue, "added_at": at} for order, issue in issue_of.items()]
    new = insert(HotIssueOrder)
    session.execute(
        new.on_conflict_do_update(index_elements=["order_id"], set_={"issue_id": new.excluded.issue_id}), rows
    )


def keep(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes issues as they stand now; each row has all columns but merged_into and updated_at."""
    found = [{**row, "updated_at": clock.now()} for row in rows]
    if found:
        new = insert(HotIssue)
        columns = {name: new.excluded[name] for name in found[0] if name != "id"}
        session.execute(new.on_conflict_do_update(index_elements=["id"], set_=columns), found)


def merge(session: Session, younger: str, older: str) -> None:
    """The older issue takes the orders of the younger, whose id leads there from now on."""
    session.execute(update(HotIssueOrder).where(HotIssueOrder.issue_id == younger).values(issue_id=older))
    session.execute(update(HotIssue).where(HotIssue.id == younger).values(merged_into=older))


def listing(session: Session, limit: int = 50) -> Sequence[HotIssue]:
    """The hot issues of the last days: the highest peak first."""
    living = select(HotIssue).where(HotIssue.merged_into.is_(None), HotIssue.last_at >= clock.now() - SHOWN)
    return session.scalars(living.order_by(HotIssue.peak.desc(), HotIssue.last_at.desc()).limit(limit)).all()


def orders_of(session: Session, issue_id: str, limit: int = 200) -> Sequence[WorkOrder]:
    """The orders behind an issue, newest first."""
    mine = select(WorkOrder).join(HotIssueOrder, HotIssueOrder.order_id == WorkOrder.id)
    return session.scalars(
        mine.where(HotIssueOrder.issue_id == issue_id).order_by(WorkOrder.id.desc()).limit(limit)
    ).all()


def raise_alert(
    session: Session, key: str, level: str, *, title: str, reasons: Sequence[str], order_nos: Sequence[str]
) -> HotAlert | None:
    """The alert where it is new, with the event `hot.alert`; one that was raised already grows, and is None."""
    at = clock.now()
    same = select(HotAlert).where(HotAlert.key == key, HotAlert.level == level, HotAlert.updated_at > at - SAME_ALERT)
    known = session.scalars(same.order_by(HotAlert.id.desc()).limit(1).with_for_update()).first()
    if known is not None:
        known.reasons, known.order_nos, known.updated_at = list(reasons), list(order_nos), at
        return None
    raised = HotAlert(
        key=key,
        level=level,
        title=title,
        reasons=list(reasons),
        order_nos=list(order_nos),
        raised_at=at,
        updated_at=at,
    )
    session.add(raised)
    session.flush()
    facts = {"level": level, "title": title, "orders": len(order_nos)}
    events.publish(session, "hot.alert", str(raised.id), facts)
    return raised


def alerts(session: Session, limit: int = 50) -> Sequence[HotAlert]:
    """The alerts of the last days: those that nobody has seen first, then the newest."""
    recent = select(HotAlert).where(HotAlert.updated_at >= clock.now() - SHOWN)
    return session.scalars(recent.order_by(HotAlert.seen_at.is_not(None), HotAlert.id.desc()).limit(limit)).all()


def unseen(session: Session) -> int:
    """How many alerts of the last days nobody has taken note of."""
    waiting = HotAlert.updated_at >= clock.now() - SHOWN, HotAlert.seen_at.is_(None)
    return session.execute(select(func.count()).select_from(HotAlert).where(*waiting)).scalar_one()


def see(session: Session, alert_id: int, user_id: int) -> HotAlert:
    """Somebody has taken note; the first one stays. Raises `AlertNotFound`."""
    alert = session.get(HotAlert, alert_id, with_for_update=True)
    if alert is None:
        raise AlertNotFound("没有这条预警")
    if alert.seen_at is None:
        alert.seen_at, alert.seen_by = clock.now(), user_id
        session.flush()
        events.publish(session, "hot.alert", str(alert.id), {"level": alert.level, "title": alert.title, "seen": True})
    return alert
