"""An order's state as GeoReport says it (open, closed), as FixMyStreet's extension says it, and in words."""

from dataclasses import dataclass
from typing import Final

from models.orders.workflow.states import OrderState


@dataclass(frozen=True)
class Told:
    """status: the standard's; extended: FixMyStreet's; notes: Chinese, for the citizen."""

    status: str
    extended: str
    notes: str


STATES: Final[dict[OrderState, Told]] = {
    "draft": Told("open", "for_triage", "已受理，正在分派"),
    "review": Told("open", "for_triage", "已受理，正在审核"),
    "pending_dispatch": Told("open", "for_triage", "已受理，正在分派"),
    "dispatched": Told("open", "action_scheduled", "已派单，等待承办单位签收"),
    "handling": Told("open", "in_progress", "承办单位正在办理"),
    "return_requested": Told("open", "internal_referral", "正在核实承办单位"),
    "arbitration": Told("open", "internal_referral", "正在核实承办单位"),
    "listed": Told("open", "planned", "承办单位已承诺限期办理"),
    "replied": Told("open", "in_progress", "承办单位已答复，正在审核"),
    "redo": Told("open", "investigating", "正在安排重新办理"),
    "merged": Told("closed", "duplicate", "已与同类诉求一并办理"),
    "callback": Told("closed", "fixed", "承办单位已答复"),
    "closed": Told("closed", "fixed", "已办结"),
    "archived": Told("closed", "closed", "已办结"),
    "direct_answered": Told("closed", "closed", "已直接答复"),
    "emergency": Told("closed", "internal_referral", "已转接紧急服务"),
    "not_accepted": Told("closed", "not_councils_responsibility", "不属受理范围，已告知办理途径"),
    "cancelled": Told("closed", "cancelled", "已撤销"),
}
EXTENDED: Final = frozenset(
    {told.extended for told in STATES.values()}
    | {"open", "closed", "fixed", "investigating", "no_further_action", "reopen"}
)
_UNSOLVED: Final = Told("closed", "no_further_action", "已办结，承办单位说明了未能解决的原因")


def told(state: str, solved: str | None = None) -> Told:
    """What is said of a state; an order that ended unsolved is not called fixed."""
    if state in ("callback", "closed") and solved == "未解决":
        return _UNSOLVED
    return STATES[state]  # type: ignore[index] # the database knows no other


def states_of(status: str) -> frozenset[OrderState] | None:
    """The states that a status means, the standard's or an extended one; None for a word that is neither."""
    if status not in EXTENDED:
        return None
    return frozenset(state for state, one in STATES.items() if status in (one.status, one.extended))
