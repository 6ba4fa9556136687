"""The inbox as an operator works it: look at what came, mend a dead letter, replay it, or put it away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ForeignKey, Text, and_, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base, RowId, one_of
from models.intake import Channel, InboxMessage, InboxState, Submission, body_of
from models.orders.actor import SYSTEM, Actor
from models.orders.errors import OrderError
from models.orders.tables import WorkOrder

Act = Literal["revealed", "edited", "replayed", "discarded"]
EDITABLE = (
    "text", "title", "citizen_name", "citizen_phone", "place_text", "occurred_at", "kind", "refers_to",
)  # fmt: skip


REFERENCE_UNKNOWN: Final = "reference-unknown"
"""Error code of a message that belongs to one which has not come."""


class MessageNotFound(OrderError):
    """No message has this number."""

    code, status = "message-not-found", 404


class MessageNotDead(OrderError):
    """Only a dead letter is edited, replayed or put away."""

    code, status = "message-not-dead", 409


class InboxAction(Base):
    """What somebody did to a message. Only added to."""

    __tablename__ = "inbox_action"
    __table_args__ = (one_of("act", Act),)

    id: Mapped[RowId]
    message_id: Mapped[int] = mapped_column(ForeignKey("inbox_message.id"), index=True)
    at: Mapped[datetime]
    act: Mapped[Act] = mapped_column(Text)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    reason: Mapped[str]


@dataclass(frozen=True)
class Backlog:
    """One channel's inbox. oldest_at: when the oldest message came that is not processed yet."""

    received: int = 0
    dead: int = 0
    oldest_at: datetime | None = None
    last_at: datetime | None = None


def get(session: Session, message_id: int, *, lock: bool = False) -> InboxMessage:
    """Raises `MessageNotFound`."""
    message = session.get(InboxMessage, message_id, with_for_update=lock, populate_existing=lock)
    if message is None:
        raise MessageNotFound(f"没有编号为 {message_id} 的收件")
    return message


def listing(
    session: Session,
    *,
    state: InboxState | None = None,
    channel: str | None = None,
    before: int | None = None,
    limit: int = 50,
    secret: bool = True,
) -> Sequence[InboxMessage]:
    """Messages, newest first. before: only those with a smaller id (the next page); secret: confidential ones too."""
    wanted = select(InboxMessage).order_by(InboxMessage.id.desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(InboxMessage.state == state)
    if channel is not None:
        wanted = wanted.where(InboxMessage.channel == channel)
    if before is not None:
        wanted = wanted.where(InboxMessage.id < before)
    if not secret:
        own = or_(WorkOrder.id == InboxMessage.order_id, WorkOrder.message_id == InboxMessage.id)
        wanted = wanted.where(~exists().where(WorkOrder.is_secret, own))
    return session.scalars(wanted).all()


def backlogs(session: Session) -> dict[str, Backlog]:
    """By channel, for those that ever brought a message."""
    open_ones = select(
        InboxMessage.channel, InboxMessage.state, func.count().label("many"), func.min(InboxMessage.received_at)
    ).where(InboxMessage.state.in_(("received", "dead")))
    found: dict[str, Backlog] = {}
    for channel, state, many, oldest in session.execute(
        open_ones.group_by(InboxMessage.channel, InboxMessage.state)
    ).all():
        held = found.get(channel, Backlog())
        found[channel] = (
            replace(held, received=many, oldest_at=oldest) if state == "received" else replace(held, dead=many)
        )
    last = select(InboxMessage.channel, func.max(InboxMessage.received_at)).group_by(InboxMessage.channel)
    for channel, at in session.execute(last).all():
        found[channel] = replace(found.get(channel, Backlog()), last_at=at)
    return found


def of_order(session: Session, order_id: int) -> Sequence[InboxMessage]:
    """Every message that an order came from or that joined it, oldest first: its sources. Those of orders that were
    merged into it count as its own, until they are taken out again.
    """
    merged = select(WorkOrder.id).where(WorkOrder.master_id == order_id)
    ours = or_(InboxMessage.order_id == order_id, InboxMessage.order_id.in_(merged))
    return session.scalars(select(InboxMessage).where(ours).order_by(InboxMessage.id)).all()


def wake_waiting(session: Session, channel: str, external_id: str) -> list[int]:
    """Unprocessed messages that belong to a message which has just been processed.

    Dead ones that had only waited too long for it live again, and their history says why.
    """
    wanted = select(InboxMessage).where(
        InboxMessage.channel == channel,
        InboxMessage.refers_to == external_id,
        or_(
            InboxMessage.state == "received",
            and_(InboxMessage.state == "dead", InboxMessage.error_code == REFERENCE_UNKNOWN),
        ),
    )
    found = session.scalars(wanted.order_by(InboxMessage.id).with_for_update()).all()
    for message in found:
        if message.state == "dead":
            replay(session, SYSTEM, message.id, "所补充的诉求已到")
    return [message.id for message in found]


def actions(session: Session, message_id: int) -> Sequence[InboxAction]:
    return session.scalars(
        select(InboxAction).where(InboxAction.message_id == message_id).order_by(InboxAction.id)
    ).all()


def note(session: Session, actor: Actor, message_id: int, act: Act, reason: str) -> None:
    """Writes down what somebody did."""
    session.add(
        InboxAction(
            message_id=message_id,
            at=clock.now(),
            act=act,
            actor_id=actor.user_id,
            actor_name=actor.name,
            reason=reason,
        )
    )
    session.flush()


def edit(
    session: Session, actor: Actor, message_id: int, *, door: Channel, changes: dict[str, Any], reason: str
) -> InboxMessage:
    """Mends a dead letter's words; what came over the wire stays as it was. door: for one that was never read.

    changes: fields of `EDITABLE`. Raises `MessageNotFound`, `MessageNotDead`.
    """
    message = _dead(session, message_id)
    held = message.submission() if message.body else _blank(message, door)
    mended = replace(held, **{name: value for name, value in changes.items() if name in EDITABLE})
    message.body, message.kind, message.refers_to = body_of(mended), mended.kind, mended.refers_to
    note(session, actor, message_id, "edited", reason)
    return message


def replay(session: Session, actor: Actor, message_id: int, reason: str) -> InboxMessage:
    """The dead letter is processed anew: the caller defers its job. Raises `MessageNotFound`, `MessageNotDead`."""
    message = _dead(session, message_id)
    message.state, message.error_code, message.attempts = "received", None, 0
    note(session, actor, message_id, "replayed", reason)
    return message


def discard(session: Session, actor: Actor, message_id: int, reason: str) -> InboxMessage:
    """The dead letter is no demand: put away, never deleted. Raises `MessageNotFound`, `MessageNotDead`."""
    message = _dead(session, message_id)
    message.state, message.outcome, message.processed_at = "discarded", "none", clock.now()
    note(session, actor, message_id, "discarded", reason)
    return message


def _dead(session: Session, message_id: int) -> InboxMessage:
    message = get(session, message_id, lock=True)
    if message.state != "dead":
        raise MessageNotDead("这封收件不在死信中，不能这样处理")
    return message


def _blank(message: InboxMessage, door: Channel) -> Submission:
    return Submission(
        channel=door,
        external_id=message.external_id,
        text="",
        received_at=message.received_at,
        kind=message.kind,
        refers_to=message.refers_to,
        raw=message.raw_bytes,
    )
