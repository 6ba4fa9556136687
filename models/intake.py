"""Where every channel ends: words from a citizen are stored raw and once, before anybody looks at them.

A channel that reads its messages later stores their bytes (`arrive`); one that has read them stores a `Submission`
(`accept`). Turning a message into an order is `callcenter.intake`'s work, in a job; nothing is lost when that fails.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import attachments, clock, privacy
from models.attachments import StoredFile
from models.database.base import Base, RowId, one_of
from models.privacy import Sealed

InboxState = Literal["received", "processed", "dead", "discarded"]
Outcome = Literal["order", "supplement", "act", "none"]
MessageKind = Literal["demand", "supplement", "urge", "supervise", "rating", "withdraw"]
KINDS: dict[MessageKind, str] = {
    "demand": "新诉求",
    "supplement": "补充",
    "urge": "催办",
    "supervise": "督办",
    "rating": "评价",
    "withdraw": "撤回",
}


class Channel(StrEnum):
    """The doors. `letters` is the two that stand in an order's number."""

    PHONE = "phone"
    WEBSITE = "website"
    APP = "app"
    QR = "qr"
    PROVINCE = "province"
    PEOPLE_BOARD = "people_board"
    COUNTER = "counter"
    OPEN311 = "open311"
    BOARD = "board"
    POLICE = "police"
    EMAIL = "email"
    SMS = "sms"
    OTHER = "other"

    @property
    def letters(self) -> str:
        return _DOORS[self][0]

    @property
    def chinese(self) -> str:
        return _DOORS[self][1]


_DOORS = {
    Channel.PHONE: ("DH", "电话"),
    Channel.WEBSITE: ("WZ", "网络问政平台"),
    Channel.APP: ("YS", "云上咸宁"),
    Channel.QR: ("SM", "急难愁盼扫码办"),
    Channel.PROVINCE: ("SJ", "省12345平台"),
    Channel.PEOPLE_BOARD: ("RM", "人民网领导留言板"),
    Channel.COUNTER: ("CK", "办不成事反映窗口"),
    Channel.OPEN311: ("KF", "开放接口"),
    Channel.BOARD: ("LT", "网络论坛留言"),
    Channel.POLICE: ("JJ", "110非警务警情"),
    Channel.EMAIL: ("YJ", "电子邮箱"),
    Channel.SMS: ("DX", "短信"),
    Channel.OTHER: ("QT", "其他渠道"),
}


@dataclass(frozen=True)
class Submission:
    """What a citizen said, by any door. external_id: the channel's own number for it, the same at every retry.

    flags: `secret` (保密), `anonymous`, `no_public` (不公开) and what a channel adds; raw: the message as it came.
    lat, lng: degrees, WGS 84.
    attachments: files that the channel has stored (`models.attachments.store`) in the transaction of `accept`.
    kind: what it is; all but a demand belong to an earlier one: refers_to is that one's external id or order number.
    account: who sent it, by the channel's own name for him. details: what only this kind has (`score`, `due_at` ...).
    """

    channel: Channel
    external_id: str
    text: str
    received_at: datetime
    title: str = ""
    citizen_name: str | None = None
    citizen_phone: str | None = None
    place_text: str = ""
    occurred_at: datetime | None = None
    flags: frozenset[str] = frozenset()
    attachments: tuple[StoredFile, ...] = ()
    conversation_id: UUID | None = None
    raw: bytes | None = None
    lat: float | None = None
    lng: float | None = None
    kind: MessageKind = "demand"
    refers_to: str | None = None
    account: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


class InboxMessage(Base):
    """One message, sealed. body: the submission as JSON, None until it was read; raw: the bytes as latin-1 text.

    channel: the name of the channel that brought it. raw_index: a keyed hash of the bytes, so that the same number with
    other words is noticed. attempts: how often its processing was begun. order_id: the order that it became or joined.
    """

    __tablename__ = "inbox_message"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        one_of("state", InboxState),
        Index("ix_inbox_message_dead", "id", postgresql_where="state = 'dead'"),
        one_of("kind", MessageKind),
        one_of("outcome", Outcome),
        Index("ix_inbox_message_open", "received_at", postgresql_where="state = 'received'"),
        Index("ix_inbox_message_channel_received_at", "channel", "received_at"),
        Index("ix_inbox_message_refers_to", "channel", "refers_to", postgresql_where="refers_to IS NOT NULL"),
    )

    id: Mapped[RowId]
    channel: Mapped[str]
    external_id: Mapped[str]
    kind: Mapped[MessageKind] = mapped_column(Text)
    refers_to: Mapped[str | None]
    body: Mapped[str | None] = mapped_column(Sealed("inbox.body"))
    raw: Mapped[str | None] = mapped_column(Sealed("inbox.raw"))
    raw_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_type: Mapped[str | None]
    received_at: Mapped[datetime]
    state: Mapped[InboxState] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id", use_alter=True), index=True)
    error_code: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome | None] = mapped_column(Text)
    processed_at: Mapped[datetime | None]

    @property
    def raw_bytes(self) -> bytes | None:
        """The message as it came over the wire."""
        return None if self.raw is None else self.raw.encode("latin-1")

    def submission(self) -> Submission:
        """What came in, as it was accepted. The body must have been read."""
        assert self.body is not None
        held = json.loads(self.body)
        return Submission(**{**held, **_typed(held), "raw": self.raw_bytes})


