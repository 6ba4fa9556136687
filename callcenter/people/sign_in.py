"""Signing in: name and password against the store, without telling which of the two was wrong."""

from dataclasses import dataclass, field

from sqlalchemy import select

from callcenter.people import passwords
from callcenter.web.problem import Problem
from callcenter.web.rate_limit import RateLimit
from models.database import Store
from models.people import User


@dataclass(frozen=True)
class Limits:
    """Failures that are borne: 5 of a login, 30 from an address, in 15 minutes."""

    names: RateLimit = field(default_factory=lambda: RateLimit(5, 900))
    addresses: RateLimit = field(default_factory=lambda: RateLimit(30, 900))


def check(store: Store, limits: Limits, login: str, password: str, address: str) -> User:
    """The active user with this login and password; address: the browser's.

    Raises `login-rate-limited` (with Retry-After) and `login-failed`. No connection is held while the hash is counted.
    """
    name = login.strip().casefold()
    _refuse_for(max(limits.names.wait_s(name), limits.addresses.wait_s(address)))
    limits.names.note(name)  # before the slow part, so that many attempts at once are counted too
    limits.addresses.note(address)
    with store.reading() as session:
        user = session.scalar(select(User).where(User.login == name, User.active))
    if not passwords.matches(password, user.password_hash if user else None) or user is None:
        raise Problem("login-failed")
    limits.names.forget(name)
    limits.addresses.take_back(address)  # a whole office may sign in from one address
    return user


def check_own(store: Store, limits: Limits, user: User, password: str) -> None:
    """Whether a signed-in user knows his password. Raises `login-rate-limited` and `password-wrong`."""
    _refuse_for(limits.names.wait_s(user.login))
    limits.names.note(user.login)
    with store.reading() as session:
        stored = session.get_one(User, user.id).password_hash
    if not passwords.matches(password, stored):
        raise Problem("password-wrong")
    limits.names.forget(user.login)


def _refuse_for(wait_s: float) -> None:
    if wait_s > 0:
        seconds = int(wait_s) + 1
        raise Problem("login-rate-limited", headers={"Retry-After": str(seconds)}, retry_after_s=seconds)
