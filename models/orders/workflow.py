"""The workflow in one table: states, verbs, who may, what must be given. Everything else reads it.

The code, the API, the console's buttons and the documentation's diagram come from here. It is the first part of the
full life cycle (draft, review, dispatch, return, arbitration, call-back, redo, archive): a state more is a row more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from models.people import Role

OrderState = Literal["draft", "dispatched", "handling", "replied", "closed", "cancelled"]
AssignmentRole = Literal["lead", "assist", "guidance"]
AssignmentState = Literal["pending_sign", "working", "submitted", "ended"]

STATES: Mapping[OrderState, str] = {
    "draft": "草稿",
    "dispatched": "待签收",
    "handling": "办理中",
    "replied": "已答复",
    "closed": "已办结",
    "cancelled": "已作废",
}
assert tuple(STATES) == get_args(OrderState)

SYSTEM_ROLE = "system"
_HOTLINE = frozenset({Role.AGENT, Role.SENIOR_AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, SYSTEM_ROLE})
_UNIT = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD, Role.SUPERVISOR, Role.ADMINISTRATOR})
_CANCEL = _HOTLINE - {SYSTEM_ROLE}
_CLOSE = frozenset(
    {Role.CALLBACK_AGENT, Role.SENIOR_AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, SYSTEM_ROLE}
)
# whose unit must have a part in the order for a verb of `own_unit`
UNIT_ROLES = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD})


@dataclass(frozen=True)
class Verb:
    """What may be done to an order. to_state None: it stays where it is. from_states empty: the order begins with it.

    needs: fields that must be there afterwards (given now or before); takes: fields that may be given;
    own_unit: a clerk or head may do it only for an order of the own unit.
    """

    name: str
    chinese: str
    from_states: frozenset[OrderState]
    to_state: OrderState | None
    roles: frozenset[str]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    own_unit: bool = False


FORM = (
    "title", "content", "request_type", "urgency", "category_code", "lead_code", "assist_codes", "guidance_code",
    "place_code", "place_text", "occurred_at", "caller_name", "caller_phone", "caller_address", "is_secret",
    "advice", "confidence", "waits_for_person", "wait_reason",
)  # fmt: skip

_ALL = (
    Verb("create", "登记", frozenset(), "draft", _HOTLINE, takes=FORM),
    Verb("edit", "修改", frozenset({"draft"}), None, _HOTLINE, takes=FORM),
    Verb("dispatch", "派单", frozenset({"draft"}), "dispatched", _HOTLINE,
         needs=("title", "content", "lead_code"), takes=FORM),
    Verb("sign", "签收", frozenset({"dispatched"}), "handling", _UNIT | {SYSTEM_ROLE}, own_unit=True),
    Verb("reply", "答复", frozenset({"handling"}), "replied", _UNIT,
         needs=("reply_text",), takes=("reply_text", "public_reply_text"), own_unit=True),
    Verb("close", "办结", frozenset({"replied"}), "closed", _CLOSE),
    Verb("cancel", "作废", frozenset({"draft", "dispatched"}), "cancelled", _CANCEL, needs=("reason",)),
)  # fmt: skip

VERBS: Mapping[str, Verb] = {verb.name: verb for verb in _ALL}