@dataclass(frozen=True)
class Arrival:
    """A message as a channel brought it, not yet read. external_id: the same at every retry; content_type: as told."""

    external_id: str
    raw: bytes
    received_at: datetime
    content_type: str | None = None
    kind: MessageKind = "demand"
    refers_to: str | None = None


@dataclass(frozen=True)
class Accepted:
    """new: False when this message had been accepted before; same: whether it then had the same content."""

    message_id: int
    new: bool
    same: bool = True


def accept(session: Session, submission: Submission, channel: str | None = None) -> Accepted:
    """Stores a submission once. The same channel and external_id again gives the same message, unchanged.

    channel: the name of the channel that brought it, where that is not its door's.
    """
    raw = submission.raw
    accepted = _store(
        session,
        channel=channel or submission.channel.value,
        external_id=submission.external_id,
        kind=submission.kind,
        refers_to=submission.refers_to,
        body=body_of(submission),
        raw=None if raw is None else raw.decode("latin-1"),
        raw_index=None if raw is None else _raw_index(raw),
        content_type=None,
        received_at=submission.received_at,
    )
    if accepted.new:
        attachments.of_message(session, accepted.message_id, submission.attachments)
    return accepted


def arrived(session: Session, channel: str, external_ids: Sequence[str]) -> set[str]:
    """Those of these that are stored already."""
    known = select(InboxMessage.external_id).where(
        InboxMessage.channel == channel, InboxMessage.external_id.in_(external_ids)
    )
    return set(session.scalars(known))


def arrive(session: Session, channel: str, arrival: Arrival) -> Accepted:
    """Stores the bytes of a message once, for the channel to read later."""
    return _store(
        session,
        channel=channel,
        external_id=arrival.external_id,
        kind=arrival.kind,
        refers_to=arrival.refers_to,
        body=None,
        raw=arrival.raw.decode("latin-1"),
        raw_index=_raw_index(arrival.raw),
        content_type=arrival.content_type,
        received_at=arrival.received_at,
    )


def body_of(submission: Submission) -> str:
    """The submission as the inbox keeps it: JSON, without the bytes."""
    facts = asdict(submission)
    facts.pop("raw")
    return json.dumps(facts, ensure_ascii=False, default=_plain)


def _store(session: Session, **values: Any) -> Accepted:
    row = insert(InboxMessage).values(state="received", attempts=0, **values)
    made = session.execute(row.on_conflict_do_nothing().returning(InboxMessage.id)).scalar_one_or_none()
    if made is not None:
        return Accepted(made, new=True)
    known = select(InboxMessage.id, InboxMessage.raw_index).where(
        InboxMessage.channel == values["channel"], InboxMessage.external_id == values["external_id"]
    )
    message_id, index = session.execute(known).one()
    return Accepted(message_id, new=False, same=index == values["raw_index"])


def begin(session: Session, message_id: int) -> int:
    """Processing begins once more; returns how often now, 0 where it is no longer to be processed.

    Committed before the work, so that a message that ends its worker's process is counted too.
    """
    message = session.get_one(InboxMessage, message_id, with_for_update=True)
    if message.state != "received":
        return 0
    message.attempts += 1
    return message.attempts


def was_read(session: Session, message_id: int, submission: Submission) -> None:
    """The channel has read the message's bytes."""
    message = session.get_one(InboxMessage, message_id, with_for_update=True)
    message.body, message.kind, message.refers_to = body_of(submission), submission.kind, submission.refers_to


def waiting(session: Session, older_than: datetime, limit: int = 100) -> list[int]:
    """Ids of messages received before an instant and not yet processed: for a sweep that catches lost jobs."""
    stuck = select(InboxMessage.id).where(InboxMessage.state == "received", InboxMessage.received_at < older_than)
    return list(session.scalars(stuck.order_by(InboxMessage.received_at).limit(limit)))


def processed(session: Session, message_id: int, order_id: int | None, outcome: Outcome | None = None) -> None:
    """The message has become an order (or, with None, rightly none), or what `outcome` says."""
    message = session.get_one(InboxMessage, message_id)
    message.state, message.order_id, message.error_code = "processed", order_id, None
    message.outcome = outcome or ("order" if order_id is not None else "none")
    message.processed_at = clock.now()


def ordered(session: Session, message_id: int, order_id: int) -> None:
    """The message has its order, but is not worked through yet: its job still comes."""
    session.get_one(InboxMessage, message_id).order_id = order_id


def failed(session: Session, message_id: int, error_code: str, dead: bool) -> None:
    """Processing failed, for the reason with this code; dead: it is not tried again, a person must look."""
    message = session.get_one(InboxMessage, message_id, with_for_update=True)
    if message.state == "received":
        message.error_code = error_code
        message.state = "dead" if dead else "received"


def _raw_index(raw: bytes) -> bytes:
    return privacy.ring().sign("inbox raw", raw)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value)


def _typed(held: dict[str, Any]) -> dict[str, Any]:
    instant = datetime.fromisoformat
    return {
        "channel": Channel(held["channel"]),
        "received_at": instant(held["received_at"]),
        "occurred_at": instant(held["occurred_at"]) if held["occurred_at"] else None,
        "flags": frozenset(held["flags"]),
        "attachments": tuple(StoredFile(**one) for one in held["attachments"]),
        "conversation_id": UUID(held["conversation_id"]) if held["conversation_id"] else None,
    }
