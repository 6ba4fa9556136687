"""Who works here: made, changed, locked, given a new password. Every act is a row that is only added to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ForeignKey, Text, delete, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.callbacks import asking
from models.catalogue.tables import Department
from models.database.base import Base, RowId, one_of
from models.orders.actor import Actor
from models.orders.errors import OrderError
from models.people import Role, User, WebSession

Act = Literal["added", "changed", "password_reset", "password_changed"]
CHANGEABLE: Final = ("name", "role", "department_code", "extension", "active")
IN_A_UNIT: Final = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD})
WITH_TELEPHONE: Final = frozenset({Role.AGENT, Role.SENIOR_AGENT})

_LOCK: Final = 12345_0003


class PersonNotFound(OrderError):
    """Nobody has this number."""

    code, status = "person-not-found", 404


class PersonWrong(OrderError):
    """What is said of somebody does not fit together."""

    code, status = "field-invalid", 422


class LoginTaken(OrderError):
    """Somebody else has this login or this extension."""

    code, status = "login-taken", 409


class PersonChanged(OrderError):
    """Somebody else changed the person meanwhile."""

    code, status = "person-conflict", 409


class LastAdministrator(OrderError):
    """Nobody would be left who can let people in."""

    code, status = "last-administrator", 409


class PersonAct(Base):
    """What was done to somebody's login. actor_id: None from the command line; changes: field -> [before, after]."""

    __tablename__ = "person_act"
    __table_args__ = (one_of("act", Act),)

    id: Mapped[RowId]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    at: Mapped[datetime]
    act: Mapped[Act] = mapped_column(Text)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)


def every(session: Session) -> Sequence[User]:
    """Everybody, those who may sign in first, by role and login."""
    return session.scalars(select(User).order_by(User.active.desc(), User.role, User.login)).all()


def get(session: Session, user_id: int, *, lock: bool = False) -> User:
    """Raises `PersonNotFound`."""
    user = session.get(User, user_id, with_for_update=lock, populate_existing=lock)
    if user is None:
        raise PersonNotFound(f"没有编号为 {user_id} 的人员")
    return user


def named(session: Session, login: str) -> User | None:
    """Whoever has this login."""
    return session.scalars(select(User).where(User.login == login.strip().casefold())).one_or_none()


def add(
    session: Session,
    by: Actor,
    *,
    login: str,
    name: str,
    role: Role,
    password_hash: str,
    department_code: str | None = None,
    extension: str | None = None,
) -> User:
    """A new colleague. Raises `LoginTaken`, `PersonWrong`."""
    user = User(
        login=login.strip().casefold(),
        name=name,
        role=role.value,
        password_hash=password_hash,
        department_code=department_code,
        extension=extension,
    )
    _check(session, user)
    session.add(user)
    session.flush()
    _note(session, by, user, "added", {"role": [None, role.value], "department_code": [None, department_code]})
    return user


def change(session: Session, by: Actor, user_id: int, version: int, changes: dict[str, Any]) -> User:
    """Changes some of `CHANGEABLE`. Another role or unit, or a lock, ends the person's web sessions.

    Another role or a lock also gives back the call-backs that he has taken. Raises `PersonNotFound`, `PersonChanged`,
    `LoginTaken`, `PersonWrong`, `LastAdministrator`.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})  # two must not lock each other out
    user = get(session, user_id, lock=True)
    if user.version != version:
        raise PersonChanged("此人的资料刚被他人修改，请刷新后重试")
    told: dict[str, Any] = {}
    for field in CHANGEABLE:
        if field in changes and changes[field] != getattr(user, field):
            told[field] = [getattr(user, field), changes[field]]
            setattr(user, field, changes[field])
    if not told:
        return user
    with session.no_autoflush:
        _check(session, user)
        _keep_an_administrator(session, user)
    user.version += 1
    if told.keys() & {"role", "department_code", "active"}:
        session.execute(delete(WebSession).where(WebSession.user_id == user.id))
    if told.keys() & {"role", "active"}:
        asking.release(session, user.id)
    _note(session, by, user, "changed", told)
    return user


def set_password(session: Session, by: Actor, user_id: int, password_hash: str, *, own: bytes | None = None) -> User:
    """A new password ends every web session. own: the token's hash of the person's own session, which goes on."""
    user = get(session, user_id, lock=True)
    user.password_hash = password_hash
    ended = delete(WebSession).where(WebSession.user_id == user.id)
    session.execute(ended if own is None else ended.where(WebSession.token_hash != own))
    _note(session, by, user, "password_reset" if own is None else "password_changed", {})
    return user


def acts(session: Session, user_id: int) -> Sequence[PersonAct]:
    """What was done to somebody's login, the newest first."""
    return session.scalars(select(PersonAct).where(PersonAct.user_id == user_id).order_by(PersonAct.id.desc())).all()


def _check(session: Session, user: User) -> None:
    role = Role(user.role)
    if (role in IN_A_UNIT) != (user.department_code is not None):
        needs = "必须指定" if role in IN_A_UNIT else "不属于任何"
        raise PersonWrong(f"{role.chinese}{needs}承办单位", "department_code")
    if user.department_code is not None:
        unit = session.get(Department, user.department_code)
        if unit is None:
            raise PersonWrong("没有这个承办单位", "department_code")
    if user.extension is not None and role not in WITH_TELEPHONE:
        raise PersonWrong(f"{role.chinese}没有话机分机", "extension")
    for column, held, said in ((User.login, user.login, "登录名"), (User.extension, user.extension, "分机")):
        taken = select(User.id).where(column == held, User.id != (user.id or 0))
        if held is not None and session.scalars(taken).first() is not None:
            raise LoginTaken(f"已有人使用这个{said}", column.key)


def _keep_an_administrator(session: Session, user: User) -> None:
    left = select(func.count()).where(User.role == Role.ADMINISTRATOR.value, User.active, User.id != user.id)
    counted = session.execute(left).scalar_one() + (user.active and user.role == Role.ADMINISTRATOR.value)
    if not counted:
        raise LastAdministrator("至少要保留一位可以登录的系统管理员")


def _note(session: Session, by: Actor, user: User, act: Act, changes: dict[str, Any]) -> None:
    session.add(
        PersonAct(user_id=user.id, at=clock.now(), act=act, actor_id=by.user_id, actor_name=by.name, changes=changes)
    )
    session.flush()
