"""Codes that prove who has a telephone: six digits, ten minutes, five tries. Only a keyed hash is kept."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import LargeBinary, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock, privacy
from models.database.base import Base

LASTS: Final = timedelta(minutes=10)
AGAIN_AFTER: Final = timedelta(seconds=60)
TRIES: Final = 5


class OneTimeCode(Base):
    """The last code that was sent for a subject, such as a receipt number. tries: wrong ones so far."""

    __tablename__ = "one_time_code"

    subject: Mapped[str] = mapped_column(primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int]


def fresh(session: Session, subject: str) -> str | None:
    """A new code, which replaces the one before; None where one was sent less than a minute ago."""
    now = clock.now()
    held = session.get(OneTimeCode, subject, with_for_update=True)
    if held is not None and now < held.sent_at + AGAIN_AFTER:
        return None
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = held or OneTimeCode(subject=subject)
    row.code_hash, row.sent_at, row.expires_at, row.tries = _hash(subject, code), now, now + LASTS, 0
    session.add(row)
    session.execute(delete(OneTimeCode).where(OneTimeCode.expires_at < now - LASTS))
    return code


def check(session: Session, subject: str, code: str) -> bool:
    """Whether this is the subject's code. A right one is used up; after five wrong ones none is right any more."""
    held = session.get(OneTimeCode, subject, with_for_update=True)
    if held is None or held.tries >= TRIES or clock.now() > held.expires_at:
        return False
    if hmac.compare_digest(held.code_hash, _hash(subject, code.strip())):
        session.delete(held)
        return True
    held.tries += 1
    return False


def _hash(subject: str, code: str) -> bytes:
    return privacy.ring().sign("one-time code", f"{subject}\0{code}".encode())
