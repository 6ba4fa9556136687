"""A page of orders: filtered, sorted, from a cursor on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from models.orders.errors import FieldInvalid
from models.orders.tables import WorkOrder
from models.search.filters import OrderFilter, conditions, words_of
from models.search.worded import COUNTED, Worded, worded

Sort = Literal["newest", "oldest", "due"]
_HEAVY = (WorkOrder.caller_name, WorkOrder.caller_phone, WorkOrder.caller_address, WorkOrder.advice)
_CHUNK = 500


@dataclass(frozen=True)
class Page:
    """next: give it back as `cursor` with the same sort, None at the end.

    total: exact up to `COUNTED`; of common words it may be an estimate.
    """

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
    walk, query = _walk(wanted, sort), words_of(wanted)
    if query is not None and walk.instant is None:
        after = _read(cursor, walk)[0] if cursor is not None else None
        return _loaded(session, worded(session, wanted, query, after=after, limit=limit, rising=walk.rising), limit)
    found, following = _page(session, conditions(wanted), cursor, limit, walk)
    return Page(found, following, count(session, wanted))


def _loaded(session: Session, hits: Worded, limit: int) -> Page:
    ids = hits.ids[:limit]
    found = session.scalars(select(WorkOrder).where(WorkOrder.id.in_(ids)).options(*map(defer, _HEAVY))).all()
    in_order = sorted(found, key=lambda order: ids.index(order.id))
    return Page(in_order, str(ids[-1]) if len(hits.ids) > limit else None, hits.total)


def count(session: Session, wanted: OrderFilter, most: int = COUNTED) -> int:
    """How many orders there are, counted up to `most`."""
    counted = select(WorkOrder.id).where(*conditions(wanted)).limit(most).subquery()
    return session.execute(select(func.count()).select_from(counted)).scalar_one()


def every(session: Session, wanted: OrderFilter, most: int, sort: Sort = "newest") -> Iterator[Sequence[WorkOrder]]:
    """All orders of the filter, up to `most`, in chunks that are forgotten one after the other."""
    where, cursor, left, walk = conditions(wanted), None, most, _walk(wanted, sort)
    while left > 0:
        found, cursor = _page(session, where, cursor, min(_CHUNK, left), walk)
        if found:
            yield found
        left -= len(found)
        session.expunge_all()
        if cursor is None:
            return


def _walk(wanted: OrderFilter, sort: Sort) -> "_Walk":
    """By which index. Numbers rise with time, which the planner does not know: days are walked by their own index."""
    if sort == "newest" and (wanted.accepted_from or wanted.accepted_to):
        return _WALKS["accepted"]
    return _WALKS[sort]


@dataclass(frozen=True)
class _Walk:
    """An order of rows. instant: the column before the number, None where the number alone decides."""

    instant: InstrumentedAttribute[Any] | None
    rising: bool


_WALKS = {
    "newest": _Walk(None, rising=False),
    "oldest": _Walk(None, rising=True),
    "due": _Walk(WorkOrder.due_at, rising=True),
    "accepted": _Walk(WorkOrder.accepted_at, rising=False),
}


def _page(
    session: Session, where: list[ColumnElement[bool]], cursor: str | None, limit: int, walk: _Walk
) -> tuple[Sequence[WorkOrder], str | None]:
    columns = [WorkOrder.id] if walk.instant is None else [walk.instant, WorkOrder.id]
    page = select(WorkOrder).where(*where).options(*map(defer, _HEAVY)).limit(limit + 1)
    if walk.instant is not None:
        page = page.where(walk.instant.is_not(None))
    if cursor is not None:
        place = _read(cursor, walk)
        page = page.where(tuple_(*columns) > tuple_(*place) if walk.rising else tuple_(*columns) < tuple_(*place))
    page = page.order_by(*(column.asc() if walk.rising else column.desc() for column in columns))
    found = session.scalars(page).all()
    more = len(found) > limit
    return found[:limit], _written(found[limit - 1], walk) if more else None


def _written(order: WorkOrder, walk: _Walk) -> str:
    if walk.instant is None:
        return str(order.id)
    return f"{getattr(order, walk.instant.key).isoformat()} {order.id}"


def _read(cursor: str, walk: _Walk) -> list[Any]:
    try:
        *instant, number = cursor.split(" ")
        if len(instant) != (walk.instant is not None) or not (number.isascii() and number.isdigit()):
            raise ValueError(cursor)
        return [*map(datetime.fromisoformat, instant), int(number[:18])]
    except ValueError:
        raise FieldInvalid("cursor 无效") from None
