"""What happened, in order, for whoever listens: browsers, the call handler, and later webhooks (the outbox).

An event is written in the transaction of what it tells. `NOTIFY hotline_events` is only the doorbell.

The number of an event is `transaction id * 4096 + place in the transaction`, given by a trigger. A plain sequence would
let a reader pass 8 while the transaction that holds 7 is still open, and miss it for ever; here everything below
`pg_snapshot_xmin * 4096` is settled, so a reader that stops there misses nothing. Two consequences: a long *writing*
transaction holds all later events back until it ends (write in batches), and after a restore into another cluster this
table must be emptied, for transaction ids start anew there.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import BigInteger, FetchedValue, delete, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base
from models.database.store import send

CHANNEL = "hotline_events"
PLACES = 4096  # events in one transaction at most
EPHEMERAL = timedelta(minutes=10)  # partial words of a live transcript: of no use later
KEPT = timedelta(days=7)

_settled = literal_column(f"pg_snapshot_xmin(pg_current_snapshot())::text::bigint * {PLACES}", BigInteger)


class Event(Base):
    """One thing that happened. topic: such as order.changed; subject: which one; data: what a listener shows of it."""

    __tablename__ = "event"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, server_default=FetchedValue())
    at: Mapped[datetime]
    topic: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    def message(self) -> dict[str, Any]:
        """As a listener gets it."""
        return {
            "seq": self.seq,
            "topic": self.topic,
            "subject": self.subject,
            "at": self.at.isoformat(),
            "data": self.data,
        }


INSERT: Final = (
    "INSERT INTO event (at, topic, subject, data, expires_at)"
    " VALUES (%(at)s, %(topic)s, %(subject)s, %(data)s::jsonb, %(expires_at)s)"
)


def publish(session: Session, topic: str, subject: str, data: dict[str, Any], ephemeral: bool = False) -> None:
    """Adds an event to the caller's transaction; it is seen when that commits, and never when it does not."""
    tell(session, row(topic, subject, data, ephemeral))


def tell(session: Session, event: dict[str, Any]) -> None:
    """Adds an event that was made as a `row`."""
    send(session, INSERT, sendable(event))


def row(topic: str, subject: str, data: dict[str, Any], ephemeral: bool = False) -> dict[str, Any]:
    """An event of now as a row, for a statement that writes more than the event."""
    at = clock.now()
    expires_at = at + (EPHEMERAL if ephemeral else KEPT)
    return {"at": at, "topic": topic, "subject": subject, "data": data, "expires_at": expires_at}


def sendable(event: dict[str, Any]) -> dict[str, Any]:
    """A `row` as `send` takes it."""
    return event | {"data": orjson.dumps(event["data"]).decode()}


def after(session: Session, seq: int, limit: int = 500) -> list[Event]:
    """Settled events numbered above `seq`, oldest first. Resume with the last one's `seq`: nothing is missed."""
    settled = select(Event).where(Event.seq > seq, Event.seq < _settled)
    return list(session.scalars(settled.order_by(Event.seq).limit(limit)))


def head(session: Session) -> int:
    """Where somebody starts who wants only what comes: the last settled event's number, 0 when there is none."""
    return session.execute(select(func.coalesce(func.max(Event.seq), 0)).where(Event.seq < _settled)).scalar_one()


def all_settled(session: Session) -> bool:
    """Whether every committed event may be read: nothing older is still being written."""
    newest = select(func.coalesce(func.max(Event.seq), 0).label("seq")).subquery()
    return session.execute(select(newest.c.seq < _settled)).scalar_one()


_NEWEST = text(f"SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1) * {PLACES}")


def of_another_count(session: Session, seq: int) -> bool:
    """Whether a reader's place is above every number given yet: a restored database counts its transactions anew."""
    return bool(seq > session.execute(_NEWEST).scalar_one())


def purge(session: Session) -> int:
    """Deletes what has expired; returns how many. A periodic job calls it."""
    gone = session.execute(delete(Event).where(Event.expires_at < clock.now()).returning(Event.seq))
    return len(gone.all())


class ReadingPosition(Base):
    """How far a reader inside the platform has come: everything up to seq is done."""

    __tablename__ = "reading_position"

    reader: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


def of_topic(session: Session, topic: str, seq: int, limit: int = 500) -> tuple[list[Event], int]:
    """Settled events of one topic above `seq`, oldest first, and the number up to which everything has been read."""
    latest = head(session)
    wanted = select(Event).where(Event.seq > seq, Event.seq <= latest, Event.topic == topic)
    found = list(session.scalars(wanted.order_by(Event.seq).limit(limit)))
    return found, found[-1].seq if len(found) == limit else max(latest, seq)


def position(session: Session, reader: str) -> int:
    """How far a reader has come; 0 at first."""
    held = session.get(ReadingPosition, reader)
    return 0 if held is None else held.seq


def advance(session: Session, reader: str, seq: int) -> None:
    """The reader has done everything up to `seq`."""
    row = insert(ReadingPosition).values(reader=reader, seq=seq)
    session.execute(row.on_conflict_do_update(index_elements=["reader"], set_={"seq": row.excluded.seq}))
