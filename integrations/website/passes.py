"""Passes: what a page has proved, carried by its forms from step to step; no cookie, nothing stored.

`seen`: number and query code were right. `own`: the telephone has been proved too, so that the citizen may act.
A rating's pass stands in the link that an invitation brings; whoever has it may rate this one order, once.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from models import clock, privacy

Level = Literal["seen", "own"]
LASTS: Final = timedelta(hours=1)
# other words than when receipts stood in them as they are: what was given out then has expired
_PURPOSE: Final = "website pass, base64url"
_PICTURE: Final = "website picture, base64url"
_RATING: Final = "website rating"
RATING_LASTS: Final = timedelta(days=15)
"""As long as an order may be opened again."""


@dataclass(frozen=True)
class Pass:
    """Whose page this is. receipt: the external id of the message."""

    receipt: str
    level: Level


def issue(receipt: str, level: Level) -> str:
    """The pass as a text for a hidden field; it holds for an hour."""
    said = f"{_written(receipt)}.{level}.{int((clock.now() + LASTS).timestamp())}"
    return f"{said}.{privacy.ring().sign(_PURPOSE, said.encode()).hex()[:40]}"


def of_picture(receipt: str, attachment_id: int) -> str:
    """The pass of one picture on the own page: it stands in the picture's address and opens nothing else."""
    said = f"{_written(receipt)}.{attachment_id}.{int((clock.now() + LASTS).timestamp())}"
    return f"{said}.{privacy.ring().sign(_PICTURE, said.encode()).hex()[:40]}"


def of_rating(order_no: str) -> str:
    """The pass of a rating link: number, the hour until which it holds, seal; short enough for a text message."""
    said = f"{order_no}-{int((clock.now() + RATING_LASTS).timestamp()) // 3600:x}"
    return f"{said}-{_rating_seal(said)}"


def read_rating(given: str) -> str | None:
    """The number of the order whose rating link this is, while it holds; None for any other text."""
    said, _, seal = given.rpartition("-")
    if not seal.isascii() or not hmac.compare_digest(_rating_seal(said), seal):
        return None
    order_no, _, until = said.rpartition("-")
    return None if clock.now().timestamp() > int(until, 16) * 3600 else order_no


def _rating_seal(said: str) -> str:
    return privacy.ring().sign(_RATING, said.encode()).hex()[:20]


def read_picture(given: str) -> tuple[str, int] | None:
    """Receipt and attachment of a picture's pass that still holds; None for any other text."""
    said, _, seal = given.rpartition(".")
    if not seal.isascii() or privacy.ring().sign(_PICTURE, said.encode()).hex()[:40] != seal:
        return None
    receipt, attachment, until = said.split(".")
    return None if clock.now().timestamp() > int(until) else (_read(receipt), int(attachment))


def read(given: str) -> Pass | None:
    """The pass that we issued and that still holds; None for any other text."""
    said, _, seal = given.rpartition(".")
    if not seal.isascii() or privacy.ring().sign(_PURPOSE, said.encode()).hex()[:40] != seal:
        return None
    receipt, level, until = said.split(".")
    if clock.now().timestamp() > int(until):
        return None
    return Pass(_read(receipt), "own" if level == "own" else "seen")


def _written(receipt: str) -> str:
    """As it may stand between dots and in an address: an e-mail's is its Message-ID."""
    return base64.urlsafe_b64encode(receipt.encode()).decode()


def _read(written: str) -> str:
    return base64.urlsafe_b64decode(written).decode()
