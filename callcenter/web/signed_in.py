"""The browser's session: an opaque token in a cookie (its hash is stored), 12 hours idle, a CSRF token for writes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from callcenter.web.problem import Problem
from callcenter.web.state import web
from callcenter.web.transaction import Transaction
from models import clock
from models.database import Store
from models.people import User, WebSession

COOKIE: Final = "hotline_session"
CSRF_HEADER: Final = "X-CSRF-Token"
IDLE: Final = timedelta(hours=12)
_TOUCH: Final = timedelta(minutes=1)
"""How stale last_seen_at may be: not every request should write."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class SignedIn:
    """Who asks, and through which session."""

    user: User
    session: WebSession


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


def find(session: Session, connection: HTTPConnection) -> SignedIn | None:
    """The living session of the connection's cookie, with its active user. Only reads."""
    token = connection.cookies.get(COOKIE)
    if not token or len(token) > 200:
        return None
    living = select(WebSession, User).join(User, User.id == WebSession.user_id).where(User.active)
    living = living.where(WebSession.token_hash == token_hash(token), WebSession.expires_at > clock.now())
    found = session.execute(living).one_or_none()
    return SignedIn(found[1], found[0]) if found else None


def _prolong(store: Store, row: WebSession) -> None:
    """Notes the activity, in a transaction of its own: a request that writes nothing must not hold the events back."""
    now = clock.now()
    if now - row.last_seen_at > _TOUCH:
        with store.transaction() as session:
            moved = update(WebSession).where(WebSession.token_hash == row.token_hash)
            session.execute(moved.values(last_seen_at=now, expires_at=now + IDLE))


def _signed_in(request: Request, transaction: Transaction) -> SignedIn:
    found = find(transaction, request)
    if found is None:
        raise Problem("not-signed-in")
    given = request.headers.get(CSRF_HEADER, "")
    if request.method not in _SAFE and not hmac.compare_digest(given.encode(), found.session.csrf.encode()):
        raise Problem("csrf-mismatch")
    _prolong(web(request).store, found.session)
    return found


Signed = Annotated[SignedIn, Depends(_signed_in, scope="function")]
"""Any signed-in user; a write must carry the session's CSRF token."""
