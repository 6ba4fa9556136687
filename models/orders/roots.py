"""The signed root over the timelines' heads, once an hour: nobody rewrites a whole timeline unseen.

A root covers the heads of all orders that changed since the root before, and that root itself; it is signed with a key
that the database does not have. Its hash goes to the log too, so that cutting off the last roots is seen.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import ForeignKey, LargeBinary, exists, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, privacy
from models.database.base import Base, RowId
from models.database.store import core_insert
from models.orders.tables import WorkOrder

BEGINNING: Final = bytes(32)
_LOCK: Final = 12345_0003
_PURPOSE: Final = "timeline-root"


class TimelineRoot(Base):
    """One root. hash: SHA-256 over the root before and the heads; heads: how many. Only added to."""

    __tablename__ = "timeline_root"

    id: Mapped[RowId]
    at: Mapped[datetime]
    heads: Mapped[int]
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class TimelineHead(Base):
    """An order's head as a root saw it. Only added to; without a foreign key to the order, which may not vanish."""

    __tablename__ = "timeline_head"

    order_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root_id: Mapped[int] = mapped_column(ForeignKey("timeline_root.id"), index=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


_HEADS = core_insert(TimelineHead)


def sign_root(session: Session) -> TimelineRoot | None:
    """Adds the root of now over every head that no root has seen; None when nothing has changed."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    seen = exists().where(TimelineHead.order_id == WorkOrder.id, TimelineHead.seq == WorkOrder.version)
    changed = select(WorkOrder.id, WorkOrder.version, WorkOrder.head_hash).where(~seen).order_by(WorkOrder.id)
    heads = [(order_id, seq, bytes(held)) for order_id, seq, held in session.execute(changed)]
    if not heads:
        return None
    last = session.scalars(select(TimelineRoot).order_by(TimelineRoot.id.desc()).limit(1)).first()
    number = (last.id if last else 0) + 1
    before = last.hash if last else BEGINNING
    held = root_hash(before, heads)
    at = clock.now()
    root = TimelineRoot(id=number, at=at, heads=len(heads), prev_hash=before, hash=held)
    root.signature = privacy.ring().sign(_PURPOSE, signed_part(root))
    session.add(root)
    session.flush()
    session.execute(_HEADS, [{"order_id": o, "seq": s, "hash": h, "root_id": number} for o, s, h in heads])
    return root


def root_hash(before: bytes, heads: Iterable[tuple[int, int, bytes]]) -> bytes:
    """SHA-256 over the root before and `heads` (order id, seq, hash), in the order of their ids."""
    digest = sha256(before)
    for order_id, seq, held in heads:
        digest.update(f"{order_id}:{seq}:".encode() + held)
    return digest.digest()


def signed_part(root: TimelineRoot) -> bytes:
    """The bytes that a root's signature is over."""
    return f"{root.id}:{int(root.at.timestamp() * 1_000_000)}:{root.heads}:".encode() + root.hash


def root_is_whole(session: Session, root: TimelineRoot, before: TimelineRoot | None) -> bool:
    """Whether the root follows `before`, covers the heads that are stored for it, and bears our signature."""
    wanted = select(TimelineHead.order_id, TimelineHead.seq, TimelineHead.hash).where(TimelineHead.root_id == root.id)
    heads = [(o, s, bytes(h)) for o, s, h in session.execute(wanted.order_by(TimelineHead.order_id))]
    follows = root.id == (before.id if before else 0) + 1 and root.prev_hash == (before.hash if before else BEGINNING)
    covers = len(heads) == root.heads and root_hash(root.prev_hash, heads) == root.hash
    return follows and covers and privacy.ring().signed(_PURPOSE, signed_part(root), root.signature)


def unseen(session: Session) -> int:
    """How many heads no root has seen yet."""
    seen = exists().where(TimelineHead.order_id == WorkOrder.id, TimelineHead.seq == WorkOrder.version)
    return session.scalar(select(func.count()).select_from(WorkOrder).where(~seen)) or 0
