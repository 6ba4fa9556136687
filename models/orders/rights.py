"""Who may do what to an order now: one answer for the verbs, the API and the console's buttons."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.orders.actor import Actor
from models.orders.errors import OrderError, RoleNotAllowed, VerbNotAllowed
from models.orders.guards import GUARDS, own_part
from models.orders.tables import WorkOrder
from models.orders.workflow import STATES, SYSTEM_ROLE, UNIT_ROLES, VERBS, Verb


@dataclass(frozen=True)
class Possible:
    """One button. why_not: Chinese, when it is not allowed."""

    verb: str
    chinese: str
    allowed: bool
    why_not: str | None


def refusal(order: WorkOrder, actor: Actor, rule: Verb) -> OrderError | None:
    """Why `actor` may not do this to `order` now; None when it is allowed."""
    if actor.role not in rule.roles:
        return RoleNotAllowed(f"您的角色不能{rule.chinese}")
    if rule.own_unit and actor.role in UNIT_ROLES and order.lead_code not in actor.units:
        return RoleNotAllowed(f"只有主办单位可以{rule.chinese}")
    if order.state not in rule.from_states:
        return VerbNotAllowed(f"工单处于“{STATES[order.state]}”，不能{rule.chinese}")
    if rule.assist and not own_part(order, actor):
        return RoleNotAllowed(f"只有协办单位可以{rule.chinese}")
    for name in rule.guards:
        if why_not := GUARDS[name](order, actor):
            return VerbNotAllowed(why_not)
    return None


def possible(order: WorkOrder, actor: Actor) -> Iterator[Possible]:
    """Every verb that people do, and whether this actor may do it now; `order.assignments` must be loaded."""
    for rule in VERBS.values():
        if rule.from_states and rule.roles != frozenset({SYSTEM_ROLE}):
            why_not = refusal(order, actor, rule)
            yield Possible(rule.name, rule.chinese, why_not is None, why_not.message if why_not else None)
