"""Limits counted again: both dates of every clock go into the timeline."""

from models.orders.step import Step


def recount(step: Step) -> None:
    from models.clocks import recounting  # which does this verb, and so knows the orders

    if told := recounting.move(step.session, step.order):
        step.told["recounted"] = [None, told]
