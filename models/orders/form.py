"""The order form: taking given values into an order, checked, and telling what changed."""

from typing import Any

from models import privacy
from models.orders.errors import FieldInvalid, FieldMissing
from models.orders.guards import Given
from models.orders.seal import MARK
from models.orders.tables import WorkOrder
from models.orders.workflow import FIELDS, VERBS, Verb

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
    "excluded_from": [],
    "risk_flags": [],
}
_COUNTS = (
    "return_count", "extension_count", "urge_count", "callback_tries", "redo_count", "reopen_count",
)  # fmt: skip
_FLAGS = (
    "is_anonymous",
    "no_public",
    "forbid_return",
    "needs_sign_off",
    "erasure_proposed",
    "is_supervised",
    "is_unreasonable",
    "rating_unverified",
)
BLANK |= dict.fromkeys(_FLAGS, False) | dict.fromkeys(_COUNTS, 0)
_SEALED = ("caller_name", "caller_phone", "caller_address")


def checked(rule: Verb, fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """`fields` as the order holds them, and those that stay with the step.

    Raises `FieldInvalid` for one that the verb does not take or that cannot be.
    """
    for name, value in fields.items():
        if name not in rule.takes:
            raise FieldInvalid(f"“{rule.chinese}”不接受字段 {name}", name)
        choices = FIELDS[name].choices
        if choices is not None and value is not None and value not in choices:
            raise FieldInvalid(f"{FIELDS[name].chinese}应为 {'、'.join(choices)} 之一", name)
        if name in BLANK and value is None:
            raise FieldInvalid(f"{FIELDS[name].chinese}不能为空值", name)
    taken = {name: value for name, value in fields.items() if FIELDS[name].column}
    extras = {name: value for name, value in fields.items() if not FIELDS[name].column}
    if "assist_codes" in taken:
        taken["assist_codes"] = list(taken["assist_codes"])
    if "caller_name" in taken:
        taken["masked_name"] = privacy.mask_name(taken["caller_name"])
    if "caller_phone" in taken:
        taken["masked_phone"] = privacy.mask_phone(taken["caller_phone"])
    return taken, extras


def discreet(request_type: str, taken: dict[str, Any]) -> dict[str, Any]:
    """`taken`, with which the order is of this type: a reporter is never named to whom it does not concern."""
    return taken | {"is_secret": True} if request_type == "举报" else taken


def fill(order: WorkOrder, taken: dict[str, Any]) -> dict[str, Any]:
    """Sets the values; returns those of the timeline's marks that tell of sealed fields: that they changed, not how.

    Raises `FieldInvalid` where a form would take 保密 off an order that is no draft any more.
    """
    marks: dict[str, Any] = {}
    for name, value in discreet(taken.get("request_type", order.request_type), taken).items():
        before = getattr(order, name)
        if before == value:
            continue
        if name == "is_secret" and before and order.state != "draft":
            raise FieldInvalid(f"{VERBS['lift_secrecy'].chinese}须由热线主管说明理由后办理", name)
        setattr(order, name, value)
        if name in _SEALED or name == "advice":  # the advice is too long for a timeline; it stays in the order
            marks[name] = [MARK if before else None, MARK if value else None]
    return marks


def demand_fields(order: WorkOrder, rule: Verb, given: Given) -> None:
    """Raises `FieldMissing` for the first thing that the verb needs and that is not there."""
    for name in rule.needs:
        value = getattr(order, name) if FIELDS[name].column else given[name]
        if not value or (isinstance(value, str) and not value.strip()):
            raise FieldMissing(f"“{rule.chinese}”需要填写 {FIELDS[name].chinese}", name)
