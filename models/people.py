"""The people: those who work here, their web sessions, and the citizens who ask."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models import clock, privacy
from models.database.base import Base, RowId
from models.privacy import Sealed


class Role(StrEnum):
    """What somebody may do. The texts are what the console shows."""

    AGENT = "agent"
    SENIOR_AGENT = "senior_agent"
    DISPATCHER = "dispatcher"
    CLERK = "clerk"
    DEPARTMENT_HEAD = "department_head"
    CALLBACK_AGENT = "callback_agent"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    Role.AGENT: "话务员",
    Role.SENIOR_AGENT: "班长",
    Role.DISPATCHER: "派单员",
    Role.CLERK: "承办人",
    Role.DEPARTMENT_HEAD: "承办单位负责人",
    Role.CALLBACK_AGENT: "回访员",
    Role.INSPECTOR: "质检员",
    Role.SUPERVISOR: "热线主管",
    Role.KNOWLEDGE_EDITOR: "知识管理员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.AUDITOR: "审计员",
}


class User(Base):
    """Somebody who logs in. department_code: the unit of clerks and heads; extension: an agent's telephone."""

    __tablename__ = "app_user"

    id: Mapped[RowId]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    department_code: Mapped[str | None]
    password_hash: Mapped[str]
    extension: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class WebSession(Base):
    """A login in a browser. Only the token's SHA-256 is kept."""

    __tablename__ = "web_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


_SEALS: Final = {name: Sealed(f"citizen.{name}") for name in ("name", "phone", "address")}


class Citizen(Base):
    """Somebody who asked, as far as their telephone number tells."""

    __tablename__ = "citizen"

    id: Mapped[RowId]
    name: Mapped[str | None] = mapped_column(_SEALS["name"])
    phone: Mapped[str] = mapped_column(_SEALS["phone"])
    phone_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    address: Mapped[str | None] = mapped_column(_SEALS["address"])
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


CITIZEN_KNOWN: Final = """
    INSERT INTO citizen (name, phone, phone_index, address, created_at, updated_at)
    VALUES (%(name)s, %(phone)s, %(phone_index)s, %(address)s, %(at)s, %(at)s)
    ON CONFLICT (phone_index) DO UPDATE SET name = coalesce(excluded.name, citizen.name),
        address = coalesce(excluded.address, citizen.address), updated_at = excluded.updated_at
    RETURNING id"""
"""Makes the citizen, or brings them up to date; gives their id. Its values are those of `citizen_values`."""


def citizen_values(phone: str, name: str | None = None, address: str | None = None) -> dict[str, Any]:
    """Somebody with this number, and what is newly known of them, as `CITIZEN_KNOWN` takes it."""
    seals = {"name": name or None, "phone": phone, "address": address or None}
    return {column: _SEALS[column].sealed(value) for column, value in seals.items()} | {
        "phone_index": privacy.blind_index(privacy.ring(), "phone", phone),
        "at": clock.now(),
    }
