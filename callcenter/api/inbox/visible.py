"""How much of a message a user may see: as much as of the order that it became or joined."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import inbox, orders
from models.inbox import MessageNotFound
from models.intake import InboxMessage
from models.orders import Actor, Sight, WorkOrder


@dataclass(frozen=True)
class Seen:
    """A message, its order (None: there is none yet), and how much of it this user may see."""

    message: InboxMessage
    order: WorkOrder | None
    sight: Sight


def visible(session: Session, actor: Actor, message_id: int) -> Seen:
    """The message; one of an order that is hidden from this user is not found. Raises `MessageNotFound`."""
    message = inbox.get(session, message_id)
    order = _order_of(session, message)
    sight = Sight.REVEAL if order is None else orders.sight(session, order, actor)
    if sight is Sight.HIDDEN:
        raise MessageNotFound(f"没有编号为 {message_id} 的收件")
    return Seen(message, order, sight)


def _order_of(session: Session, message: InboxMessage) -> WorkOrder | None:
    """One that was made at once is its own too, while it is not processed."""
    if message.order_id is None:
        return orders.by_message(session, message.id)
    return session.get_one(WorkOrder, message.order_id)
