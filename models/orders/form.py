"""The order form: taking given values into an order, checked, and telling what changed."""

from datetime import datetime
from typing import Any, get_args

from models import privacy
from models.orders.errors import FieldInvalid, FieldMissing
from models.orders.tables import RequestType, Urgency, WorkOrder
from models.orders.workflow import Verb

BLANK: dict[str, Any] = {
    "title": "",
    "content": "",
    "request_type": "其他",
    "urgency": "一般",
    "place_text": "",
    "is_secret": False,
    "assist_codes": [],
    "waits_for_person": False,
    "masked_name": "",
    "masked_phone": "",
}
_CHOICES = {"request_type": get_args(RequestType), "urgency": get_args(Urgency)}
_SEALED = ("caller_name", "caller_phone", "caller_address")
_SILENT = ("advice",)  # too long for a timeline; it stays in the order


def checked(rule: Verb, fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` as the order holds them. Raises `FieldInvalid` for one that the verb does not take or that cannot be."""
    for name, value in fields.items():
        if name not in rule.takes:
            raise FieldInvalid(f"“{rule.chinese}”不接受字段 {name}")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise FieldInvalid(f"{name} 应为 {'、'.join(_CHOICES[name])} 之一")
        if name in BLANK and value is None:
            raise FieldInvalid(f"{name} 不能为空值")
    taken = dict(fields)
    if "assist_codes" in taken:
        taken["assist_codes"] = list(taken["assist_codes"])
    if taken.get("request_type") == "举报":
        taken["is_secret"] = True  # a reporter is never named to whom it does not concern
    if "caller_name" in taken:
        taken["masked_name"] = privacy.mask_name(taken["caller_name"])
    if "caller_phone" in taken:
        taken["masked_phone"] = privacy.mask_phone(taken["caller_phone"])
    return taken


def fill(order: WorkOrder, taken: dict[str, Any]) -> dict[str, Any]:
    """Sets the values; returns what changed as {field: [before, after]}, sealed fields masked."""
    changes: dict[str, Any] = {}
    for name, value in taken.items():
        before = getattr(order, name)
        if before == value:
            continue
        setattr(order, name, value)
        if name in _SEALED or name in _SILENT:
            changes[name] = ["***" if before else None, "***" if value else None]
        elif not name.startswith("masked_"):
            changes[name] = [_plain(before), _plain(value)]
    return changes


def demand_fields(order: WorkOrder, rule: Verb, reason: str | None) -> None:
    """Raises `FieldMissing` for the first thing that the verb needs and the order has not."""
    for name in rule.needs:
        value = reason if name == "reason" else getattr(order, name)
        if not value or (isinstance(value, str) and not value.strip()):
            raise FieldMissing(f"“{rule.chinese}”需要填写 {_NAMES.get(name, name)}")


_NAMES = {"title": "标题", "content": "诉求内容", "lead_code": "主办单位", "reply_text": "办理情况", "reason": "理由"}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
