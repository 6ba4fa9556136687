"""The browser's session: an opaque token in a cookie (its hash is stored), 12 hours idle, a CSRF token for writes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from callcenter.web.lookup import Lookup
from callcenter.web.problem import Problem
from callcenter.web.state import web
from models import clock
from models.catalogue.units import taken_over
from models.database import Store
from models.database.store import as_read, table_of
from models.people import User, WebSession

COOKIE: Final = "hotline_session"
CSRF_HEADER: Final = "X-CSRF-Token"
IDLE: Final = timedelta(hours=12)
_TOUCH: Final = timedelta(minutes=1)
"""How stale last_seen_at may be: not every request should write."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class SignedIn:
    """Who asks, and through which session. inherited: ended units whose work the user's unit has."""

    user: User
    session: WebSession
    inherited: frozenset[str]


def token_hash(token: str) -> bytes:
    """What is stored of a token: a leaked table signs nobody in."""
    return hashlib.sha256(token.encode()).digest()


def open_session(session: Session, user: User) -> tuple[str, WebSession]:
    """A new session of `user`: the cookie's token and the row."""
    token, now = secrets.token_urlsafe(32), clock.now()
    row = WebSession(
        token_hash=token_hash(token),
        user_id=user.id,
        csrf=secrets.token_urlsafe(24),
        created_at=now,
        last_seen_at=now,
        expires_at=now + IDLE,
    )
    session.add(row)
    return token, row


def set_cookie(response: Response, connection: HTTPConnection, token: str) -> None:
    """HttpOnly, SameSite=Strict, Secure where the page came by TLS; it ends with the browser, or idle on our side."""
    response.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="strict",
        secure=connection.url.scheme in ("https", "wss"),
        path="/",
    )


async def find(lookup: Lookup, connection: HTTPConnection) -> SignedIn | None:
    """The living session of the connection's cookie, with its active user: as they are now, for reading."""
    token = connection.cookies.get(COOKIE)
    if not token or len(token) > 200:
        return None
    now = clock.now()
    asked = {"token_hash": token_hash(token), "now": now, "today": now.astimezone(clock.LOCAL).date()}
    row = await lookup.one(_LIVING, asked)
    if row is None:
        return None
    *facts, inherited = row
    user = as_read(User, dict(zip(_USER, facts, strict=False)))
    opened = as_read(WebSession, dict(zip(_SESSION, facts[len(_USER) :], strict=True)))
    return SignedIn(user, opened, frozenset(inherited))


_USER: Final = tuple(column.name for column in table_of(User).columns)
_SESSION: Final = tuple(column.name for column in table_of(WebSession).columns)
_columns = ", ".join([f"u.{name}" for name in _USER] + [f"s.{name}" for name in _SESSION])
_INHERITED: Final = taken_over("u.department_code", "%(today)s")
_LIVING: Final = (
    f"SELECT {_columns}, CASE WHEN u.department_code IS NULL THEN '{{}}'"  # noqa: S608 - our own columns' names
    f" ELSE ARRAY({_INHERITED}) END"
    " FROM web_session s JOIN app_user u ON u.id = s.user_id"
    " WHERE s.token_hash = %(token_hash)s AND s.expires_at > %(now)s AND u.active"
)


def _prolong(store: Store, row: WebSession) -> None:
    """Notes the activity, in a transaction of its own: a request that writes nothing must not hold the events back."""
    now = clock.now()
    with store.transaction() as session:
        moved = update(WebSession).where(WebSession.token_hash == row.token_hash)
        session.execute(moved.values(last_seen_at=now, expires_at=now + IDLE))


async def _signed_in(request: Request) -> SignedIn:
    held = web(request)
    found = await find(held.lookup, request)
    if found is None:
        raise Problem("not-signed-in")
    given = request.headers.get(CSRF_HEADER, "")
    if request.method not in _SAFE and not hmac.compare_digest(given.encode(), found.session.csrf.encode()):
        raise Problem("csrf-mismatch")
    if clock.now() - found.session.last_seen_at > _TOUCH:
        await run_in_threadpool(_prolong, held.store, found.session)
    return found


Signed = Annotated[SignedIn, Depends(_signed_in)]
"""Any signed-in user; a write must carry the session's CSRF token."""
