"""The fields that the two platforms exchange, by their names at 110 (REPORT 3.3), and what they are to us.

Down, a transferred alarm (`pushOrder`): JJDBH 接警单号, BJNR 内容, Title, BJDZ 地址, BJSJ 时间, LXDH 联系电话, BJDH
报警电话, BJDHYHM 报警电话用户名, SFBM 是否保密, and who had it. What follows names JJDBH, or FLOWID, our order number.
Up: FLOWID, JJDBH, HANDLEBMNAME, HANDLEOPINION, HANDLETIME, HANDLEUSERNAME. Feedback: CJCZQK, FKDWMC, FKSJ, FKYXM,
JQCLJGSM.
"""

from collections.abc import Mapping
from typing import Any, Final

from integrations.channel import Delivery
from integrations.channel.fields import instant, text
from models import clock

_TOLD: Final = ("LSH", "JQLBDM", "JQLBMC", "GXDWDM", "GXDWMC", "JJDWDM", "JJDWMC", "JJLX", "JJYBH", "XZQHDM", "BJRXBDM")
"""Fields of a transferred alarm that are kept beside the demand."""


def words_of(held: Mapping[str, Any]) -> str:
    """A demand's or a supplement's words."""
    return text(held, "BJNR", "CJCZQK", "reason", "content")


def feedback_of(held: Mapping[str, Any]) -> str:
    """What 110 says of an emergency that we transferred: who, when, what was done, and the result."""
    at = instant(held, "FKSJ")
    who = "".join([text(held, "FKDWMC"), text(held, "FKYXM")])
    when = at.astimezone(clock.LOCAL).strftime("%m月%d日 %H:%M") if at else ""
    number = text(held, "JJDBH")
    said = [
        " ".join(one for one in (who, when) if one),
        f"接警单号 {number}" if number else "",
        text(held, "CJCZQK"),
        text(held, "JQCLJGSM"),
    ]
    return "；".join(one for one in said if one)


def details_of(held: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name in _TOLD if (value := text(held, name))}


def up(delivery: Delivery, handler: str) -> dict[str, Any]:
    """How far a transferred alarm is with us. Never the internal text of a reply."""
    facts = delivery.facts
    return {
        "FLOWID": delivery.order_no,
        "JJDBH": delivery.external_id,
        "HANDLEBMNAME": facts.get("unit") or handler,
        "HANDLEOPINION": facts.get("reply") or facts.get("route") or facts.get("text") or delivery.text,
        "HANDLETIME": facts.get("at"),
        "HANDLEUSERNAME": handler,
        "STATE": facts.get("state_name"),
        "SOLVED": facts.get("solved"),
    }


def emergency(delivery: Delivery, handler: str) -> dict[str, Any]:
    """An emergency that 110 gets from us. The caller's number goes with it: help must find him."""
    facts = delivery.facts
    return {
        "FLOWID": delivery.order_no,
        "SERVICE": facts.get("service"),
        "Title": facts.get("title"),
        "BJNR": facts.get("content"),
        "BJDZ": facts.get("place"),
        "BJSJ": facts.get("occurred_at") or facts.get("at"),
        "BJDHYHM": facts.get("name"),
        "BJDH": delivery.phone,
        "LXDH": delivery.phone,
        "SFBM": "1" if facts.get("secret") else "0",
        "ZJSJ": facts.get("at"),
        "HANDLEUSERNAME": handler,
    }
