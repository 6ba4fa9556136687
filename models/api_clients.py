"""Applications that may write through the open interface: each has a key, of which only the hash is kept."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base, RowId


class ApiClient(Base):
    """One application. contact: whom we call when it misbehaves; revoked_at: its key is no longer taken."""

    __tablename__ = "api_client"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(unique=True)
    contact: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


def issue(session: Session, name: str, contact: str, key: str | None = None) -> tuple[ApiClient, str]:
    """A new application and its key in clear, which is shown this once. key: only where it must be a known one."""
    key = key or secrets.token_urlsafe(24)
    client = ApiClient(name=name, contact=contact, key_hash=_hash(key), created_at=clock.now())
    session.add(client)
    session.flush()
    return client, key


def by_key(session: Session, key: str) -> ApiClient | None:
    """The application with this key; None for a wrong or a revoked one."""
    return session.scalars(
        select(ApiClient).where(ApiClient.key_hash == _hash(key), ApiClient.revoked_at.is_(None))
    ).first()


def named(session: Session, name: str) -> ApiClient | None:
    """The application of this name."""
    return session.scalars(select(ApiClient).where(ApiClient.name == name)).one_or_none()


def every(session: Session) -> Sequence[ApiClient]:
    """All applications, the newest first."""
    return session.scalars(select(ApiClient).order_by(ApiClient.id.desc())).all()


def revoke(session: Session, client_id: int) -> ApiClient | None:
    """The application's key is not taken any more; None where there is no such application. Repeatable."""
    client = session.get(ApiClient, client_id)
    if client is not None and client.revoked_at is None:
        client.revoked_at = clock.now()
    return client


def _hash(key: str) -> bytes:
    return sha256(key.encode()).digest()
