"""Orders that hold words, beside any other filter, in the order of their numbers: two ways to them.

By the index of the words: it gives every order that holds them, wherever it stands; good for rare words, whose few
orders are soon read. By a walk: orders of the other filters from the newest on (or the oldest), each looked at for the
words; good for common ones, for a page is full soon. In between neither is quick, and what the statistics say of a pair
of characters only bounds how often a phrase occurs. So a walk has a budget, and where it does not fill the page within
it, the words are not so common after all, and the index takes over: a page costs at most both (ADR 0015).
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, literal_column, select, true, union
from sqlalchemy.dialects.postgresql import TSQUERY, aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.orders.tables import Assignment, WorkOrder
from models.search.filters import PROPOSED, OrderFilter, conditions
from models.search.rarity import Rarity, rarity
from models.search.tables import OrderWords

COUNTED: Final = 1_000
"""Beyond this a total is "at least": to count on costs more than the page itself."""
_FEW: Final = 4_000
"""Orders that are read by the index without a walk before."""
_LOOKED_AT: Final = 6_000
"""The walk's budget: orders that are looked at for the words."""


@dataclass(frozen=True)
class Worded:
    """ids: up to one more than were asked for. total: up to `COUNTED`; exact but after a walk that ended early."""

    ids: list[int]
    total: int


def worded(session: Session, wanted: OrderFilter, query: str, *, after: int | None, limit: int, rising: bool) -> Worded:
    """The next `limit` orders behind `after`; query: `wanted.q` as a tsquery. rising: the oldest first."""
    search = _Search(rarity(session), wanted, query, rising)
    here = search.some(session, after, limit + 1, COUNTED if after is None else limit + 1)
    top = here if after is None else search.some(session, None, limit + 1, COUNTED)
    return Worded(here.ids[: limit + 1], top.total)


@dataclass(frozen=True)
class _Hits:
    """ids in their order; total: of all that there are, estimated where a walk has not seen them all."""

    ids: list[int]
    total: int


@dataclass(frozen=True)
class _Search:
    known: Rarity
    wanted: OrderFilter
    query: str
    rising: bool

    def some(self, session: Session, after: int | None, enough: int, most: int) -> _Hits:
        """Up to `most` hits behind `after`, `enough` of them if there are so many."""
        share = self.known.bound(self.query)
        if share * self.known.rows > _FEW:
            budget = min(int(1.2 * most / share), _LOOKED_AT)
            hits, seen, first, last = session.execute(self._walk(after, budget)).one()
            ids = list(hits or ())
            if seen < budget:
                return _Hits(ids[:most], min(len(ids), COUNTED))
            if len(ids) >= enough:
                about = int(len(ids) * self.known.rows / (abs(first - last) + 1))
                return _Hits(ids[:most], min(max(len(ids), about), COUNTED))
        ids = list(session.scalars(self._by_index(after, most)))
        return _Hits(ids, len(ids))

    def _by_index(self, after: int | None, most: int) -> Select[*tuple[Any, ...]]:
        if self._alone:
            number: Any = OrderWords.order_id
            found = select(number).where(_holds(OrderWords.words, self.query))
        else:
            number = WorkOrder.id
            found = select(number).where(*conditions(self.wanted))
        return self._ordered(found, number, after).limit(most)

    def _walk(self, after: int | None, budget: int) -> Select[*tuple[Any, ...]]:
        """One row: the hits among the next `budget` orders, how many there were, the first and the last of them."""
        hit: ColumnElement[bool]
        if self._alone:
            walked = select(OrderWords.order_id.label("id"), OrderWords.words)
            source = self._ordered(walked, OrderWords.order_id, after).limit(budget).subquery("source")
            rows: Any = source
            hit = _holds(source.c.words, self.query)
        else:
            source, besides = self._source(after, budget)
            # OFFSET 0: look at each order's words as it comes; never find all the words' orders to join them
            looked = select(true().label("hit")).where(
                OrderWords.order_id == source.c.id, _holds(OrderWords.words, self.query)
            )
            words = looked.offset(literal_column("0")).lateral("words")
            rows = source.outerjoin(words, true())
            hit = words.c.hit.is_not(None)
            if besides:
                rows = rows.join(WorkOrder, WorkOrder.id == source.c.id)
                hit = and_(hit, *besides)
        in_order = aggregate_order_by(source.c.id, source.c.id.asc() if self.rising else source.c.id.desc())
        return select(
            func.array_agg(in_order).filter(hit), func.count(), func.max(source.c.id), func.min(source.c.id)
        ).select_from(rows)

    def _source(self, after: int | None, budget: int) -> tuple[Subquery, list[ColumnElement[bool]]]:
        """The orders of the other filters, and the conditions that those still have to meet."""
        rest = replace(self.wanted, q=None)
        if not rest.units or rest.states:
            walked = self._ordered(select(WorkOrder.id), WorkOrder.id, after)
            return walked.where(*conditions(rest)).limit(budget).subquery("source"), []
        number = Assignment.order_id
        parts = select(number.label("id")).where(Assignment.department_code.in_(rest.units)).distinct()
        # not the column alone: the few drafts are looked through, not the many orders that the unit ever led
        meant = select(WorkOrder.id).where(
            WorkOrder.state.in_(PROPOSED), func.coalesce(WorkOrder.lead_code, "").in_(rest.units)
        )
        both = union(
            self._ordered(parts, number, after).limit(budget), self._ordered(meant, WorkOrder.id, after).limit(budget)
        ).subquery("both")
        source = select(both.c.id).order_by(both.c.id.asc() if self.rising else both.c.id.desc()).limit(budget)
        return source.subquery("source"), conditions(replace(rest, units=()))

    def _ordered(
        self, rows: Select[*tuple[Any, ...]], number: InstrumentedAttribute[int], after: int | None
    ) -> Select[*tuple[Any, ...]]:
        if after is not None:
            rows = rows.where(number > after if self.rising else number < after)
        return rows.order_by(number.asc() if self.rising else number.desc())

    @property
    def _alone(self) -> bool:
        return replace(self.wanted, q=None) == OrderFilter()


def _holds(words: Any, query: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = words.op("@@")(literal(query).cast(TSQUERY))
    return found
