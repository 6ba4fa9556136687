"""A page of orders: filtered, sorted, from a cursor on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, UnaryExpression, func, select, tuple_
from sqlalchemy.orm import Session, defer

from models.orders.errors import FieldInvalid
from models.orders.tables import WorkOrder
from models.search.filters import OrderFilter, conditions

Sort = Literal["newest", "oldest", "due"]
COUNTED = 10_000
"""Beyond this a total is "at least"."""
_COUNTED_WORDS = 1_000  # the same where words are sought: each row costs more
_HEAVY = (WorkOrder.caller_name, WorkOrder.caller_phone, WorkOrder.caller_address, WorkOrder.advice)
_CHUNK = 500


@dataclass(frozen=True)
class Page:
    """next: give it back as `cursor` with the same sort, None at the end; total: exact up to `COUNTED`."""

    items: Sequence[WorkOrder]
    next: str | None
    total: int


def listing(
    session: Session,
    wanted: OrderFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
    sort: Sort = "newest",
) -> Page:
    """A page of orders; their sealed fields and advice are not read. Sorted by due date: only those that have one."""
    wanted = wanted or OrderFilter()
    found, following = _page(session, conditions(wanted), cursor, limit, sort)
    return Page(found, following, count(session, wanted, _COUNTED_WORDS if wanted.q else COUNTED))


def count(session: Session, wanted: OrderFilter, most: int = COUNTED) -> int:
    """How many orders there are, counted up to `most`."""
    counted = select(WorkOrder.id).where(*conditions(wanted)).limit(most).subquery()
    return session.execute(select(func.count()).select_from(counted)).scalar_one()


def every(session: Session, wanted: OrderFilter, most: int, sort: Sort = "newest") -> Iterator[Sequence[WorkOrder]]:
    """All orders of the filter, up to `most`, in chunks that are forgotten one after the other."""
    where, cursor, left = conditions(wanted), None, most
    while left > 0:
        found, cursor = _page(session, where, cursor, min(_CHUNK, left), sort)
        if found:
            yield found
        left -= len(found)
        session.expunge_all()
        if cursor is None:
            return


def _page(
    session: Session, where: list[ColumnElement[bool]], cursor: str | None, limit: int, sort: Sort
) -> tuple[Sequence[WorkOrder], str | None]:
    page = select(WorkOrder).where(*where).options(*map(defer, _HEAVY)).limit(limit + 1)
    if sort == "due":
        page = page.where(WorkOrder.due_at.is_not(None))
    if cursor is not None:
        page = page.where(_beyond(cursor, sort))
    found = session.scalars(page.order_by(*_ORDER[sort])).all()
    more = len(found) > limit
    return found[:limit], _place(found[limit - 1], sort) if more else None


_ORDER: dict[Sort, tuple[UnaryExpression[Any], ...]] = {
    "newest": (WorkOrder.id.desc(),),
    "oldest": (WorkOrder.id.asc(),),
    "due": (WorkOrder.due_at.asc(), WorkOrder.id.asc()),
}


def _place(order: WorkOrder, sort: Sort) -> str:
    if sort == "due" and order.due_at is not None:
        return f"{order.due_at.isoformat()} {order.id}"
    return str(order.id)


def _beyond(cursor: str, sort: Sort) -> ColumnElement[bool]:
    try:
        if sort == "due":
            at, number = cursor.split(" ")
            return tuple_(WorkOrder.due_at, WorkOrder.id) > tuple_(datetime.fromisoformat(at), _number(number))
        number_ = _number(cursor)
    except ValueError:
        raise FieldInvalid("cursor 无效") from None
    return WorkOrder.id < number_ if sort == "newest" else WorkOrder.id > number_


def _number(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise ValueError(digits)
    return int(digits)
