"""The states of an order and of a unit's part in it, with their Chinese names (REPORT 2.2)."""

from collections.abc import Mapping
from typing import Literal, get_args

from models.people import Role

OrderState = Literal[
    "draft", "direct_answered", "emergency", "not_accepted", "review", "pending_dispatch", "dispatched",
    "return_requested", "arbitration", "handling", "listed", "replied", "callback", "redo", "merged",
    "closed", "cancelled", "archived",
]  # fmt: skip
AssignmentRole = Literal["lead", "assist", "guidance"]
AssignmentState = Literal[
    "pending_sign", "working", "return_requested", "returned", "submitted", "accepted", "sent_back", "ended"
]

STATES: Mapping[OrderState, str] = {
    "draft": "草稿",
    "direct_answered": "直接答复",
    "emergency": "紧急转接",
    "not_accepted": "不予受理",
    "review": "待预审",
    "pending_dispatch": "待派单",
    "dispatched": "待签收",
    "return_requested": "退单待审",
    "arbitration": "裁定中",
    "handling": "办理中",
    "listed": "挂账办理",
    "replied": "已答复",
    "callback": "待回访",
    "redo": "不满意待重办",
    "merged": "已并案",
    "closed": "已办结",
    "cancelled": "已作废",
    "archived": "已归档",
}
assert tuple(STATES) == get_args(OrderState)

SYSTEM_ROLE = "system"
# whose unit must have a part in the order for a verb of `own_unit`
UNIT_ROLES = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD})

# A unit owes the next step here; the hotline there.
UNIT_STATES: frozenset[OrderState] = frozenset({"dispatched", "handling", "listed"})
HOTLINE_STATES: frozenset[OrderState] = frozenset(
    {"review", "pending_dispatch", "return_requested", "arbitration", "replied", "callback", "redo"}
)
