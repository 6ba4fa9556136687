"""Reading fields of a far side's message: one of several names, of one type, else a stable code."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.channel.errors import Unreadable
from models.clock import LOCAL


def text(held: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that has something, as text; "" for none. Raises `Unreadable` for what is no text."""
    for name in names:
        value = held.get(name)
        if value in (None, ""):
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Unreadable("message-unreadable", f"field {name} is no text")
        return str(value)
    return ""


def instant(held: Mapping[str, Any], *names: str) -> datetime | None:
    """An instant: ISO 8601, `2026-01-02 08:30:00`, or seconds since 1970; without a zone it is local. None for none.

    Raises `Unreadable`.
    """
    given = text(held, *names)
    if not given:
        return None
    try:
        if given.replace(".", "", 1).isdigit():
            number = float(given)
            return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, LOCAL)
        found = datetime.fromisoformat(given.replace("/", "-"))
    except (ValueError, OverflowError, OSError):
        raise Unreadable("message-unreadable", f"field {names[0]} is no time") from None
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)


def flag(held: Mapping[str, Any], *names: str) -> bool:
    """Whether one of these is 1, true, 是, Y."""
    return any(str(held.get(name, "")).strip().lower() in ("1", "true", "是", "y", "yes") for name in names)
