"""Reading orders: one, those of a citizen, and the colour of their limits. Lists are `models.search`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from models import clock, privacy
from models.orders.errors import OrderNotFound
from models.orders.tables import WorkOrder
from models.people import Citizen
from models.search.filters import OWED, DueColour

# made once: to build a statement and its key for the cache costs as much as to send it
_ONE: Final = (
    select(WorkOrder).where(WorkOrder.order_no == bindparam("order_no")).options(joinedload(WorkOrder.assignments))
)
_OF_CALL: Final = select(WorkOrder).where(WorkOrder.conversation_id == bindparam("conversation_id"))
_OF_MESSAGE: Final = select(WorkOrder).where(WorkOrder.message_id == bindparam("message_id"))


def get(session: Session, order_no: str) -> WorkOrder:
    """The order with its assignments. Raises `OrderNotFound`."""
    order = session.scalars(_ONE, {"order_no": order_no}).unique().one_or_none()
    if order is None:
        raise OrderNotFound(f"没有工单 {order_no}")
    return order


def by_conversation(session: Session, conversation_id: UUID) -> WorkOrder | None:
    """The order that a call became."""
    return session.scalars(_OF_CALL, {"conversation_id": conversation_id}).one_or_none()


def by_message(session: Session, message_id: int) -> WorkOrder | None:
    """The order that an inbox message became."""
    return session.scalars(_OF_MESSAGE, {"message_id": message_id}).one_or_none()


def by_citizen(session: Session, phone: str, limit: int = 20) -> Sequence[WorkOrder]:
    """The orders of whoever has this number, newest first."""
    index = privacy.blind_index(privacy.ring(), "phone", phone)
    of_citizen = select(WorkOrder).join(Citizen, Citizen.id == WorkOrder.citizen_id).where(Citizen.phone_index == index)
    return session.scalars(of_citizen.order_by(WorkOrder.id.desc()).limit(limit)).all()


def due_colour(order: WorkOrder, at: datetime | None = None) -> DueColour:
    """Of an order that a unit still owes: green, yellow from `warn_at`, red from `due_at`; none for all others."""
    if order.state not in OWED or order.due_at is None or order.warn_at is None:
        return "none"
    at = at or clock.now()
    return "red" if at > order.due_at else "yellow" if at >= order.warn_at else "green"
