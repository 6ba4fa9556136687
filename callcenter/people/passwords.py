"""Passwords: argon2id by pwdlib. A hash takes about 160 ms and 64 MB: call from a thread, never from the event loop."""

import secrets
import threading
from functools import cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Hashes counted at the same time, so that a flood of logins does not take the machine from the calls."""

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another when they are read aloud."""


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """The hash that an unknown login is checked against."""
    return _hasher().hash(secrets.token_urlsafe(32))


def hashed(password: str) -> str:
    """The hash to store."""
    with _AT_ONCE:
        return _hasher().hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is right. Takes as long for an unknown login (None), so that names cannot be probed."""
    reference = _nobody() if stored is None else stored
    with _AT_ONCE:
        try:
            right = _hasher().verify(password, reference)
        except UnknownHashError:  # a locked account has no hash
            _hasher().verify(password, _nobody())
            return False
    return right and stored is not None


def generated(length: int = 12) -> str:
    """A fresh password, easy to type."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
