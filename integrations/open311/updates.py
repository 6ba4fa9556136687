"""Service request updates, FixMyStreet's extension: what became of a request, and what its sender adds to it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, defer

from integrations.open311.asking import Asked, only, w3
from integrations.open311.asking import told as instant
from integrations.open311.faults import Fault
from integrations.open311.form import LONGEST, Given
from integrations.open311.requests import answer
from integrations.open311.states import EXTENDED, told
from integrations.open311.visible import BY_NUMBER, handed_in_by, listed_for
from integrations.open311.wire import Listed
from models import clock, intake, orders
from models.api_clients import ApiClient
from models.intake import Channel, Submission
from models.orders import SYSTEM, OrderError, OrderEvent, WorkOrder
from models.orders.publicity import MAY_BE_SHOWN

LOOKS_BACK: Final = timedelta(days=365)
"""A request that was made longer before the span than this is told of by its number alone."""
_BEGINS: Final = "create"
_REPLIES: Final = frozenset({"accept_reply", "answer", "take_answer"})


def found(session: Session, wanted: Asked, client: ApiClient | None) -> Listed:
    """The steps by which public requests changed their state, the oldest first."""
    visible: ColumnElement[bool]
    if wanted.ids:
        visible = BY_NUMBER & WorkOrder.order_no.in_(only(wanted.ids))
    else:
        # by the orders, of which few are published and which have an index: the steps have none by their time
        visible = (
            listed_for(client)
            & WorkOrder.accepted_at.between(wanted.start - LOOKS_BACK, wanted.end)
            & (WorkOrder.updated_at >= wanted.start)
            & OrderEvent.at.between(wanted.start, wanted.end)
        )
    moved = or_(OrderEvent.verb == _BEGINS, OrderEvent.from_state != OrderEvent.to_state)
    query = select(OrderEvent, WorkOrder).join(WorkOrder, WorkOrder.id == OrderEvent.order_id).where(visible, moved)
    query = query.order_by(OrderEvent.at, OrderEvent.id).offset(wanted.offset).limit(wanted.limit)
    rows = session.execute(query.options(defer(WorkOrder.caller_phone), defer(WorkOrder.advice)))
    return Listed("request_update", [_record(step, order) for step, order in rows.all()])


def _record(step: OrderEvent, order: WorkOrder) -> dict[str, Any]:
    """Only what the table says of a state and the public reply: a step's own words are for colleagues."""
    state = told(step.to_state, order.solved)
    reply = answer(order) if step.verb in _REPLIES else None
    return {
        "update_id": str(step.id),
        "service_request_id": order.order_no,
        "status": state.extended,
        "updated_datetime": instant(step.at),
        "description": f"{state.notes}：{reply}" if reply else state.notes,
        "media_url": None,
    }


def submission(said: Given, client: ApiClient) -> Submission:
    """What is added to a request. Raises `Fault` with everything that is missing or wrong."""
    wrong = [
        f"需要 {name}" for name in ("update_id", "service_request_id", "updated_datetime", "status") if not said[name]
    ]
    if len(said["update_id"]) > 200:
        wrong.append("update_id 不能超过 200 字")
    if len(said["description"]) > LONGEST:
        wrong.append(f"description 不能超过 {LONGEST} 字")
    status = said["status"].lower()
    if status and status not in EXTENDED:
        wrong.append(f"status 不是已知的状态：{status[:40]}")
    if said["updated_datetime"] and _instant(said["updated_datetime"]) is None:
        wrong.append("updated_datetime 应为带时区的 W3 时间，如 2026-11-27T00:00:00Z")
    if wrong:
        raise Fault(400, *wrong)
    return Submission(
        channel=Channel.OPEN311,
        external_id=f"{client.id}-u-{said['update_id']}",
        text=said["description"] or f"（对方平台的状态：{status}）",
        received_at=clock.now(),
        kind="supplement",
        refers_to=said["service_request_id"].upper(),
        raw=orjson.dumps({"texts": {name: text for name, text in said.texts.items() if name != "api_key"}}),
    )


def keep(session: Session, said: Given, client: ApiClient, later: Callable[[Session, int], None]) -> str:
    """The update is stored and joins its request; returns its id. The same update_id again changes nothing.

    later: defers the message's job, for what comes too late to join: it becomes an order of its own, before a person.
    """
    order = _own(session, said["service_request_id"], client)
    accepted = intake.accept(session, sent := submission(said, client))
    if not accepted.new:
        return str(accepted.message_id)
    try:
        with session.begin_nested():
            orders.apply(session, SYSTEM, order.order_no, "supplement", None, text=sent.text)
    except OrderError:
        later(session, accepted.message_id)
    else:
        intake.processed(session, accepted.message_id, order.id, "supplement")
    return str(accepted.message_id)


def _own(session: Session, number: str, client: ApiClient) -> WorkOrder:
    if not number:
        raise Fault(400, "需要 service_request_id")
    mine = select(WorkOrder).where(WorkOrder.order_no == number.upper(), MAY_BE_SHOWN, handed_in_by(client))
    order = session.scalars(mine).first()
    if order is None:
        raise Fault(404, "没有这个 service_request_id，或不是由此 api_key 提交的")
    return order


def _instant(text: str) -> datetime | None:
    try:
        return w3(text)
    except ValueError:
        return None
