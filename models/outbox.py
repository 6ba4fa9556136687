"""The outbox: what is to be told to the outside, one row each, so that nothing is told twice and nothing is forgotten.

`key` is unique for its target, and it is what the far side gets as its idempotency key. Deliveries of one order to one
target go out one after the other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, Select, Text, UniqueConstraint, delete, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models import clock
from models.database.base import Base, RowId, one_of
from models.orders.errors import OrderError
from models.privacy import Sealed

DeliveryState = Literal["waiting", "sending", "sent", "dead", "cancelled"]
_OPEN = "state IN ('waiting', 'sending')"
LEASE = timedelta(minutes=2)
"""A worker that took a delivery and is not heard of for so long is taken to be dead."""


class Delivery(Base):
    """One thing to be told. target: `channel:<name>` or `webhook:<id>`; body: sealed JSON; receipt: the far side's own.

    sending: a worker has it, until next_at. dead: given up, a person must look. message_id: the message it answers.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("target", "key"),
        one_of("state", DeliveryState),
        Index("ix_delivery_open", "next_at", postgresql_where=text(_OPEN)),
        Index("ix_delivery_dead", "target", "id", postgresql_where=text("state = 'dead'")),
        Index(
            "ix_delivery_unnumbered",
            "target",
            "sent_at",
            postgresql_where=text("state = 'sent' AND receipt IS NULL"),
        ),
        Index("ix_delivery_queue", "target", "order_id", "id", postgresql_where=text(_OPEN)),
    )

    id: Mapped[RowId]
    target: Mapped[str]
    key: Mapped[str]
    kind: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_message.id"), index=True)
    body: Mapped[str] = mapped_column(Sealed("delivery.body"))
    state: Mapped[DeliveryState] = mapped_column(Text)
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    receipt: Mapped[str | None]


class Webhook(Base):
    """A system that hears of orders. url: empty where it asks; topics: of events; department_code: only orders in which
    that unit has a part."""

    __tablename__ = "webhook"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str]
    secret: Mapped[str] = mapped_column(Sealed("webhook.secret"))
    topics: Mapped[list[str]]
    department_code: Mapped[str | None]
    enabled: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PausedTarget(Base):
    """A target to which nothing goes out for now."""

    __tablename__ = "paused_target"

    target: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_name: Mapped[str]
    reason: Mapped[str]


def target_of(channel: str) -> str:
    """A channel as a target."""
    return f"channel:{channel}"


