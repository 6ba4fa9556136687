"""The province's list of a day, for the daily reconciliation (REPORT 3.3: by count and hash).

`syncAllOrders` {day} goes up; the answer {"code": 0, "list": envelope} holds {"day", "down": [{biz_type, msg_id,
province_no, sha256}], "up": [{msg_id, sha256}], "closed": [province_no]}. sha256: of the payload's bytes before they
were sealed.
"""

from datetime import date
from typing import Any, Final

from integrations.channel import DayList, Refused, TryLater, Unreadable
from integrations.envelope import Seal

RECONCILE: Final = "syncAllOrders"


def day_list(seal: Seal, envelope: Any, day: date) -> DayList:
    """What stands in the answer's envelope. Raises `Refused` where the province did not sign it, `TryLater`."""
    if not isinstance(envelope, dict) or not seal.signed(envelope):
        raise Refused("far-side-unreadable", "the list is not signed by the province")
    try:
        held = seal.opened(envelope)
    except Unreadable as error:
        raise TryLater("far-side-unreadable", error.code) from None
    if held.get("day") != day.isoformat():
        raise TryLater("far-side-unreadable", "a list of another day")
    down: dict[str, str] = {}
    for one in _rows(held, "down"):
        number, digest = _inbox_number(one), _text(one, "sha256")
        known = down.setdefault(number, digest)
        if known != digest:  # pushed again with other content
            down[_text(one, "msg_id")] = digest
    up = {_text(one, "msg_id"): _text(one, "sha256") for one in _rows(held, "up")}
    closed = held.get("closed")
    numbers = [str(one) for one in closed if isinstance(one, str | int)] if isinstance(closed, list) else []
    return DayList(down, up, frozenset(numbers))


def _inbox_number(one: dict[str, Any]) -> str:
    """As the door numbers what comes down: an order by the province's number, all else by its msg_id."""
    if one.get("biz_type") == "pushOrder" and one.get("province_no"):
        return _text(one, "province_no")
    return _text(one, "msg_id")


def _rows(held: dict[str, Any], name: str) -> list[dict[str, Any]]:
    given = held.get(name)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _text(one: dict[str, Any], name: str) -> str:
    value = one.get(name)
    return str(value)[:200] if isinstance(value, str | int) else ""
