"""The demonstration's logins: a few colleagues of every role that does something, each with a password of its own.

Passwords are generated on the first start and kept in DIR/keys/logins.json (mode 0600), so that a second start finds
the same ones. A site makes its own people; nothing here is a default password.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.people import passwords
from models import api_clients
from models.catalogue import Department
from models.people import Role, User

FILE: Final = "logins.json"
_APPLICATION: Final = "演示应用"


@dataclass(frozen=True)
class DemoLogin:
    """One login with its password in clear."""

    login: str
    password: str
    role: str
    name: str
    department_code: str | None = None


@dataclass(frozen=True)
class _Person:
    login: str
    name: str
    role: Role
    extension: str | None = None
    unit: str | None = None


_PEOPLE: Final = (
    _Person("agent1", "王晓梅", Role.AGENT, extension="8001"),
    _Person("agent2", "李志强", Role.AGENT, extension="8002"),
    _Person("senior1", "陈红", Role.SENIOR_AGENT, extension="8003"),
    _Person("dispatcher1", "周敏", Role.DISPATCHER),
    _Person("clerk1", "刘建国", Role.CLERK, unit="城市管理"),
    _Person("head1", "赵立新", Role.DEPARTMENT_HEAD, unit="城市管理"),
    _Person("clerk2", "孙丽", Role.CLERK, unit="住房"),
    _Person("callback1", "吴婷", Role.CALLBACK_AGENT),
    _Person("inspector1", "郑伟", Role.INSPECTOR),
    _Person("supervisor1", "冯涛", Role.SUPERVISOR),
    _Person("editor1", "何静", Role.KNOWLEDGE_EDITOR),
    _Person("admin1", "许明", Role.ADMINISTRATOR),
    _Person("auditor1", "蒋华", Role.AUDITOR),
)


def seed_demo(session: Session, keys_dir: Path) -> list[DemoLogin]:
    """Makes the people that are missing; returns all logins. Idempotent.

    A password that the file does not know (the file was lost) is replaced by a new one; the file is written anew.
    """
    known = _read(keys_dir / FILE)
    logins = [_ensure(session, person, known.get(person.login)) for person in _PEOPLE]
    _write(keys_dir / FILE, logins)
    return logins


def seed_api_client(session: Session) -> None:
    """The demonstration's application of the open interface; docs/open311.md tells everybody its key."""
    if api_clients.named(session, _APPLICATION) is None:
        api_clients.issue(session, _APPLICATION, "演示环境", "demo")


def _ensure(session: Session, person: _Person, password: str | None) -> DemoLogin:
    user = session.scalar(select(User).where(User.login == person.login))
    if user is None:
        user = User(login=person.login, name=person.name, role=person.role.value, extension=person.extension)
        user.department_code = _unit(session, person.unit)
        password = password or passwords.generated()
        user.password_hash = passwords.hashed(password)
        session.add(user)
    elif password is None:
        password = passwords.generated()
        user.password_hash = passwords.hashed(password)
    session.flush()
    return DemoLogin(person.login, password, person.role.value, user.name, user.department_code)


def _unit(session: Session, word: str | None) -> str | None:
    """The first municipal department with this word in its name, else the first of all."""
    if word is None:
        return None
    units = select(Department.code).where(Department.valid_to.is_(None)).order_by(Department.code)
    municipal = units.where(Department.kind == "市直", Department.name.contains(word))
    return session.scalar(municipal.limit(1)) or session.scalar(units.limit(1))


def _read(path: Path) -> dict[str, str]:
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {row["login"]: row["password"] for row in held}


def _write(path: Path, logins: list[DemoLogin]) -> None:
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump([asdict(login) for login in logins], file, ensure_ascii=False, indent=2)
    draft.replace(path)
