"""Who may do what to an order now: one answer for the verbs, the API and the console's buttons."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from models.orders.actor import Actor
from models.orders.errors import OrderError, RoleNotAllowed, VerbNotAllowed
from models.orders.guards import GUARDS, own_part
from models.orders.tables import WorkOrder
from models.orders.workflow import STATES, SYSTEM_ROLE, UNIT_ROLES, VERBS, OrderState, Verb


@dataclass(frozen=True)
class Possible:
    """One button. why_not: Chinese, when it is not allowed."""

    verb: str
    chinese: str
    allowed: bool
    why_not: str | None


def refusal(order: WorkOrder, actor: Actor, rule: Verb) -> OrderError | None:
    """Why `actor` may not do this to `order` now; None when it is allowed."""
    if refused := _of_role(actor.role, rule):
        return refused
    if rule.own_unit and actor.role in UNIT_ROLES and order.lead_code not in actor.units:
        return RoleNotAllowed(f"只有主办单位可以{rule.chinese}")
    if refused := _in_state(order.state, rule):
        return refused
    if rule.assist and not own_part(order, actor):
        return RoleNotAllowed(f"只有协办单位可以{rule.chinese}")
    for name in rule.guards:
        if why_not := GUARDS[name](order, actor):
            return VerbNotAllowed(why_not)
    return None


def possible(order: WorkOrder, actor: Actor) -> Iterator[Possible]:
    """Every verb that people do, and whether this actor may do it now; `order.assignments` must be loaded."""
    for rule, settled in _buttons(actor.role, order.state):
        yield settled or _button(rule, refusal(order, actor, rule))


@cache
def _buttons(role: str, state: OrderState) -> tuple[tuple[Verb, Possible | None], ...]:
    """Every verb that people do; with its button where role and state alone refuse it, as they do nearly all."""
    found: list[tuple[Verb, Possible | None]] = []
    for rule in VERBS.values():
        if not rule.from_states or rule.roles == frozenset({SYSTEM_ROLE}):
            continue
        asks_whose = rule.own_unit and role in UNIT_ROLES  # before it asks for the state
        refused = _of_role(role, rule) or (None if asks_whose else _in_state(state, rule))
        found.append((rule, _button(rule, refused) if refused else None))
    return tuple(found)


def _button(rule: Verb, refused: OrderError | None) -> Possible:
    return Possible(rule.name, rule.chinese, refused is None, refused.message if refused else None)


def _of_role(role: str, rule: Verb) -> OrderError | None:
    return None if role in rule.roles else RoleNotAllowed(f"您的角色不能{rule.chinese}")


def _in_state(state: OrderState, rule: Verb) -> OrderError | None:
    if state in rule.from_states:
        return None
    return VerbNotAllowed(f"工单处于“{STATES[state]}”，不能{rule.chinese}")
