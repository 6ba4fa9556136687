"""A bad rating that is upheld when its order can be reopened no more: what is still to be done is a new order.

It asks the same, stands in 待预审 beside all others (where today's form asks for more, among the drafts that wait for a
person), and both timelines name the other one.
"""

from typing import Final

from models.catalogue.tables import Category
from models.intake import Channel
from models.orders.actor import SYSTEM
from models.orders.confidentiality import confided
from models.orders.errors import OrderError
from models.orders.step import Step
from models.orders.tables import WorkOrder

_CARRIED: Final = (
    "title", "content", "urgency", "place_code", "place_text", "occurred_at", "caller_name", "caller_phone",
    "caller_address", "lat", "lng", "lead_code",
)  # fmt: skip


def follow_up(step: Step) -> None:
    """Makes it, before the step changes its own order, and tells its number with the step."""
    from models.orders.create import create_draft  # both know the verbs, and so their effects
    from models.orders.verbs import apply

    order, session = step.order, step.session
    form = {name: getattr(order, name) for name in _CARRIED} | confided(order)
    category = _still_there(step, order)
    made = create_draft(session, SYSTEM, channel=Channel(order.channel), **form, category_code=category)
    reason = f"工单 {order.order_no} 办结已超过15天，差评经核实属实，另立工单继续办理"
    try:
        apply(session, SYSTEM, made.order_no, "submit", None, reason=reason)
    except OrderError:  # an old form need not be enough today: it waits for a person, and the verification stands
        apply(session, SYSTEM, made.order_no, "edit", None, waits_for_person=True, wait_reason="reference-closed")
    step.told["followed_by"] = [None, made.order_no]


def _still_there(step: Step, order: WorkOrder) -> str | None:
    """A category may have been retired since."""
    held = step.session.get(Category, order.category_code) if order.category_code else None
    return held.code if held is not None and held.active else None
