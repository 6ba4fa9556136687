"""The retention of archived orders: what has outlived it, and telling so once a day (ADR 0016)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from models import clock, events
from models.events import Event
from models.orders.tables import WorkOrder

COUNTED: Final = 1_000
_SUBJECT: Final = "retention"
_HEAVY: Final = (WorkOrder.caller_name, WorkOrder.caller_phone, WorkOrder.caller_address, WorkOrder.advice)


@dataclass(frozen=True)
class RetentionPage:
    """Orders past their retention, the oldest first; next: give it back as `after`, None at the end."""

    items: Sequence[WorkOrder]
    next: int | None


def page(session: Session, after: int | None = None, limit: int = 50) -> RetentionPage:
    """Archived orders whose retention has ended and that still name who asked, in the order of their numbers."""
    wanted = select(WorkOrder).where(*_ended()).options(*map(defer, _HEAVY)).order_by(WorkOrder.id)
    if after is not None:
        wanted = wanted.where(WorkOrder.id > after)
    found = session.scalars(wanted.limit(limit + 1)).all()
    return RetentionPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


def count(session: Session) -> int:
    """How many there are, counted up to `COUNTED`."""
    some = select(WorkOrder.id).where(*_ended()).limit(COUNTED).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()


def remind(session: Session) -> int:
    """Publishes `alarm` when there are orders past their retention, once a day; returns how many. Erases nothing."""
    found = count(session)
    midnight = clock.midnight(clock.today())
    today = select(Event.seq).where(Event.topic == "alarm", Event.subject == _SUBJECT, Event.at >= midnight).limit(1)
    if found and session.scalar(today) is None:
        message = f"{found} 件归档工单保存期限已满，请提请清除个人信息，或继续保存"
        events.publish(session, "alarm", _SUBJECT, {"code": "retention-due", "count": found, "message": message})
    return found


def _ended() -> list[ColumnElement[bool]]:
    archived = WorkOrder.state == "archived", WorkOrder.erased_at.is_(None)
    return [*archived, WorkOrder.retain_until <= clock.now()]
