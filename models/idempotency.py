"""Answers to writes that carried an Idempotency-Key: the same request again gets the same answer, and is done once.

Claim and answer stand in the transaction of the write. A second request that comes while the first is still under way
waits at the claim (the unique key) until that has ended.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, LargeBinary, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base
from models.database.store import send
from models.privacy import Sealed

KEPT = timedelta(days=2)
_BODY: Final = Sealed("idempotent.body")
_CLAIM: Final = (
    "INSERT INTO idempotent_answer (user_id, key, fingerprint, created_at)"
    " VALUES (%(user_id)s, %(key)s, %(fingerprint)s, %(at)s) ON CONFLICT DO NOTHING RETURNING true"
)
_KEEP: Final = "UPDATE idempotent_answer SET body = %(body)s WHERE user_id = %(user_id)s AND key = %(key)s"


class IdempotencyMismatch(Exception):
    """The key came before with another request. Code: `idempotency-mismatch`."""

    code = "idempotency-mismatch"
    status = 409


class IdempotentAnswer(Base):
    """One write. fingerprint: SHA-256 of method, path and body; body: the answer's JSON, None while under way."""

    __tablename__ = "idempotent_answer"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[str | None] = mapped_column(_BODY)
    created_at: Mapped[datetime] = mapped_column(index=True)


def claim(session: Session, user_id: int, key: str, fingerprint: bytes) -> str | None:
    """None: the request is new and now claimed, do it and `keep` its answer. Else the answer that was given then.

    Raises `IdempotencyMismatch` when the key came with another request.
    """
    values = {"user_id": user_id, "key": key, "fingerprint": fingerprint, "at": clock.now()}
    if send(session, _CLAIM, values).fetchone() is not None:
        return None
    known = session.get_one(IdempotentAnswer, (user_id, key))
    if known.fingerprint != fingerprint:
        raise IdempotencyMismatch("同一请求编号已用于不同的内容")
    return known.body


def keep(session: Session, user_id: int, key: str, body: bytes) -> None:
    """The claimed request's answer, in UTF-8."""
    send(session, _KEEP, {"user_id": user_id, "key": key, "body": _BODY.sealed(body)})


def purge(session: Session) -> int:
    """Deletes what is older than two days; returns how many. A periodic job calls it."""
    old = delete(IdempotentAnswer).where(IdempotentAnswer.created_at < clock.now() - KEPT)
    return len(session.execute(old.returning(IdempotentAnswer.key)).all())
