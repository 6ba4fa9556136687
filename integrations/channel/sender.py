"""A reference to whoever sent a message, for those that name neither an earlier message nor an order.

`tel:` and the keyed hash of the telephone number in hex: `refers_to` is not sealed, and must tell of nobody.
"""

from typing import Final

from models import privacy

_TEL: Final = "tel:"


def by_phone(phone: str) -> str:
    """The reference to the sender with this number."""
    return _TEL + privacy.blind_index(privacy.ring(), "phone", phone).hex()


def phone_index(reference: str) -> bytes | None:
    """The keyed hash in a reference to a sender; None for any other reference."""
    if not reference.startswith(_TEL):
        return None
    try:
        return bytes.fromhex(reference.removeprefix(_TEL))
    except ValueError:
        return None
