"""Limits that change while they run: both dates go into the timeline."""

from models.clocks.running import RUNS, move_reply
from models.orders.step import Step


def take_upstream_limit(step: Step) -> None:
    """The earlier of the two dates holds: one that is later than ours moves nothing, nor does one after the reply."""
    order, due = step.order, step.order.upstream_due_at
    if order.state not in RUNS["reply"] or order.due_at is None or due is None or due >= order.due_at:
        return
    terms = step.read_terms()
    order.due_at, order.warn_at = due, terms.warn(step.at, due, terms.limit("reply"))
    order.original_due_at = min(order.original_due_at or due, due)
    move_reply(step.session, order, terms)


def recount(step: Step) -> None:
    from models.clocks import recounting  # which does this verb, and so knows the orders

    if told := recounting.move(step.session, step.order):
        step.told["recounted"] = [None, told]
