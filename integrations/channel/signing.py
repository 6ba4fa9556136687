"""Signed requests, both ways: HMAC-SHA256 over timestamp, nonce and body, with a window against replay.

Headers: `X-Hotline-Id` (who), `X-Hotline-Timestamp` (seconds since 1970), `X-Hotline-Nonce` (8 to 64 signs, never used
again), `X-Hotline-Signature` (hex of HMAC-SHA256(secret, timestamp "\\n" nonce "\\n" body)).
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from integrations.channel.errors import CODES
from models import channels, clock
from models.orders.errors import OrderError

_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


UNPROVEN: Final = frozenset(
    {"message-unreadable", "signature-missing", "signature-wrong", "signature-expired", "signature-replayed"}
)
"""Codes of refusals before anything was known of who sends."""


class DoorRefused(OrderError):
    """A request from outside was refused at the door; its code is of `CODES`."""

    def __init__(self, code: str, status: int, **members: object) -> None:
        super().__init__(CODES[code])
        self.code, self.status, self.members = code, status, dict(members)


def signature(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature of a request."""
    return hmac.new(secret.encode(), f"{timestamp}\n{nonce}\n".encode() + body, sha256).hexdigest()


def signed_headers(identity: str, secret: str, body: bytes) -> dict[str, str]:
    """The headers of a request of ours."""
    timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_urlsafe(16)
    return {
        "X-Hotline-Id": identity,
        "X-Hotline-Timestamp": timestamp,
        "X-Hotline-Nonce": nonce,
        "X-Hotline-Signature": signature(secret, timestamp, nonce, body),
    }


def verify(
    session: Session,
    channel: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    identity: str,
    secret: str,
    window_s: int,
) -> None:
    """Raises `DoorRefused`: signature-missing, -wrong, -expired (with our time, so that a clock can be set), -replayed.

    The nonce is noted in the given transaction; where that is rolled back, the request was not accepted either.
    """
    names = ("X-Hotline-Id", "X-Hotline-Timestamp", "X-Hotline-Nonce", "X-Hotline-Signature")
    given_id, timestamp, nonce, given = (headers.get(name, "") for name in names)
    if not (given_id and timestamp and given) or not _NONCE.fullmatch(nonce):
        raise DoorRefused("signature-missing", 401)
    right = signature(secret, timestamp, nonce, body)
    known = hmac.compare_digest(given_id.encode(), identity.encode())
    if not (hmac.compare_digest(right.encode(), given.lower().encode()) and known):
        raise DoorRefused("signature-wrong", 401)
    now = int(clock.now().timestamp())
    if (
        not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12)
        or abs(now - int(timestamp)) > window_s
    ):
        raise DoorRefused("signature-expired", 401, server_time=now)
    if not channels.nonce_is_new(session, channel, nonce):
        raise DoorRefused("signature-replayed", 401)


KEPT: Final = timedelta(hours=2)
"""How long nonces are kept: longer than any channel's window (an hour at most)."""