def put(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Adds deliveries (target, key, kind, body, order_id, message_id); those that are there already stay as they are.

    Returns the ids of the new ones.
    """
    if not rows:
        return []
    at = clock.now()
    values = [
        {
            "order_id": None,
            "message_id": None,
            **row,
            "state": "waiting",
            "attempts": 0,
            "created_at": at,
            "next_at": at,
        }
        for row in rows
    ]
    made = insert(Delivery).on_conflict_do_nothing().returning(Delivery.id)
    return list(session.scalars(made, values))


@dataclass(frozen=True)
class Taken:
    """resumed: another worker had it and was never heard of again; it may have been sent."""

    delivery: Delivery
    resumed: bool


def take(session: Session, limit: int = 20, most: int = 20, held: Mapping[str, int] | None = None) -> list[Taken]:
    """Deliveries that are due, now `sending`: none whose order has an earlier one open for the same target.

    most: of one target, with those of it that the caller holds already.
    Commit before sending: what is `sending` when its worker dies was perhaps sent. It is taken again after `LEASE`.
    """
    earlier = aliased(Delivery)
    is_first = ~exists().where(
        earlier.target == Delivery.target,
        earlier.order_id == Delivery.order_id,
        earlier.id < Delivery.id,
        earlier.state.in_(("waiting", "sending")),
    )
    of_target = Counter(held or {})
    full = [target for target, count in of_target.items() if count >= most]
    found: list[Delivery] = []
    for one in session.scalars(_due(limit).where(is_first, Delivery.target.not_in(full))):
        of_target[one.target] += 1
        if of_target[one.target] <= most:
            found.append(one)
    return _taken(session, found)


def take_emergencies(session: Session, limit: int) -> list[Taken]:
    """As `take`, of emergencies alone; they wait for nothing that is told of their order before them."""
    return _taken(session, session.scalars(_due(limit).where(Delivery.kind == "emergency")).all())


def _due(limit: int) -> Select[Delivery]:
    return (
        select(Delivery)
        .where(Delivery.state.in_(("waiting", "sending")), Delivery.next_at <= clock.now())
        .where(~exists().where(PausedTarget.target == Delivery.target))
        .order_by(Delivery.next_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
        .execution_options(populate_existing=True)
    )


def _taken(session: Session, found: Sequence[Delivery]) -> list[Taken]:
    taken = [Taken(one, one.state == "sending") for one in found]
    for one in found:
        one.state, one.attempts, one.next_at = "sending", one.attempts + 1, clock.now() + LEASE
    session.flush()
    return taken


def sent(session: Session, delivery_id: int, receipt: str | None) -> None:
    """The far side has it."""
    one = session.get_one(Delivery, delivery_id, with_for_update=True)
    one.state, one.sent_at, one.receipt, one.error_code = "sent", clock.now(), receipt, None


def not_sent(session: Session, delivery_id: int, error_code: str, again_in: timedelta | None) -> None:
    """It did not arrive; again_in None: it is given up."""
    one = session.get_one(Delivery, delivery_id, with_for_update=True)
    if one.state != "sending":  # cancelled meanwhile
        return
    one.error_code = error_code
    one.state = "waiting" if again_in is not None else "dead"
    one.next_at = clock.now() + (again_in or timedelta(0))


def did_not_arrive(session: Session, target: str, key: str, error_code: str) -> None:
    """The far side had taken it, and says later that it did not reach its reader: a person must look."""
    wanted = select(Delivery).where(Delivery.target == target, Delivery.key == key, Delivery.state == "sent")
    one = session.scalars(wanted.with_for_update()).one_or_none()
    if one is not None:
        one.state, one.error_code = "dead", error_code


class DeliveryNotFound(OrderError):
    """No delivery, or no webhook, has this number."""

    code, status = "delivery-not-found", 404


class DeliveryNotDead(OrderError):
    """Only what was given up is sent again; only what has not been sent is cancelled."""

    code, status = "delivery-not-open", 409


def listing(
    session: Session,
    *,
    state: DeliveryState | None = None,
    target: str | None = None,
    order_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Delivery]:
    """Deliveries, newest first; before: only those with a smaller id (the next page)."""
    wanted = select(Delivery).order_by(Delivery.id.desc()).limit(limit)
    for column, value in ((Delivery.state, state), (Delivery.target, target), (Delivery.order_id, order_id)):
        if value is not None:
            wanted = wanted.where(column == value)
    if before is not None:
        wanted = wanted.where(Delivery.id < before)
    return session.scalars(wanted).all()


def replay(session: Session, delivery_id: int) -> Delivery:
    """Sends once more what was given up, with the same key. Raises `DeliveryNotFound`, `DeliveryNotDead`."""
    one = _one(session, delivery_id)
    if one.state != "dead":
        raise DeliveryNotDead("只有已放弃的通知可以重发")
    one.state, one.attempts, one.next_at, one.error_code = "waiting", 0, clock.now(), None
    session.flush()
    return one


def replay_range(session: Session, target: str, *, since: datetime | None, until: datetime | None) -> int:
    """Sends once more what was given up for a target, made from `since` to `until`; returns how many."""
    dead = update(Delivery).where(Delivery.target == target, Delivery.state == "dead")
    if since is not None:
        dead = dead.where(Delivery.created_at >= since)
    if until is not None:
        dead = dead.where(Delivery.created_at <= until)
    fresh = dead.values(state="waiting", attempts=0, next_at=clock.now(), error_code=None)
    return len(session.scalars(fresh.returning(Delivery.id)).all())


def cancel(session: Session, delivery_id: int) -> Delivery:
    """It is not sent any more. Raises `DeliveryNotFound`, `DeliveryNotDead`."""
    one = _one(session, delivery_id)
    if one.state not in ("waiting", "dead"):
        raise DeliveryNotDead("通知正在发送、已发出或已取消")
    one.state = "cancelled"
    session.flush()
    return one


def pause(session: Session, target: str, by: str, reason: str) -> None:
    """Nothing goes out to the target until `resume`; what is to be told is kept."""
    row = insert(PausedTarget).values(target=target, at=clock.now(), by_name=by, reason=reason)
    session.execute(row.on_conflict_do_nothing())


def resume(session: Session, target: str) -> None:
    session.execute(delete(PausedTarget).where(PausedTarget.target == target))


def _one(session: Session, delivery_id: int) -> Delivery:
    one = session.get(Delivery, delivery_id, with_for_update=True)
    if one is None:
        raise DeliveryNotFound("没有这条通知")
    return one
