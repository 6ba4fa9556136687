"""Which orders a user may see: all, or those in which the own unit, or one that it has succeeded, has a part."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.web.access import Access
from callcenter.web.permissions import Scope
from models import orders
from models.orders import Assignment, OrderNotFound, Sight, WorkOrder


def visible(session: Session, access: Access, order_no: str) -> WorkOrder:
    """The order; one of another unit, or a confidential one that is not for this user, is not found.

    Raises `order-not-found`.
    """
    order = orders.get(session, order_no)
    if orders.sight(session, order, access.actor) is Sight.HIDDEN:
        raise OrderNotFound(f"没有工单 {order_no}")
    if access.scope is Scope.DEPARTMENT and not _takes_part(session, order, access.actor.units):
        raise OrderNotFound(f"没有工单 {order_no}")
    return order


def shown(session: Session, access: Access, order_no: str) -> WorkOrder:
    """The order, to be shown to the user: of a confidential one it is written down that he looked.

    Raises `order-not-found`.
    """
    order = visible(session, access, order_no)
    orders.note_look(session, order, access.actor)
    return order


def sees_secret(session: Session, access: Access) -> bool:
    """Whether confidential orders are there for the user at all, by the city's policy."""
    return orders.policy(session, "secret", access.user.role) is not Sight.HIDDEN


def _takes_part(session: Session, order: WorkOrder, units: Collection[str]) -> bool:
    part = select(Assignment.id).where(Assignment.order_id == order.id, Assignment.department_code.in_(units))
    return session.scalar(part.limit(1)) is not None
