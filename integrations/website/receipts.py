"""Receipts: the number that a citizen gets at once, and the code that proves that it is theirs.

Both follow from a secret of the key ring, so nothing more needs to be stored: a form carries its future receipt number,
signed; sending the same form twice gives the same receipt; the code cannot be guessed from the number.
"""

import base64
import hmac
import secrets
from hashlib import sha256

from models import clock, privacy


def fresh(door: str = "WZ") -> str:
    """A receipt number of today that nobody has: the door's two letters, the date, ten signs."""
    day = clock.now().astimezone(clock.LOCAL).strftime("%Y%m%d")
    return f"{door}{day}{_signs(secrets.token_bytes(7))[:10]}"


def ticket(receipt: str) -> str:
    """The receipt number with its seal, for a hidden field of the form."""
    return f"{receipt}.{_signs(_seal('ticket', receipt))[:20]}"


def receipt_of(given: str) -> str | None:
    """The receipt number of a ticket that we made; None for any other text."""
    receipt = given.partition(".")[0]
    return receipt if hmac.compare_digest(ticket(receipt).encode(), given.encode()) else None


def query_code(receipt: str) -> str:
    """The ten signs with which the citizen follows the receipt."""
    return _signs(_seal("query code", receipt))[:10]


def code_fits(receipt: str, code: str) -> bool:
    """Whether `code` is the receipt's; small letters and spaces are forgiven."""
    given = "".join(code.split()).upper()
    return hmac.compare_digest(query_code(receipt).encode(), given.encode())


def _seal(purpose: str, text: str) -> bytes:
    return hmac.digest(privacy.ring().index_key, f"website {purpose}\0{text}".encode(), sha256)


def _signs(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")  # letters and 2 to 7: nothing to mistake for 0 or 1
