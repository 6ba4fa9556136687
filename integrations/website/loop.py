"""What became of a rating, step by step, for the citizen who gave it: verified, done again, supervised, closed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from models.callbacks import GRADES
from models.orders import OrderEvent

_CHECKED: Final = {
    "not_unit": "已回访核实，办理情况属实，已向您说明",
    "mistaken": "已回访核实，按您更正的评价记录",
}
_TO: Final = {
    "redo": "已回访核实，您反映的情况属实，将重新办理",
    "review": "已回访核实，您反映的情况属实，将重新受理",
}
_LOOP: Final = frozenset({"record_callback", "rate"})


def told(steps: Iterable[OrderEvent]) -> list[tuple[datetime, str]]:
    """(instant, words) of what followed a rating; nothing where nobody has rated. Never who, never internal words."""
    found: list[tuple[datetime, str]] = []
    for step in steps:
        if step.verb not in _LOOP and not found:
            continue
        if (words := _WORDS.get(step.verb)) is not None:
            found.append((step.at, words(step)))
    return found


def _rating(step: OrderEvent) -> str:
    return f"您的评价：{_said(step, 'callback')}{_after(step)}"


def _after(step: OrderEvent) -> str:
    if _given(step, "rating_unverified"):
        return "，我们将回访核实"
    return "，将重新办理" if step.to_state == "redo" else ""


def _said(step: OrderEvent, which: str) -> str:
    grade = GRADES.get(_given(step, f"{which}_score") or 0, "")
    return "，".join(word for word in (grade, _given(step, f"{which}_solved")) if word)


def _checked(step: OrderEvent) -> str:
    found = _given(step, "rating_check") or ""
    if number := _given(step, "followed_by"):
        return f"已回访核实，您反映的情况属实，已另立工单 {number} 继续办理"
    return _TO.get(step.to_state, "已回访核实") if found == "confirmed" else _CHECKED.get(found, "")


def _not_verified(step: OrderEvent) -> str:
    if _given(step, "rating_unverified") is False and step.to_state != "redo":
        return "多次回访未能联系到您，如需继续反映请拨打 12345"
    if _given(step, "rating_unverified") is False:
        return "多次回访未能联系到您，以您的评价为准，将重新办理"
    return "回访核实时未能联系到您，我们会再次联系"


_WORDS: Final[Mapping[str, Callable[[OrderEvent], str]]] = {
    "record_callback": _rating,
    "rate": _rating,
    "rate_again": lambda step: f"您又评价：{_said(step, 'later')}{_after(step)}",
    "try_verification": _not_verified,
    "verify_rating": _checked,
    "verify_ended": _checked,
    "redo": lambda step: "已交承办单位重新办理",
    "reopen": lambda step: "已交承办单位重新办理",
    "supervise": lambda step: "已列入督办",
    "reply": lambda step: "承办单位已再次答复，正在审核",
    "accept_reply": lambda step: "再次答复已审核，请您评价",
    "close": lambda step: "已办结",
}


def _given(step: OrderEvent, name: str) -> Any:
    pair = step.changes.get(name)
    return pair[1] if pair else None
