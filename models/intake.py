"""Where every channel ends: words from a citizen are stored raw and once, before anybody looks at them.

Turning a message into an order is `callcenter.intake`'s work, in a job; nothing is lost when that fails.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import attachments
from models.attachments import StoredFile
from models.database.base import Base, RowId, one_of
from models.privacy import Sealed

InboxState = Literal["received", "processed", "dead"]


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
}


@dataclass(frozen=True)
class Submission:
    """What a citizen said, by any door. external_id: the channel's own number for it, the same at every retry.

    flags: `secret` (保密), `anonymous`, `no_public` (不公开) and what a channel adds; raw: the message as it came.
    lat, lng: degrees, WGS 84.
    attachments: files that the channel has stored (`models.attachments.store`) in the transaction of `accept`.
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


class InboxMessage(Base):
    """One message, sealed. body: the submission as JSON; raw: the channel's bytes as latin-1 text."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        one_of("state", InboxState),
        Index("ix_inbox_message_dead", "id", postgresql_where="state = 'dead'"),
        Index("ix_inbox_message_open", "received_at", postgresql_where="state = 'received'"),
    )

    id: Mapped[RowId]
    channel: Mapped[str]
    external_id: Mapped[str]
    body: Mapped[str] = mapped_column(Sealed("inbox.body"))
    raw: Mapped[str | None] = mapped_column(Sealed("inbox.raw"))
    received_at: Mapped[datetime]
    state: Mapped[InboxState] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id", use_alter=True), index=True)
    error_code: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)

    def submission(self) -> Submission:
        """What came in, as it was accepted."""
        held = json.loads(self.body)
        raw = None if self.raw is None else self.raw.encode("latin-1")
        return Submission(**{**held, **_typed(held), "raw": raw})


@dataclass(frozen=True)
class Accepted:
    """new: False when this message had been accepted before."""

    message_id: int
    new: bool


def accept(session: Session, submission: Submission) -> Accepted:
    """Stores a submission once. The same channel and external_id again gives the same message, unchanged."""
    facts = asdict(submission)
    raw = facts.pop("raw")
    row = insert(InboxMessage).values(
        channel=submission.channel.value,
        external_id=submission.external_id,
        body=json.dumps(facts, ensure_ascii=False, default=_plain),
        raw=None if raw is None else raw.decode("latin-1"),
        received_at=submission.received_at,
        state="received",
        attempts=0,
    )
    made = session.execute(row.on_conflict_do_nothing().returning(InboxMessage.id)).scalar_one_or_none()
    if made is not None:
        attachments.of_message(session, made, submission.attachments)
        return Accepted(made, new=True)
    known = select(InboxMessage.id).where(
        InboxMessage.channel == submission.channel.value, InboxMessage.external_id == submission.external_id
    )
    return Accepted(session.execute(known).scalar_one(), new=False)


def waiting(session: Session, older_than: datetime, limit: int = 100) -> list[int]:
    """Ids of messages received before an instant and not yet processed: for a sweep that catches lost jobs."""
    stuck = select(InboxMessage.id).where(InboxMessage.state == "received", InboxMessage.received_at < older_than)
    return list(session.scalars(stuck.order_by(InboxMessage.received_at).limit(limit)))


def processed(session: Session, message_id: int, order_id: int | None) -> None:
    """The message has become an order (or, with None, rightly none)."""
    message = session.get_one(InboxMessage, message_id)
    message.state, message.order_id, message.error_code = "processed", order_id, None


def ordered(session: Session, message_id: int, order_id: int) -> None:
    """The message has its order, but is not worked through yet: its job still comes."""
    session.get_one(InboxMessage, message_id).order_id = order_id


def failed(session: Session, message_id: int, error_code: str, dead: bool) -> None:
    """Processing failed, for the reason with this code; dead: it is not tried again, a person must look."""
    message = session.get_one(InboxMessage, message_id)
    message.attempts += 1
    message.error_code = error_code
    message.state = "dead" if dead else "received"


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
