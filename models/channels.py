"""A channel's settings and state in the store. What they mean, the channel itself knows (`integrations.channel`)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.database.base import Base
from models.orders.errors import VersionConflict
from models.privacy import Sealed


class ChannelSetting(Base):
    """One channel's settings, JSON sealed as a whole: they hold passwords. version guards against stale writes."""

    __tablename__ = "channel_setting"

    channel: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    settings: Mapped[str] = mapped_column(Sealed("channel.settings"))
    version: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class ChannelState(Base):
    """How far a pulling channel has read, and what went wrong last. failures: since the last success, in a row."""

    __tablename__ = "channel_state"

    channel: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[dict[str, Any]]
    failures: Mapped[int]
    next_pull_at: Mapped[datetime | None]
    pulled_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_at: Mapped[datetime | None]


class ChannelNonce(Base):
    """A number that was used once in a signed request; kept as long as the request's time would be accepted."""

    __tablename__ = "channel_nonce"

    channel: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


def settings_of(session: Session, channel: str) -> ChannelSetting | None:
    """The stored settings; None where nobody has set any."""
    return session.get(ChannelSetting, channel)


def all_settings(session: Session) -> Sequence[ChannelSetting]:
    return session.scalars(select(ChannelSetting)).all()


def save_settings(
    session: Session, channel: str, *, enabled: bool, settings: str, version: int, by: str
) -> ChannelSetting:
    """Replaces a channel's settings. version: what was read, 0 for none. Raises `VersionConflict`."""
    held = session.get(ChannelSetting, channel, with_for_update=True)
    if (held.version if held else 0) != version:
        raise VersionConflict("渠道设置已被他人修改，请刷新后重试")
    if held is None:
        held = ChannelSetting(channel=channel, version=0)
        session.add(held)
    held.enabled, held.settings, held.version = enabled, settings, version + 1
    held.updated_at, held.updated_by = clock.now(), by
    session.flush()
    return held


def state_of(session: Session, channel: str, *, lock: bool = False) -> ChannelState:
    """The channel's state, made where there is none; lock: until the transaction ends."""
    fresh = insert(ChannelState).values(channel=channel, position={}, failures=0)
    session.execute(fresh.on_conflict_do_nothing())
    return session.get_one(ChannelState, channel, with_for_update=lock, populate_existing=True)


def all_states(session: Session) -> dict[str, ChannelState]:
    return {state.channel: state for state in session.scalars(select(ChannelState))}


def nonce_is_new(session: Session, channel: str, nonce: str) -> bool:
    """Notes a nonce; False where it had been used."""
    row = insert(ChannelNonce).values(channel=channel, nonce=nonce, at=clock.now())
    return session.execute(row.on_conflict_do_nothing().returning(ChannelNonce.nonce)).first() is not None


def forget_nonces(session: Session, older_than: timedelta) -> int:
    """Deletes nonces whose requests would be refused for their time anyway; returns how many."""
    old = delete(ChannelNonce).where(ChannelNonce.at < clock.now() - older_than)
    return len(session.execute(old.returning(ChannelNonce.nonce)).all())
