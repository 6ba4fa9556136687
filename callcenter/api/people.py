"""The people who work here: an administrator lets them in, changes what they may, locks them out."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.api.fields import Code, Instant, Line, Listing
from callcenter.people import passwords
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from models import personnel
from models.people import Role, User
from models.personnel import Act, PersonAct

router = APIRouter(prefix="/people", tags=["people"])

Keeper = Annotated[Access, Depends(allowed(Right.PEOPLE))]
Login = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")]
Extension = Annotated[str, StringConstraints(pattern=r"^8[0-9]{3}$")]
_MAY_BE_NONE: Final = ("department_code", "extension")
_Id = Annotated[int, Path(ge=1, le=2**31)]
_Name = Annotated[Line, StringConstraints(min_length=1, max_length=40)]


class NewPerson(BaseModel):
    """A colleague. department_code: of clerks and heads; extension: an agent's own telephone, else any free one."""

    model_config = ConfigDict(extra="forbid")

    login: Login
    name: _Name
    role: Role
    department_code: Code | None = None
    extension: Extension | None = None


class PersonChange(BaseModel):
    """What changes; what is left out stays, null takes unit or extension away. version: the one that was read."""

    model_config = ConfigDict(extra="forbid")

    version: int
    name: _Name | None = None
    role: Role | None = None
    department_code: Code | None = None
    extension: Extension | None = None
    active: bool | None = None


class PersonBody(BaseModel):
    """A colleague as listed."""

    id: int
    login: str
    name: str
    role: Role
    role_name: str
    department_code: str | None
    extension: str | None
    active: bool
    version: int
    created_at: Instant


class PersonWithPassword(PersonBody):
    """With a generated password, which nobody can see again."""

    password: str = Field(description="shown this once")


class PersonList(Listing):
    items: list[PersonBody]


class PersonActBody(BaseModel):
    """What was done to a login; actor_id null: from the command line. changes: field -> [before, after]."""

    at: Instant
    act: Act
    actor_id: int | None
    actor_name: str
    changes: dict[str, list[str | bool | None]]


class ActList(Listing):
    items: list[PersonActBody]


@router.get("")
def listing(_: Keeper, transaction: Transaction) -> PersonList:
    """Everybody, those who may sign in first."""
    return PersonList(items=[PersonBody(**_told(user)) for user in personnel.every(transaction)])


@router.post("", status_code=201)
def add(wanted: NewPerson, access: Keeper, transaction: Transaction, once: Once) -> PersonWithPassword:
    """A new colleague with a generated password."""

    def write() -> PersonWithPassword:
        password = passwords.generated()
        stored = passwords.hashed(password)
        user = personnel.add(transaction, access.actor, password_hash=stored, **wanted.model_dump())
        return PersonWithPassword(**_told(user), password=password)

    return once(PersonWithPassword, write)


@router.patch("/{person_id}")
def change(*, person_id: _Id, wanted: PersonChange, access: Keeper, transaction: Transaction, once: Once) -> PersonBody:
    """Another name, role, unit, extension; locked or let in again. Ends the sessions of whoever may do other things."""
    given = wanted.model_dump(exclude_unset=True, exclude={"version"})
    changes = {name: value for name, value in given.items() if value is not None or name in _MAY_BE_NONE}

    def write() -> PersonBody:
        return PersonBody(**_told(personnel.change(transaction, access.actor, person_id, wanted.version, changes)))

    return once(PersonBody, write)


@router.post("/{person_id}/password")
def new_password(person_id: _Id, access: Keeper, transaction: Transaction, once: Once) -> PersonWithPassword:
    """A new generated password; the old one and every session of it end."""

    def write() -> PersonWithPassword:
        password = passwords.generated()
        user = personnel.set_password(transaction, access.actor, person_id, passwords.hashed(password))
        return PersonWithPassword(**_told(user), password=password)

    return once(PersonWithPassword, write)


@router.get("/{person_id}/acts")
def acts(person_id: _Id, _: Keeper, transaction: Transaction) -> ActList:
    """What was done to this login, the newest first."""
    personnel.get(transaction, person_id)
    return ActList(items=[_act(one) for one in personnel.acts(transaction, person_id)])


def _told(user: User) -> dict[str, Any]:
    fields = ("id", "login", "name", "role", "department_code", "extension", "active", "version", "created_at")
    return {name: getattr(user, name) for name in fields} | {"role_name": Role(user.role).chinese}


def _act(one: PersonAct) -> PersonActBody:
    return PersonActBody(at=one.at, act=one.act, actor_id=one.actor_id, actor_name=one.actor_name, changes=one.changes)
