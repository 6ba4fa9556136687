"""Which orders the open interface shows, and to whom.

A list shows what a clerk has published. By its number also an order is read that came through this interface: who
hands something in here may follow it at once. What an application has handed in itself it finds in lists too, with its
api_key. Reports of wrongdoing (举报), confidential orders and those whose citizen objected are never shown.
"""

from sqlalchemy import ColumnElement, and_, exists, or_

from models.api_clients import ApiClient
from models.intake import Channel, InboxMessage
from models.orders import WorkOrder
from models.orders.publicity import MAY_BE_SHOWN, RELEASED

BY_NUMBER = and_(MAY_BE_SHOWN, or_(WorkOrder.released_at.is_not(None), WorkOrder.channel == Channel.OPEN311.value))


def handed_in_by(client: ApiClient) -> ColumnElement[bool]:
    """Orders that an application has handed in."""
    ours = InboxMessage.external_id.startswith(f"{client.id}-", autoescape=True)
    return exists().where(InboxMessage.order_id == WorkOrder.id, InboxMessage.channel == Channel.OPEN311.value, ours)


def listed_for(client: ApiClient | None) -> ColumnElement[bool]:
    """What a list may show."""
    return (
        RELEASED
        if client is None
        else and_(MAY_BE_SHOWN, or_(WorkOrder.released_at.is_not(None), handed_in_by(client)))
    )
