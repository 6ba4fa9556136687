"""The number of an order: `XN` + channel's 2 letters + yyyyMMdd + 6 digits + check digit, such as XNDH202611230000421.

The check digit is Damm's: one wrong digit, or two neighbours swapped, never gives a valid number. People read these
numbers aloud on the telephone.
"""

import re
from datetime import date

_SHAPE = re.compile(r"[A-Z]{4}\d{8}\d{6}\d")

# Damm's quasigroup of order 10 (H. Michael Damm, 2004)
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def order_number(prefix: str, channel_letters: str, day: date, sequence: int) -> str:
    """prefix, channel_letters: two capital letters each; day: in China; sequence: 0 to 999,999."""
    stem = f"{prefix}{channel_letters}{day:%Y%m%d}{sequence:06d}"
    number = f"{stem}{_remainder(stem)}"
    if not _SHAPE.fullmatch(number):
        raise ValueError(f"not the parts of an order number: {stem}")
    return number


def is_order_number(text: str) -> bool:
    """Whether `text` has the shape of an order number, and its check digit."""
    return bool(_SHAPE.fullmatch(text)) and _remainder(text) == 0


def _remainder(text: str) -> int:
    remainder = 0
    for character in text:
        for digit in str(int(character, 36)):  # a letter counts as its two digits, A = 10
            remainder = _DAMM[remainder][int(digit)]
    return remainder
