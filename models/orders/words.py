"""An order's words for the search follow its texts, whichever verb changes them: no verb can forget it."""

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Mapper

from models.orders.tables import WorkOrder
from models.search.upkeep import SEARCHED, keep


@event.listens_for(WorkOrder, "after_insert")
def _made(_mapper: Mapper[WorkOrder], connection: Connection, order: WorkOrder) -> None:
    keep(connection, order.id, order.title, order.content, order.place_text)


@event.listens_for(WorkOrder, "after_update")
def _changed(_mapper: Mapper[WorkOrder], connection: Connection, order: WorkOrder) -> None:
    state = inspect(order)
    if any(state.attrs[name].history.has_changes() for name in SEARCHED):
        keep(connection, order.id, order.title, order.content, order.place_text)
