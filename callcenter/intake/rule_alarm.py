"""An error in routing rings: a faulty rule of the duty catalogue, or a proposal that could not be made at all.

Once a day for each, while the orders that meet it wait for a person. It rings during the call already, where its words
are routed as they come.
"""

import logging
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import clock, events
from models.events import Event
from routing.advice import Advice

log = logging.getLogger(__name__)

_QUIET: Final = timedelta(days=1)
FAILED: Final = "routing-failed"


def ring(session: Session, advice: Advice | None, **about: str) -> None:
    """Publishes `alarm` with the fault's stable code and its rule; nothing where none is. about: `order_no`, or the
    `conversation` of a call without an order yet."""
    if advice is None or advice.fault is None:
        return
    fault = advice.fault
    log.error("%s: %s: %s", fault.code, fault.rule, " ".join(about.values()))
    _publish(session, f"duty {fault.rule}", {"code": fault.code, "rule": fault.rule, "message": fault.detail, **about})


def ring_failure(session: Session, **about: str) -> None:
    """The words could not be routed: no proposal was made of them."""
    _publish(
        session, "routing", {"code": FAILED, "message": "工单转人工分类派单；请查看日志中的 routing-failed", **about}
    )


def _publish(session: Session, subject: str, data: dict[str, Any]) -> None:
    told = exists().where(Event.topic == "alarm", Event.subject == subject, Event.at > clock.now() - _QUIET)
    if not session.scalar(select(told)):
        events.publish(session, "alarm", subject, data)
