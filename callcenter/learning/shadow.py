"""Shadow mode: the candidate proposes for new orders beside the model in use. Kept to compare; nobody acts on it."""

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

import routing
from callcenter.learning.nightly import Study
from models import clock
from models.catalogue import Follower, Vocabulary
from models.database import Store
from models.learning import OrderProposal, ShadowProposal
from models.orders import WorkOrder
from routing.advice import Advice
from routing.classifier.saving import ClassifierUnreadable
from routing.versions import Versions

log = logging.getLogger(__name__)

LOOK_BACK: Final = timedelta(days=2)
KEPT: Final = timedelta(days=180)
_BATCH: Final = 200
_READ: Final = 5_000  # characters, as the intake reads


class Shadow:
    """One worker's shadow; `round` is called by one thread at a time. The candidate is loaded while there is one."""

    def __init__(self, store: Store, study: Study) -> None:
        self._store, self._versions = store, Versions(study.classifiers)
        self._follower = Follower()
        self._vocabulary: Vocabulary | None = None
        self._adviser: routing.Adviser | None = None
        self._name = ""

    def round(self) -> int:
        """Proposes for orders that came since the candidate waits; returns how many."""
        name = self._versions.pointer().shadow
        if name is None:
            self._adviser, self._name = None, ""
            return 0
        adviser = self._ready(name)
        if adviser is None:
            return 0
        with self._store.reading() as session:
            waiting = [
                (order.id, order.title, order.content[:_READ])
                for order in session.scalars(_waiting(name, self._since(name)))
            ]
        found = [_row(order, name, adviser.advise(*_words(title, content))) for order, title, content in waiting]
        if found:
            with self._store.transaction() as session:
                session.execute(insert(ShadowProposal).on_conflict_do_nothing(), found)
                forget(session)
        return len(found)

    def _ready(self, name: str) -> routing.Adviser | None:
        with self._store.reading() as session:
            self._follower.look(session, self._renew)
        if self._adviser is None or self._name != name:
            assert self._vocabulary is not None
            try:
                self._adviser = routing.Adviser(self._vocabulary, self._versions.load(name))
            except ClassifierUnreadable as error:
                log.error("%s: %s; no shadow proposals", error.code, error)
                return None
            self._name = name
        return self._adviser

    def _renew(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        if self._adviser is not None:
            self._adviser = self._adviser.with_vocabulary(vocabulary)

    def _since(self, name: str) -> datetime:
        came = [
            datetime.fromisoformat(one.at)
            for one in self._versions.history()
            if one.name == name or (one.act == "rolled_back" and one.before == name)
        ]
        return max([clock.now() - LOOK_BACK, *came[-1:]])


def _waiting(name: str, since: datetime) -> Select[WorkOrder]:
    known = exists().where(ShadowProposal.order_id == WorkOrder.id, ShadowProposal.model == name)
    advised = exists().where(OrderProposal.order_id == WorkOrder.id)
    wanted = select(WorkOrder).where(WorkOrder.accepted_at >= since, ~WorkOrder.is_secret, advised, ~known)
    return wanted.order_by(WorkOrder.id).limit(_BATCH)


def _words(title: str, content: str) -> tuple[str, str]:
    """Text and subject; a title that was taken from the text is no subject."""
    return content, "" if title in content else title


def _row(order_id: int, name: str, advice: Advice) -> dict[str, object]:
    lead = advice.departments.lead
    return {
        "order_id": order_id,
        "model": name,
        "at": clock.now(),
        "category_code": advice.category.code if advice.category else None,
        "lead_code": lead.code if lead else None,
        "confidence": advice.confidence,
        "advice": advice.as_dict(),
    }


def forget(session: Session) -> None:
    """Deletes what is older than half a year."""
    session.execute(delete(ShadowProposal).where(ShadowProposal.at < clock.now() - KEPT))
