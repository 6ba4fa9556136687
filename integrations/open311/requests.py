"""GET Service Requests: published orders as records, masked."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, defer

from integrations.open311.asking import Asked, only
from integrations.open311.asking import told as instant
from integrations.open311.form import MEDIA_LINE
from integrations.open311.services import names_of
from integrations.open311.states import told
from integrations.open311.visible import BY_NUMBER, listed_for
from integrations.open311.wire import Listed
from models.api_clients import ApiClient
from models.catalogue.tables import Department
from models.orders import WorkOrder
from models.orders.publicity import ANSWERED
from models.privacy import public_text

_PLACES: Final = 3
"""Decimals of a coordinate that are shown: about 100 m. More would name the door that the text hides."""
_LONGEST: Final = 4000
_UNREAD: Final = (WorkOrder.caller_phone, WorkOrder.caller_address, WorkOrder.advice, WorkOrder.reply_text)


def found(session: Session, wanted: Asked, client: ApiClient | None, extended: bool) -> Listed:
    """The requests that were asked for, the newest first."""
    if wanted.ids:
        rows = _rows(session, BY_NUMBER & WorkOrder.order_no.in_(only(wanted.ids)), len(wanted.ids))
        return records(session, rows, extended)
    where = listed_for(client) & WorkOrder.accepted_at.between(wanted.start, wanted.end)
    if wanted.codes:
        where &= WorkOrder.category_code.in_(wanted.codes)
    if wanted.states is not None:
        where &= WorkOrder.state.in_(wanted.states)
    return records(session, _rows(session, where, wanted.limit, wanted.offset), extended)


def one(session: Session, number: str) -> WorkOrder | None:
    """The order that may be read by this number; None where there is none."""
    rows = _rows(session, BY_NUMBER & (WorkOrder.order_no == number.upper()), 1)
    return rows[0] if rows else None


def records(session: Session, rows: Sequence[WorkOrder], extended: bool) -> Listed:
    """The orders on the wire."""
    services = names_of(session, {order.category_code for order in rows if order.category_code})
    codes = {order.lead_code for order in rows if order.lead_code}
    units = dict(session.execute(select(Department.code, Department.name).where(Department.code.in_(codes))).all())
    return Listed("request", [_record(order, services, units, extended) for order in rows])


def _rows(session: Session, where: ColumnElement[bool], limit: int, offset: int = 0) -> Sequence[WorkOrder]:
    query = select(WorkOrder).where(where).order_by(WorkOrder.accepted_at.desc(), WorkOrder.id.desc())
    return session.scalars(query.offset(offset).limit(limit).options(*map(defer, _UNREAD))).all()


def _record(
    order: WorkOrder, services: dict[str, str], units: dict[str, str], extended: bool
) -> dict[str, Any]:  # fmt: skip
    state = told(order.state, order.solved)
    code = order.category_code or ""
    dispatched = order.lead_code if order.dispatched_at or order.replied_at else None
    record: dict[str, Any] = {
        "service_request_id": order.order_no,
        "status": state.status,
        "status_notes": _notes(order, state.notes),
        "service_name": services.get(code),
        "service_code": code or None,
        "description": description(order),
        "agency_responsible": units.get(dispatched) if dispatched else None,
        "service_notice": None,
        "requested_datetime": instant(order.accepted_at),
        "updated_datetime": instant(_updated(order, state.status)),
        "expected_datetime": instant(order.due_at) if order.due_at else None,
        "address": public_text(order.place_text, (order.caller_name,)) or None,
        "address_id": order.place_code,
        "zipcode": None,
        "lat": None if order.lat is None else round(order.lat, _PLACES),
        "long": None if order.lng is None else round(order.lng, _PLACES),
        "media_url": _media(order),
    }
    if extended:
        record["extended_attributes"] = {"status": state.extended, "title": _title(order)}
    return record


def description(order: WorkOrder) -> str | None:
    """The citizen's words for everybody: what the clerk published, else the order's own, masked."""
    if order.released_at is not None and order.public_content:
        words = order.public_content
    else:
        words = public_text(order.content, (order.caller_name,))
    kept = [line for line in words.split("\n") if not line.startswith(MEDIA_LINE)]
    return "\n".join(kept).strip()[:_LONGEST] or None


def answer(order: WorkOrder) -> str | None:
    """The public reply, masked, once the hotline has accepted it; None before."""
    told_already = order.state in ANSWERED or order.callback_at is not None
    return (
        public_text(order.public_reply_text, (order.caller_name,)) if told_already and order.public_reply_text else None
    )


def _title(order: WorkOrder) -> str:
    released = order.released_at is not None and order.public_title
    return order.public_title or "" if released else public_text(order.title, (order.caller_name,))


def _notes(order: WorkOrder, notes: str) -> str:
    reply = answer(order)
    return f"{notes}：{reply}" if reply else notes


def _updated(order: WorkOrder, status: str) -> Any:
    """Of a closed request the specification wants the instant at which it was closed."""
    closed = order.closed_at or order.replied_at if status == "closed" else None
    return closed or order.updated_at


def _media(order: WorkOrder) -> str | None:
    """The link that came with the request, once a clerk has seen and published it."""
    if order.released_at is None:
        return None
    links = [line.removeprefix(MEDIA_LINE) for line in order.content.split("\n") if line.startswith(MEDIA_LINE)]
    return links[0] if links else None
