"""The system's own dispatch of an order that routing is sure of."""

import logging
from typing import Any

from sqlalchemy.orm import Session

from models import orders
from models.orders import SYSTEM, OrderError, WorkOrder

log = logging.getLogger(__name__)


def dispatch(session: Session, order: WorkOrder, form: dict[str, Any]) -> bool:
    """Dispatch a draft with these form fields; where the workflow refuses, the draft waits for a person. True: sent."""
    sent = {**form, "waits_for_person": False, "wait_reason": None}
    try:
        with session.begin_nested():
            orders.apply(session, SYSTEM, order.order_no, "dispatch", None, **sent)
    except OrderError as error:
        log.warning("dispatch-refused: %s: %s", order.order_no, error.code)
        waits = {**form, "waits_for_person": True, "wait_reason": "dispatch-refused"}
        orders.apply(session, SYSTEM, order.order_no, "edit", None, reason=error.message, **waits)
        return False
    return True
