"""The browser's session: sign in, who am I, sign out."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import delete
from sqlalchemy.orm import Session

from callcenter.api.fields import Line
from callcenter.people import passwords, sign_in
from callcenter.web.permissions import MATRIX
from callcenter.web.problem import Problem
from callcenter.web.signed_in import COOKIE, Signed, open_session, set_cookie
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from models import agents, clock, personnel
from models.catalogue.units import with_taken_over
from models.orders import Actor
from models.people import Role, User, WebSession

router = APIRouter(prefix="/session", tags=["session"])

_SHORTEST: Final = 10
_DIFFERENT: Final = 5


class Login(BaseModel):
    """Name and password."""

    login: Annotated[Line, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class NewPassword(BaseModel):
    """The password that is, and the one that shall be."""

    old: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    new: Annotated[str, StringConstraints(min_length=_SHORTEST, max_length=256)]


class Me(BaseModel):
    """The signed-in user."""

    id: int
    login: str
    name: str
    role: Role
    role_name: str = Field(description="Chinese name of the role")
    department_code: str | None
    units: list[str] = Field(description="the own unit and the ended ones whose work it has")
    rights: dict[str, str] = Field(description="right -> scope (own, department, all): what the console may offer")


class SessionBody(BaseModel):
    """Who is signed in, the token that every write carries as X-CSRF-Token, and whether this is a demonstration."""

    user: Me
    csrf: str
    demo: bool


def _body(user: User, inherited: frozenset[str], csrf: str, demo: bool) -> SessionBody:
    role = Role(user.role)
    me = Me(
        id=user.id,
        login=user.login,
        name=user.name,
        role=role,
        role_name=role.chinese,
        department_code=user.department_code,
        units=sorted(Actor.of(user, inherited).units),
        rights={right.value: scope.value for right, scope in MATRIX[role].items()},
    )
    return SessionBody(user=me, csrf=csrf, demo=demo)


def _inherited(session: Session, user: User) -> frozenset[str]:
    today = clock.today()
    own = user.department_code
    return with_taken_over(session, own, today) - {own} if own else frozenset()


@router.post("")
def sign_in_here(login: Login, request: Request, response: Response) -> SessionBody:
    """Opens a session; the token goes into a cookie that scripts cannot read."""
    held = web(request)
    address = request.client.host if request.client else ""
    user = sign_in.check(held.store, held.logins, login.login, login.password, address)
    with held.store.transaction() as session:
        session.execute(delete(WebSession).where(WebSession.expires_at <= clock.now()))
        token, row = open_session(session, user)
        inherited = _inherited(session, user)
    set_cookie(response, request, token)
    return _body(user, inherited, row.csrf, held.settings.demo)


@router.get("")
def who_am_i(signed: Signed, request: Request) -> SessionBody:
    """The session of this browser."""
    return _body(signed.user, signed.inherited, signed.session.csrf, web(request).settings.demo)


@router.put("/password", status_code=204)
def change_password(wanted: NewPassword, signed: Signed, request: Request) -> None:
    """A password of one's own; one's other browsers are signed out."""
    held = web(request)
    user = signed.user
    sign_in.check_own(held.store, held.logins, user, wanted.old)
    if len(set(wanted.new)) < _DIFFERENT or user.login in wanted.new.casefold():
        raise Problem("password-weak", f"新密码至少 {_SHORTEST} 位，不得含登录名，至少有 {_DIFFERENT} 个不同字符")
    stored = passwords.hashed(wanted.new)
    with held.store.transaction() as session:
        personnel.set_password(session, Actor.of(user), user.id, stored, own=signed.session.token_hash)


@router.delete("", status_code=204)
def sign_out(signed: Signed, transaction: Transaction, response: Response) -> None:
    """Ends the session; an agent goes off duty with it."""
    transaction.execute(delete(WebSession).where(WebSession.token_hash == signed.session.token_hash))
    agent = transaction.get(agents.AgentSession, signed.user.id)
    if agent is not None and agent.state in ("ready", "not_ready", "wrap_up"):
        agents.set_state(transaction, signed.user.id, "offline")
    response.delete_cookie(COOKIE, path="/")
