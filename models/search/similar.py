"""Earlier orders with similar words: candidates by their rarest pairs of characters, scored by what they share.

How rare a pair is, the database knows already: the statistics that ANALYZE keeps of the words' column. Candidates are
those that share the most informative pairs, few enough to be read; the score weighs every pair by its rarity.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import cast, desc, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import OrderState
from models.search.bigrams import bigrams
from models.search.rarity import UNKNOWN, Rarity, rarity
from models.search.tables import OrderWords

_READ = 60  # candidates that are scored
_LOOKED_AT = 4_000  # rows that the chosen pairs may touch, by the statistics
_PAIRS = 12


@dataclass(frozen=True)
class SimilarOrder:
    """An order with its likeness 0..1."""

    order_id: int
    order_no: str
    title: str
    state: OrderState
    category_code: str | None
    lead_code: str | None
    score: float


def similar(
    session: Session, words: str, limit: int = 5, *, besides: int | None = None, units: Collection[str] = ()
) -> list[SimilarOrder]:
    """The likest earlier orders, best first; confidential ones are never among them.

    besides: an order that is not to be found, the one whose words these are. units: only orders in which
    one of them has a part.
    """
    known = rarity(session)
    asked = Counter(bigrams(words))
    chosen = _chosen(asked, known)
    if not chosen:
        return []
    query = cast(literal(" | ".join(f"'{pair}'" for pair in chosen)), TSQUERY)
    hits = select(WorkOrder.id, WorkOrder.order_no, WorkOrder.title, WorkOrder.content, WorkOrder.state,
                  WorkOrder.category_code, WorkOrder.lead_code)  # fmt: skip
    hits = hits.join(OrderWords, OrderWords.order_id == WorkOrder.id)
    hits = hits.where(OrderWords.words.op("@@")(query), WorkOrder.is_secret.is_(False), WorkOrder.state != "cancelled")
    if besides is not None:
        hits = hits.where(WorkOrder.id != besides)
    if units:
        hits = hits.where(WorkOrder.id.in_(select(Assignment.order_id).where(Assignment.department_code.in_(units))))
    best = hits.order_by(desc(func.ts_rank(OrderWords.words, query)), WorkOrder.id.desc()).limit(_READ)
    scored = [
        SimilarOrder(row.id, row.order_no, row.title, row.state, row.category_code, row.lead_code,
                     _likeness(asked, Counter(bigrams(f"{row.title}。{row.content}")), known))
        for row in session.execute(best)
    ]  # fmt: skip
    scored.sort(key=lambda one: (-one.score, -one.order_id))
    return scored[:limit]


def _chosen(asked: Counter[str], known: Rarity) -> list[str]:
    """The rarest pairs, as many as may be looked at."""
    chosen: list[str] = []
    touched = 0.0
    for pair in sorted(asked, key=lambda pair: (-known.weight(pair), pair)):
        touched += known.shares.get(pair, UNKNOWN) * known.rows
        if chosen and (touched > _LOOKED_AT or len(chosen) == _PAIRS):
            break
        chosen.append(pair)
    return chosen


def _likeness(left: Counter[str], right: Counter[str], known: Rarity) -> float:
    """Dice over the pairs, each weighed by its rarity."""
    shared = sum(known.weight(pair) for pair in left.keys() & right.keys())
    one, other = (sum(map(known.weight, side.keys())) for side in (left, right))
    return round(2 * shared / (one + other), 4) if one and other else 0.0
