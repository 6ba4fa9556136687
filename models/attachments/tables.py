"""Tables of attachments: contents, each once, and the places where they are attached."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.attachments.kinds import AttachmentKind
from models.database.base import Base, RowId, one_of
from models.privacy import Sealed

ScanState = Literal["unscanned", "waiting", "clean", "infected", "failed"]

SCAN_STATES: dict[ScanState, str] = {
    "unscanned": "未查毒（未配置查毒服务）",
    "waiting": "正在查毒",
    "clean": "查毒通过",
    "infected": "发现病毒，已隔离",
    "failed": "查毒失败",
}


class Content(Base):
    """One content, however often it is attached; its bytes lie in the `Vault` under sha256 (hex).

    scan_state: unscanned where no scanner is set up; waiting for its scan; what the scanner said; failed: given up.
    scanned_at: of the last verdict or giving up; finding: the scanner's name for what it found.
    """

    __tablename__ = "attachment_content"
    __table_args__ = (
        one_of("scan_state", ScanState),
        Index("ix_attachment_content_scan", "scan_state", "stored_at", postgresql_where=text("scan_state <> 'clean'")),
    )

    sha256: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    size: Mapped[int]
    stored_at: Mapped[datetime]
    scan_state: Mapped[ScanState] = mapped_column(Text)
    scanned_at: Mapped[datetime | None]
    finding: Mapped[str | None]


class Attachment(Base):
    """A content attached to an order, a message or a conversation. Never deleted: withdrawn, with its reason.

    name: sealed, since people write names into names. seq: the step of the order's timeline that attached it, None as
    long as it waits for its order; withdrawn_seq: the one that withdrew it. department_code: the unit that added it.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        one_of("kind", AttachmentKind),
        CheckConstraint("num_nonnulls(order_id, message_id, conversation_id) > 0", name="belongs"),
        CheckConstraint("seq IS NULL OR order_id IS NOT NULL", name="step_of_order"),
    )

    id: Mapped[RowId]
    sha256: Mapped[str] = mapped_column(ForeignKey("attachment_content.sha256"), index=True)
    name: Mapped[str] = mapped_column(Sealed("attachment.name"))
    kind: Mapped[AttachmentKind] = mapped_column(Text)
    added_at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    actor_role: Mapped[str]
    department_code: Mapped[str | None]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_message.id"), index=True)
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    seq: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_seq: Mapped[int | None]
    withdrawn_reason: Mapped[str | None]

    content: Mapped[Content] = relationship(lazy="joined", innerjoin=True)
