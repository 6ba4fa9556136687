"""Taking a file in: examined, kept in the vault, noted; and attaching it to a message. To orders: `models.orders`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import clock
from models.attachments.content import examined
from models.attachments.errors import Infected
from models.attachments.kinds import TYPES
from models.attachments.names import cleaned
from models.attachments.tables import Attachment, Content
from models.attachments.vault import Incoming, Vault

Scan = Callable[[Session, str], None]
"""Defers the scan of the content with this sha256, in the given transaction."""

CITIZEN: Final = "诉求人"
_CITIZEN_ROLE: Final = "citizen"
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:sha256, 12345))")


@dataclass(frozen=True)
class StoredFile:
    """A content in the vault and the cleaned name under which it came."""

    name: str
    media_type: str
    sha256: str
    size: int


def lock(session: Session, sha256: str) -> None:
    """Until the transaction ends nobody else takes this content in or sweeps it away."""
    session.execute(_LOCK, {"sha256": sha256})


def examine(arrived: Incoming, name: str) -> StoredFile:
    """What the closed file is. Raises those of `content.examined`. Needs no transaction and may take a moment."""
    kind = examined(arrived.path)
    return StoredFile(cleaned(name, kind.extension), kind.media_type, arrived.sha256, arrived.size)


def store(session: Session, vault: Vault, arrived: Incoming, file: StoredFile, scan: Scan | None) -> None:
    """Keeps an examined file, and notes its content with the caller's transaction; scan None: there is no scanner.

    Raises `Infected` for a content that the scanner has condemned before.
    """
    lock(session, file.sha256)
    known = session.get(Content, file.sha256)
    if known is not None and known.scan_state == "infected":
        raise Infected("这个文件含有病毒，不能上传。请查杀后再试")
    vault.keep(arrived)
    if known is not None:
        return
    session.execute(
        insert(Content).values(
            sha256=file.sha256,
            media_type=file.media_type,
            size=file.size,
            stored_at=clock.now(),
            scan_state="waiting" if scan else "unscanned",
        )
    )
    if scan is not None:
        scan(session, file.sha256)


def of_message(session: Session, message_id: int, files: Sequence[StoredFile]) -> None:
    """Attaches stored files to a new message; its order takes them over (`orders.take_attachments`)."""
    at = clock.now()
    for file in files:
        session.add(
            Attachment(
                sha256=file.sha256,
                name=file.name,
                kind="demand",
                added_at=at,
                actor_name=CITIZEN,
                actor_role=_CITIZEN_ROLE,
                message_id=message_id,
            )
        )
    session.flush()


def of_order(session: Session, order_id: int) -> Sequence[Attachment]:
    """An order's attachments, oldest first, withdrawn ones too."""
    mine = select(Attachment).where(Attachment.order_id == order_id, Attachment.seq.is_not(None))
    return session.scalars(mine.order_by(Attachment.id)).all()


def facts(row: Attachment) -> dict[str, object]:
    """What a timeline tells of an attachment: never its name, which may be somebody's."""
    told = {"id": row.id, "sha256": row.sha256, "kind": row.kind, "type": TYPES[row.content.media_type].extension}
    return told | {"size": row.content.size}
