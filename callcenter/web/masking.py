"""Telephone and identity numbers inside free text: masked on the way out, put back where an edit carries the mask.

Names of people inside free text are not recognised; the columns that hold a citizen's name, number and address are
masked by models.privacy before they come here.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

_NUMBER: Final = re.compile(
    # mobile, also in groups of three and four; not inside a longer number, an identifier or a hash
    r"(?<![0-9A-Za-z-])(?:(?P<identity>[1-9]\d{16}[0-9Xx])|(?P<mobile>(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}))"
    r"(?![0-9A-Za-z])"
)


def _mask(found: re.Match[str]) -> str:
    number = found[0]
    if found["identity"]:
        return number[:6] + "*" * 8 + number[-4:]
    digits = re.sub(r"\D", "", number)[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def masked_text(text: str) -> str:
    """`text` with mobile and identity numbers masked: 13812345678 becomes 138****5678."""
    return _NUMBER.sub(_mask, text)


def masked(value: Any) -> Any:
    """A JSON value with every string in it masked."""
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item) for item in value]
    return value


def restored(text: str, originals: Iterable[str]) -> str:
    """An edited text with the masked numbers of `originals` in clear again: saving what was shown loses nothing."""
    for original in originals:
        for found in _NUMBER.finditer(original):
            text = text.replace(_mask(found), found[0])
    return text
