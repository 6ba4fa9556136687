"""Earlier orders with similar words: candidates by their rarest pairs of characters, scored by what they share.

How rare a pair is, the database knows already: the statistics that ANALYZE keeps of the words' column. Candidates are
those that share the most informative pairs, few enough to be read; the score weighs every pair by its rarity.
"""

import math
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import cast, desc, func, literal, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from models.orders.tables import Assignment, WorkOrder
from models.orders.workflow import OrderState
from models.search.bigrams import bigrams
from models.search.tables import OrderWords

_READ = 60  # candidates that are scored
_LOOKED_AT = 4_000  # rows that the chosen pairs may touch, by the statistics
_PAIRS = 12
_UNKNOWN = 1e-4  # the share of orders that hold a pair which the statistics do not name
_FRESH_S = 600.0

_STATISTICS = text(
    "SELECT most_common_elems::text::text[], most_common_elem_freqs, (SELECT greatest(reltuples, 1) FROM pg_class"
    " WHERE oid = 'order_words'::regclass) FROM pg_stats WHERE schemaname = current_schema()"
    " AND tablename = 'order_words' AND attname = 'words'"
)


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


@dataclass
class _Rarity:
    """Shares of orders by pair, as of the last ANALYZE."""

    shares: dict[str, float] = field(default_factory=dict)
    rows: float = 1.0
    read_at: float = -math.inf

    def weight(self, pair: str) -> float:
        return -math.log(self.shares.get(pair, _UNKNOWN))


_held: dict[str, _Rarity] = {}
_lock = threading.Lock()


def similar(
    session: Session, words: str, limit: int = 5, *, besides: int | None = None, department: str | None = None
) -> list[SimilarOrder]:
    """The likest earlier orders, best first; confidential ones are never among them.

    besides: an order that is not to be found, the one whose words these are. department: only orders it has a part in.
    """
    rarity = _rarity(session)
    asked = Counter(bigrams(words))
    chosen = _chosen(asked, rarity)
    if not chosen:
        return []
    query = cast(literal(" | ".join(f"'{pair}'" for pair in chosen)), TSQUERY)
    hits = select(WorkOrder.id, WorkOrder.order_no, WorkOrder.title, WorkOrder.content, WorkOrder.state,
                  WorkOrder.category_code, WorkOrder.lead_code)  # fmt: skip
    hits = hits.join(OrderWords, OrderWords.order_id == WorkOrder.id)
    hits = hits.where(OrderWords.words.op("@@")(query), WorkOrder.is_secret.is_(False), WorkOrder.state != "cancelled")
    if besides is not None:
        hits = hits.where(WorkOrder.id != besides)
    if department is not None:
        hits = hits.where(WorkOrder.id.in_(select(Assignment.order_id).where(Assignment.department_code == department)))
    best = hits.order_by(desc(func.ts_rank(OrderWords.words, query)), WorkOrder.id.desc()).limit(_READ)
    scored = [
        SimilarOrder(row.id, row.order_no, row.title, row.state, row.category_code, row.lead_code,
                     _likeness(asked, Counter(bigrams(f"{row.title}。{row.content}")), rarity))
        for row in session.execute(best)
    ]  # fmt: skip
    scored.sort(key=lambda one: (-one.score, -one.order_id))
    return scored[:limit]


def _chosen(asked: Counter[str], rarity: _Rarity) -> list[str]:
    """The rarest pairs, as many as may be looked at."""
    chosen: list[str] = []
    touched = 0.0
    for pair in sorted(asked, key=lambda pair: (-rarity.weight(pair), pair)):
        touched += rarity.shares.get(pair, _UNKNOWN) * rarity.rows
        if chosen and (touched > _LOOKED_AT or len(chosen) == _PAIRS):
            break
        chosen.append(pair)
    return chosen


def _likeness(left: Counter[str], right: Counter[str], rarity: _Rarity) -> float:
    """Dice over the pairs, each weighed by its rarity."""
    shared = sum(rarity.weight(pair) for pair in left.keys() & right.keys())
    one, other = (sum(map(rarity.weight, side.keys())) for side in (left, right))
    return round(2 * shared / (one + other), 4) if one and other else 0.0


def _rarity(session: Session) -> _Rarity:
    """The statistics, read anew every ten minutes."""
    place = str(session.connection().engine.url)
    with _lock:
        known = _held.get(place)
    if known is not None and time.monotonic() - known.read_at < _FRESH_S:
        return known
    row = session.execute(_STATISTICS).first()
    fresh = _Rarity(read_at=time.monotonic())
    if row is not None and row[0]:
        # freqs holds three values more at its end: the least, the greatest, and that of NULL
        fresh.shares, fresh.rows = dict(zip(row[0], row[1], strict=False)), float(row[2])
    with _lock:
        _held[place] = fresh
    return fresh
