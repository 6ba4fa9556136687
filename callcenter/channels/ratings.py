"""Ratings on their way to the exchange (好差评): each rating, its verification, and what was mended after a bad one."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callcenter.channels.notices import Told
from integrations.channel import Delivery, TakesRatings, channels, load
from models.callbacks import GRADES, CallbackAnswer
from models.catalogue import reasons
from models.orders import OrderEvent, WorkOrder
from models.orders.workflow.fields import RATING_CHECKS
from models.outbox import target_of


def rows(session: Session, order: WorkOrder, step: OrderEvent, told: Told) -> Iterator[dict[str, Any]]:
    """The deliveries of one notice, to every exchange that takes such orders; none of a confidential one."""
    takers = [] if order.is_secret else list(_takers(session, order))
    again = _times_again(session, order, step) if takers else 0
    if not takers or (told.notice == "rectified" and not again):
        return
    facts = _facts(session, order, step, told) | {"redo": again}
    for name in takers:
        key = f"{order.id}:{told.notice}:{step.seq}"
        delivery = Delivery(key, told.notice, order.order_no, order.order_no, told.text, facts)
        yield {
            "target": target_of(name),
            "key": key,
            "kind": told.notice,
            "order_id": order.id,
            "body": json.dumps(asdict(delivery), ensure_ascii=False),
        }


def _takers(session: Session, order: WorkOrder) -> Iterator[str]:
    for name, channel in channels().items():
        if isinstance(channel, TakesRatings):
            stored = load(session, name, channel.settings)
            if stored.enabled and stored.values is not None and channel.takes(stored.values, order.request_type):
                yield name


def _times_again(session: Session, order: WorkOrder, step: OrderEvent) -> int:
    """How often the order had been sent out again before this step; it may have been since."""
    before = OrderEvent.order_id == order.id, OrderEvent.seq < step.seq, OrderEvent.verb.in_(("redo", "reopen"))
    return session.scalar(select(func.count()).select_from(OrderEvent).where(*before)) or 0


def _facts(session: Session, order: WorkOrder, step: OrderEvent, told: Told) -> dict[str, Any]:
    """seq: of the step, so that the exchange can put them in order."""
    facts: dict[str, Any] = {
        "seq": step.seq,
        "at": step.at.isoformat(),
        "service_channel": "12345热线",
        "unit_code": order.lead_code,
        "unit": told.facts.get("unit"),
        "request_type": order.request_type,
        "category_code": order.category_code,
    }
    if told.notice == "rectified":
        return facts | {"reply": order.public_reply_text, "replied_at": _iso(order)}
    this = CallbackAnswer.order_id == order.id, CallbackAnswer.seq == step.seq
    answer = session.scalars(select(CallbackAnswer).where(*this)).one_or_none()
    if answer is None:  # erased, or of before there was this store
        return facts
    names = reasons.live(session, {"dissatisfied"}).get("dissatisfied", {})
    facts |= {
        "grade": answer.score,
        "grade_name": GRADES.get(answer.score or 0),
        "solved": answer.solved,
        "way": answer.method,
        "again": step.verb == "rate_again",
        "reason_code": answer.reason_code,
        "reason": names.get(answer.reason_code or ""),
        "words": answer.words,
    }
    if told.notice == "checked":
        facts |= {"found": answer.check, "found_name": RATING_CHECKS.get(answer.check or "")}
    return facts


def _iso(order: WorkOrder) -> str | None:
    return order.replied_at.isoformat() if order.replied_at else None
