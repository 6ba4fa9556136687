"""Cursors: opaque to clients, so that what orders a list may change."""

import base64
import binascii

from callcenter.web.problem import Problem


def packed(*position: str) -> str:
    """The place behind which the next page begins."""
    return base64.urlsafe_b64encode("\x1f".join(position).encode()).decode().rstrip("=")


def unpacked(cursor: str, parts: int) -> list[str]:
    """What `packed` was given. Raises `invalid-cursor`."""
    try:
        position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("\x1f")
    except (binascii.Error, ValueError):
        raise Problem("invalid-cursor") from None
    if len(position) != parts:
        raise Problem("invalid-cursor")
    return position


def number(cursor: str | None) -> str | None:
    """The one number of a cursor that was packed from one; None for the first page. Raises `invalid-cursor`."""
    if not cursor:
        return None
    (position,) = unpacked(cursor, 1)
    if not (position.isascii() and position.isdigit()) or len(position) > 18:
        raise Problem("invalid-cursor")
    return position


def sorted_by(sort: str, cursor: str | None) -> str | None:
    """The place in a list of this sort; None for the first page. Raises `invalid-cursor`, also for another sort's."""
    if not cursor:
        return None
    made_for, place = unpacked(cursor, 2)
    if made_for != sort:
        raise Problem("invalid-cursor")
    return place
