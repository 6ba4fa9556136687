"""Which of the orders found alike become suggestions: each child with one master of a sort, each pair once."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import clock, orders
from models.orders import WorkOrder
from models.suggestions.tables import CHILDREN, MergeSuggestion, Suggested, tell

_AS_LIKELY: Final = 0.15
"""Scores that differ by no more tell nothing about which of two orders is the better master."""


def suggest(session: Session, order: WorkOrder, found: Sequence[Suggested], *, rewritten: bool = False) -> int:
    """Writes the pairs that are new and possible; returns how many.

    The older order leads, unless only it can be merged. Of many alike orders one master is chosen for the same person
    and one for others: the oldest of the likeliest, so that a crowd gathers at one order instead of every one at every
    other. rewritten: its words are new, the order is not; later ones, which were judged without them, are looked at
    too. A confidential order is never put beside one that is not: the merger would name it to others.
    """
    others = {
        other.order_no: other
        for other in session.scalars(
            select(WorkOrder).where(WorkOrder.order_no.in_([one.other_no for one in found])).order_by(WorkOrder.id)
        )
    }
    made = 0
    leads: dict[bool, list[tuple[Suggested, WorkOrder]]] = {True: [], False: []}
    for one in found:
        other = others.get(one.other_no)
        pair = None if other is None or other.is_secret != order.is_secret else _pair(order, other)
        if pair is None:
            continue
        child, master = pair
        repeated = one.kind == "repeat"
        if child.id == order.id:
            leads[repeated].append((one, master))
        elif (rewritten or child.id < order.id) and not _waits(session, child, repeated):
            made += _write(session, child, master, one)
    for chosen in leads.values():
        if chosen:
            best = max(one.score for one, _ in chosen)
            near = [(one, master) for one, master in chosen if one.score >= best - _AS_LIKELY]
            one, master = min(near, key=lambda lead: (lead[1].accepted_at, lead[1].id))
            made += _write(session, order, master, one)
    return made


def _waits(session: Session, child: WorkOrder, repeated: bool) -> bool:
    """Whether an order has an open suggestion of this sort already."""
    sort = MergeSuggestion.kind == "repeat" if repeated else MergeSuggestion.kind != "repeat"
    open_now = MergeSuggestion.child_id == child.id, MergeSuggestion.state == "open", sort
    return session.scalar(select(MergeSuggestion.id).where(*open_now).limit(1)) is not None


def _pair(order: WorkOrder, other: WorkOrder) -> tuple[WorkOrder, WorkOrder] | None:
    """(child, master), None where neither can be merged into the other."""
    older, newer = sorted((order, other), key=lambda one: (one.accepted_at, one.id))
    for child, master in ((newer, older), (older, newer)):
        if child.state in CHILDREN and master.state in orders.MASTERS:
            return child, master
    return None


def _known(session: Session, child: WorkOrder, master: WorkOrder) -> bool:
    """Whether the pair was suggested before, either way round."""
    either = or_(
        and_(MergeSuggestion.child_id == child.id, MergeSuggestion.master_id == master.id),
        and_(MergeSuggestion.child_id == master.id, MergeSuggestion.master_id == child.id),
    )
    return session.scalar(select(MergeSuggestion.id).where(either).limit(1)) is not None


def _write(session: Session, child: WorkOrder, master: WorkOrder, one: Suggested) -> int:
    if _known(session, child, master):
        return 0
    row = insert(MergeSuggestion).values(
        child_id=child.id,
        master_id=master.id,
        kind=one.kind,
        score=one.score,
        reasons=list(one.reasons),
        state="open",
        created_at=clock.now(),
    )
    made = session.execute(row.on_conflict_do_nothing().returning(MergeSuggestion.id)).scalar()
    if made is None:
        return 0
    tell(session, made, "open", child.order_no, master.order_no)
    return 1
