"""What a unit has asked for: finding it again, and letting it lapse where the order goes another way."""

from sqlalchemy import select

from models.orders.step import Step
from models.orders.tables import Overlay, OverlayKind


def last_asked(step: Step, kind: OverlayKind) -> Overlay:
    """The newest request of this kind."""
    asked = select(Overlay).where(Overlay.order_id == step.order.id, Overlay.kind == kind, Overlay.act == "asked")
    return step.session.scalars(asked.order_by(Overlay.id.desc()).limit(1)).one()


def lapse(step: Step) -> None:
    """A pending extension or listing ends undecided, openly."""
    kind = step.order.pending_request
    if kind is not None:
        step.order.pending_request = None
        step.overlay(kind, "lapsed", unit=step.order.lead_code)
