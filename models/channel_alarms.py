"""Alarms of channels: one row from when something is wrong until it is not any more, with who has seen to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Index, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, events
from models.database.base import Base, RowId, one_of
from models.orders.errors import OrderError

AlarmKind = Literal["silent", "no_number", "near_deadline", "return_failed", "closed_unnoticed"]
TOPIC = "alarm"


class AlarmNotFound(OrderError):
    """No alarm has this number, or it is over."""

    code, status = "alarm-not-found", 404


class ChannelAlarm(Base):
    """channel: the name of a channel, or `webhook:<id>`; subject: an order's number, or "" for the channel as a whole.

    facts: what the words for people need. acknowledged: somebody sees to it; it is over when its cause is.
    """

    __tablename__ = "channel_alarm"
    __table_args__ = (
        one_of("kind", AlarmKind),
        Index(
            "uq_channel_alarm_open",
            "kind",
            "channel",
            "subject",
            unique=True,
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[RowId]
    kind: Mapped[AlarmKind] = mapped_column(Text)
    channel: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    cleared_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    note: Mapped[str | None]


@dataclass(frozen=True)
class Cause:
    """Something that is wrong now."""

    kind: AlarmKind
    channel: str
    subject: str = ""


def keep(session: Session, causes: Mapping[Cause, dict[str, Any]]) -> tuple[int, int]:
    """Raises what is new, clears what is over; returns how many of each. One caller at a time."""
    held = {Cause(row.kind, row.channel, row.subject): row for row in open_alarms(session)}
    at = clock.now()
    for cause, facts in causes.items():
        row = held.get(cause)
        if row is not None:
            row.facts = facts
            continue
        row = ChannelAlarm(kind=cause.kind, channel=cause.channel, subject=cause.subject, facts=facts, raised_at=at)
        session.add(row)
        session.flush()
        _tell(session, row)
    over = [row for cause, row in held.items() if cause not in causes]
    for row in over:
        row.cleared_at = at
        _tell(session, row)
    session.flush()
    return len(causes.keys() - held.keys()), len(over)


def open_alarms(session: Session) -> Sequence[ChannelAlarm]:
    """Those that are not over, oldest first."""
    return session.scalars(
        select(ChannelAlarm).where(ChannelAlarm.cleared_at.is_(None)).order_by(ChannelAlarm.id)
    ).all()


def over(session: Session, limit: int) -> Sequence[ChannelAlarm]:
    """The last ones that are over, newest first."""
    ended = select(ChannelAlarm).where(ChannelAlarm.cleared_at.is_not(None))
    return session.scalars(ended.order_by(ChannelAlarm.id.desc()).limit(limit)).all()


def acknowledge(session: Session, alarm_id: int, by: str, note: str) -> ChannelAlarm:
    """Somebody sees to it. Raises `AlarmNotFound`."""
    row = session.get(ChannelAlarm, alarm_id, with_for_update=True)
    if row is None or row.cleared_at is not None:
        raise AlarmNotFound("没有这条报警，或已解除")
    row.acknowledged_at, row.acknowledged_by, row.note = clock.now(), by, note
    session.flush()
    return row


def _tell(session: Session, row: ChannelAlarm) -> None:
    data = {"kind": row.kind, "id": row.id, "order_no": row.subject, "over": row.cleared_at is not None}
    events.publish(session, TOPIC, f"channel:{row.channel}", data)
