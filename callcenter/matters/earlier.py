"""The orders that a new demand could be merged into, held in an index of this process (routing.duplicates.Index).

Only orders that can still take another are of use: everything from the draft to the unit's work, however old; answered,
closed and confidential ones are not in it. It is built from the store when a worker starts, and follows by the events
`order.changed`: each worker has its own, none needs the others.
"""

import logging
import threading
import time
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from callcenter.matters import demands
from models import events, orders
from models.catalogue import Follower, Vocabulary
from models.database import Store
from models.orders import WorkOrder
from models.suggestions import Suggested, SuggestionKind
from routing.duplicates import Demand, Index, Policy, Rarity, Relation, judge
from routing.duplicates.rarity import written
from routing.duplicates.reading import read

log = logging.getLogger(__name__)

CANDIDATES: Final = 20
_BATCH: Final = 500
_COMPACT_AT: Final = 0.5
"""The share of removed orders in the index from which on it is made anew."""
_VILLAGE: Final = 12
_THIRD_LEVEL: Final = 6
_KINDS: Final[dict[Relation, SuggestionKind]] = {
    Relation.REPEAT: "repeat",
    Relation.GROUP: "group",
    Relation.SAME: "same",
}


class Earlier:
    """One process's index. Safe for use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._index = Index()
        self._rarity = Rarity()
        self._seq = 0
        self._city = Follower()
        self.policy = Policy()
        """The city's windows and marks, as of the last `catch_up`."""
        self.ready = threading.Event()
        """Set once the index has been built; before, nothing is found."""
        self.stopped = threading.Event()
        """Set where the process wants to end: a build breaks off."""

    def build(self) -> None:
        """Everything that is open now; seconds for thousands, minutes for a million (docs/duplicates.md)."""
        started = time.monotonic()
        known = written()
        index, rarity = Index(), Rarity(known.counts.copy(), known.texts)
        with self._store.reading() as session:
            seq = events.head(session)
            wanted = demands.demands().where(demands.MERGEABLE).order_by(WorkOrder.id)
            for row in demands.each(session, wanted):
                if self.stopped.is_set():
                    return
                one = demands.demand(row)
                index.add(one)
                rarity.add(read(one).pairs)
        with self._lock:
            self._index, self._rarity, self._seq = index, rarity, seq
        self.ready.set()
        log.info("duplicates-index: %d orders in %.1f s", len(index), time.monotonic() - started)

    def catch_up(self) -> None:
        """Takes in what has happened to orders, and to the city's rules, since the last time. Before `build` it does
        nothing."""
        if not self.ready.is_set():
            return
        with self._lock, self._store.reading() as session:
            self._city.look(session, self._know)
            while True:
                found, seq = events.of_topic(session, "order.changed", self._seq, _BATCH)
                changed = list(dict.fromkeys(event.subject for event in found))
                still = select(WorkOrder.order_no).where(WorkOrder.order_no.in_(changed), demands.MERGEABLE)
                open_now = set(session.scalars(still))
                for number in changed:
                    if number not in open_now:
                        self._index.remove(number)
                # a step that cannot have changed the words leaves the order as it is indexed
                anew = {e.subject for e in found if rewrites(e.data.get("verb"))} | (open_now - self._indexed(changed))
                for one in demands.of(session, sorted(anew & open_now)):
                    self._index.add(one)
                self._seq = seq
                if len(found) < _BATCH:
                    break
            if len(self._index) < _COMPACT_AT * len(self._index.ids):
                self._index.compact()

    def _know(self, vocabulary: Vocabulary) -> None:
        self.policy = Policy.of(vocabulary.matters)

    def _indexed(self, numbers: list[str]) -> set[str]:
        return {number for number in numbers if number in self._index}

    def near(self, demand: Demand, limit: int = CANDIDATES) -> list[Demand]:
        """Open orders that could be the same matter, likeliest first (`routing.duplicates.Candidates`)."""
        if not self.ready.is_set():
            return []
        with self._lock:
            hits = [hit.id for hit in self._index.search(demand, limit)]
        with self._store.reading() as session:
            known = {one.id: one for one in demands.of(session, hits)}
        return [known[number] for number in hits if number in known]

    def alike(self, demand: Demand) -> list[Suggested]:
        """The open orders that are judged to be the same matter, with reasons; the likeliest first."""
        found, policy = [], self.policy
        for other in self.near(demand):
            judged = judge(demand, other, self._rarity, policy)
            if judged.same:
                found.append(Suggested(other.id, _KINDS[judged.relation], judged.score, judged.reasons))
            elif judged.score >= policy.one_place and _one_place(demand, other, policy.group):
                found.append(Suggested(other.id, "group", judged.score, judged.reasons))
        return sorted(found, key=lambda one: (-one.score, one.other_no))


def _one_place(a: Demand, b: Demand, within: timedelta) -> bool:
    """Different people, one village or community, one third-level category, near in time (REPORT 2.8).

    Words need not be that alike then; but not unlike.
    """
    people = bool(a.person and b.person) and a.person != b.person
    place = len(a.place) >= _VILLAGE and a.place == b.place
    matter = len(a.category) >= _THIRD_LEVEL and a.category == b.category
    return people and place and matter and abs(a.at - b.at) <= within


def rewrites(verb: object) -> bool:
    """Whether a step of this verb may change an order's words, place or category."""
    if verb == "create":
        return True
    rule = orders.VERBS.get(str(verb))
    return rule is not None and "title" in rule.takes
