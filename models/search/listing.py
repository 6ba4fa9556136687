"""A page of orders: filtered, sorted, from a cursor on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from models.orders.errors import FieldInvalid
from models.orders.tables import WorkOrder
from models.search.bigrams import bigrams
from models.search.filters import OrderFilter, conditions
from models.search.rarity import rarity

Sort = Literal["newest", "oldest", "due"]
COUNTED = 1_000
"""Beyond this a total is "at least": to count on costs more than the page itself."""
_COMMON = 0.01  # the share of orders from which on a walk finds a page sooner
_WALKING, _LOOKING_UP = (text(f"SET LOCAL enable_bitmapscan = {value}") for value in ("off", "on"))
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
    _expect(session, wanted)
    found, following = _page(session, conditions(wanted), cursor, limit, _walk(wanted, sort))
    return Page(found, following, count(session, wanted))


def _expect(session: Session, wanted: OrderFilter) -> None:
    """Common words alone are looked for row by row from the newest on, all others in their index.

    The planner takes the pairs of a word for independent, so a common phrase for a rare one, and would read all of it.
    """
    pairs = bigrams(wanted.q or "")
    if pairs:
        known = rarity(session)
        common = (
            replace(wanted, q=None) == OrderFilter() and min(known.shares.get(pair, 0.0) for pair in pairs) > _COMMON
        )
        session.execute(_WALKING if common else _LOOKING_UP)


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
