"""An error in a rule of the duty catalogue rings: once a day for each rule, while its orders wait for a person."""

import logging
from datetime import timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import clock, events
from models.events import Event
from routing.advice import Advice

log = logging.getLogger(__name__)

_QUIET: Final = timedelta(days=1)


def ring(session: Session, advice: Advice | None, order_no: str) -> None:
    """Publishes `alarm` with the fault's stable code, its rule and the order that met it; nothing where none is."""
    if advice is None or advice.fault is None:
        return
    fault = advice.fault
    log.error("%s: %s: %s", fault.code, fault.rule, order_no)
    subject = f"duty {fault.rule}"
    told = exists().where(Event.topic == "alarm", Event.subject == subject, Event.at > clock.now() - _QUIET)
    if not session.scalar(select(told)):
        data = {"code": fault.code, "rule": fault.rule, "message": fault.detail, "order_no": order_no}
        events.publish(session, "alarm", subject, data)
