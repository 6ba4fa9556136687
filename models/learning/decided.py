"""Orders whose category has been decided: what routing learns from. Confidential ones are never among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.learning.tables import OrderCorrection
from models.orders.tables import WorkOrder
from models.search.routed import by_person, confirmed

How = Literal["accepted", "decided", "corrected"]


@dataclass(frozen=True)
class Decided:
    """An order's words and its final category. at: when that was decided; names: people known to be in the words;
    group: orders of one matter have the same."""

    order_no: str
    title: str
    content: str
    category_code: str
    at: datetime
    how: How
    group: str
    names: tuple[str, ...]


def decided(session: Session, most: int) -> Iterator[Decided]:
    """The `most` newest of them, the newest first.

    corrected: a person chose another category than was proposed; decided: a person sent or answered it; accepted: the
    system sent it and the unit took it.
    """
    corrected_at = (
        select(func.max(OrderCorrection.at))
        .where(OrderCorrection.order_id == WorkOrder.id, OrderCorrection.kind.in_(("category", "returned")))
        .scalar_subquery()
    )
    chosen = (
        select(OrderCorrection.chosen)
        .where(OrderCorrection.order_id == WorkOrder.id, OrderCorrection.kind == "category")
        .order_by(OrderCorrection.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    proposed = WorkOrder.advice["category"]["code"].astext
    rows = session.execute(
        select(WorkOrder, corrected_at, chosen, by_person(), proposed)
        .where(WorkOrder.category_code.is_not(None), ~WorkOrder.is_secret, confirmed())
        .order_by(WorkOrder.id.desc())
        .limit(most)
        .execution_options(yield_per=500)
    )
    for order, moved, chose, person, said in rows:
        how: How = "decided" if person else "accepted"
        if chose is not None and chose == order.category_code and chose != said:
            how = "corrected"
        yield Decided(
            order_no=order.order_no,
            title=order.title,
            content=order.content,
            category_code=order.category_code,
            at=moved or order.dispatched_at or order.replied_at or order.updated_at,
            how=how,
            group=f"order {order.master_id or order.id}",
            names=tuple(name for name in (order.caller_name,) if name),
        )
        session.expunge(order)
