"""What a far side is told of an order's steps: one table from verb to notice, and the words of each notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from integrations.channel import Notice
from models.clock import LOCAL
from models.orders import STATES, OrderEvent, WorkOrder

NOTICES: Final[Mapping[str, Sequence[Notice]]] = {
    "create": ("accepted",),
    "dispatch": ("dispatched",),
    "rule": ("dispatched",),
    "supplement": ("supplemented",),
    "answer_question": ("supplemented",),
    "ask": ("question",),
    "sign": ("signed",),
    "request_return": ("returned",),
    "request_extension": ("extension",),
    "report_progress": ("progress",),
    "answer": ("replied",),
    "accept_reply": ("replied", "rectified"),
    "take_answer": ("replied",),
    "invite_callback": ("rate",),
    "reject": ("not_accepted",),
    "transfer_emergency": ("emergency",),
    "close": ("closed",),
    "record_callback": ("closed", "rated"),
    "rate": ("rated",),
    "rate_again": ("rated",),
    "verify_rating": ("closed", "checked"),
    "verify_ended": ("checked",),
    "try_callback": ("closed",),
}
"""Verb -> what is told. `closed` is told only where the verb has closed the order; `emergency` goes to the service
alone, what is of ratings to their exchange, `rectified` only of what was done again."""
ONCE: Final = frozenset[Notice]({"accepted", "dispatched"})
"""Told once for a message, however often the verb comes."""

_WORDS: Final[Mapping[Notice, str]] = {
    "accepted": "您反映的诉求已受理，工单编号 {number}。",
    "supplemented": "您的补充已收到，已并入工单 {number}。",
    "dispatched": "工单 {number} 已交承办单位办理{due}。",
    "signed": "工单 {number} 已由承办单位签收。",
    "returned": "工单 {number} 的承办单位申请退单：{reason}",
    "extension": "工单 {number} 的承办单位申请延期 {days} 个工作日：{reason}",
    "progress": "工单 {number} 办理进展：{text}",
    "question": "承办单位需要向您了解工单 {number} 的情况：{text}",
    "replied": "工单 {number} 已答复：{reply}",
    "rate": "请对工单 {number} 的办理情况作出评价（1 至 5 分）。",
    "closed": "工单 {number} 已办结。",
    "emergency": "工单 {number} 涉及紧急警情，现紧急转交，请立即处置并确认。",
    "rated": "工单 {number} 的评价。",
    "checked": "工单 {number} 的差评核实结果。",
    "rectified": "工单 {number} 的差评整改情况。",
    "not_accepted": "您反映的诉求（工单 {number}）不属本热线受理范围。{route}",
}
IN_PERSON: Final = "承办单位已直接向您答复，如未收到请拨打 12345。"


@dataclass(frozen=True)
class Told:
    """One notice with its words and facts. A citizen is never told the internal text of a reply."""

    notice: Notice
    text: str
    facts: dict[str, Any]


def of_step(order: WorkOrder, step: OrderEvent, unit: str | None) -> list[Told]:
    """What this step of the order is worth telling. unit: the name of who handles it."""
    told: list[Told] = []
    for notice in NOTICES.get(step.verb, ()):
        if notice == "closed" and step.to_state != "closed":
            continue
        told.append(Told(notice, _words(notice, order, step), _facts(notice, order, step, unit)))
    return told


def _words(notice: Notice, order: WorkOrder, step: OrderEvent) -> str:
    return _WORDS[notice].format(
        number=order.order_no,
        due=f"，答复期限 {_local(order.due_at)}" if order.due_at else "",
        reason=step.reason or "",
        days=_given(step, "extension_days") or "",
        text=step.text or "",
        reply=order.public_reply_text or IN_PERSON,
        route=order.route_told or "",
    )


def _facts(notice: Notice, order: WorkOrder, step: OrderEvent, unit: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "state": step.to_state,
        "state_name": _state_name(step.to_state),
        "at": step.at.isoformat(),
    }
    more: dict[Notice, dict[str, Any]] = {
        "dispatched": {"due_at": order.due_at.isoformat() if order.due_at else None, "unit": unit},
        "returned": {
            "reason": step.reason,
            "code": _given(step, "return_reason"),
            "basis": _given(step, "return_basis"),
        },
        "extension": {"reason": step.reason, "days": _given(step, "extension_days")},
        "progress": {"text": step.text, "unit": unit},
        "question": {"text": step.text},
        "replied": {
            "reply": order.public_reply_text,
            "solved": order.solved,
            "contacted": order.contacted,
            "found_true": order.found_true,
            "unit": unit,
        },
        "rated": {"unit": unit},
        "checked": {"unit": unit},
        "rectified": {"unit": unit},
        "not_accepted": {"code": order.reject_code, "route": order.route_told},
        "closed": {"solved": order.callback_solved or order.solved, "score": order.callback_score},
    }
    return facts | more.get(notice, {})


def _given(step: OrderEvent, name: str) -> Any:
    pair = step.changes.get(name)
    return pair[1] if pair else None


def _state_name(state: str) -> str:
    return next((name for known, name in STATES.items() if known == state), state)


def _local(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%m月%d日 %H:%M}"
