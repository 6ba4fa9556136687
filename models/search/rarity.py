"""How rare a pair of characters is: the statistics that ANALYZE keeps of the words' column."""

import math
import re
import threading
import time
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

UNKNOWN = 1e-4  # the share of orders that hold a pair which the statistics do not name
_FRESH_S = 600.0

_WORD = re.compile(r"'([^']+)'(:\*)?")
_STATISTICS = text(
    "SELECT most_common_elems::text::text[], most_common_elem_freqs, (SELECT greatest(reltuples, 1) FROM pg_class"
    " WHERE oid = 'order_words'::regclass) FROM pg_stats WHERE schemaname = current_schema()"
    " AND tablename = 'order_words' AND attname = 'words'"
)


@dataclass
class Rarity:
    """Shares of orders by pair, as of the last ANALYZE."""

    shares: dict[str, float] = field(default_factory=dict)
    rows: float = 1.0
    read_at: float = -math.inf

    def weight(self, pair: str) -> float:
        return -math.log(self.shares.get(pair, UNKNOWN))

    def bound(self, query: str) -> float:
        """At most what share of orders a tsquery of `bigrams.tsquery` finds: that of its rarest part; 0 if unknown."""
        return min((self._share(word, begins == ":*") for word, begins in _WORD.findall(query)), default=0.0)

    def _share(self, word: str, begins: bool) -> float:
        if not begins:
            return self.shares.get(word, 0.0)
        return min(sum(share for pair, share in self.shares.items() if pair.startswith(word)), 1.0)


_held: dict[str, Rarity] = {}
_lock = threading.Lock()


def rarity(session: Session) -> Rarity:
    """The statistics, read anew every ten minutes."""
    place = str(session.connection().engine.url)
    with _lock:
        known = _held.get(place)
    if known is not None and time.monotonic() - known.read_at < _FRESH_S:
        return known
    row = session.execute(_STATISTICS).first()
    fresh = Rarity(read_at=time.monotonic())
    if row is not None and row[0]:
        # freqs holds three values more at its end: the least, the greatest, and that of NULL
        fresh.shares, fresh.rows = dict(zip(row[0], row[1], strict=False)), float(row[2])
    with _lock:
        _held[place] = fresh
    return fresh
