"""The night's training: rows from the store, a candidate in a process of its own at low priority; the better wins."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from callcenter.calls.backstage import Backstage
from callcenter.commit import commit
from callcenter.learning.collecting import collected
from callcenter.settings import Settings
from models import clock
from models.catalogue import read_vocabulary
from models.database import Store
from models.learning import LearningNight
from routing.learning import LabelledRow, Learned, Shelf, learn

log = logging.getLogger(__name__)

NIGHT: Final = range(2, 6)
"""Hours of the city's clock in which it may begin: looked at once an hour, so a worker that was down catches up."""
BY: Final = "夜间训练"


@dataclass(frozen=True)
class Study:
    """Where a hotline keeps its models, its imported rows and its written examples."""

    classifiers: Path
    imported: Path
    written: Path

    @classmethod
    def of(cls, settings: Settings) -> "Study":
        return cls(settings.classifiers, settings.labelled, settings.examples)


async def night(store: Store, study: Study) -> Learned | None:
    """The training of this night, once; None where it is day, or this night has had its training."""
    at = clock.now().astimezone(clock.LOCAL)
    if at.hour not in NIGHT or await asyncio.to_thread(_done, store, at.date()):
        return None
    learned = await train(store, study)
    await asyncio.to_thread(_write_down, store, at.date(), learned)
    return learned


def _done(store: Store, day: date) -> bool:
    with store.reading() as session:
        return session.get(LearningNight, day) is not None


def _write_down(store: Store, day: date, learned: Learned) -> None:
    with store.transaction() as session:
        told = {"model": learned.name, "promoted": learned.promoted, "reason": learned.reason}
        session.add(LearningNight(day=day, at=clock.now(), **told))


async def train(store: Store, study: Study, by: str = BY, *, promote: bool = True) -> Learned:
    """One round; the caller's process only collects and waits."""
    rows, categories = await asyncio.to_thread(_collected, store, study)
    backstage = Backstage()
    try:
        learned = await backstage.do(_learn, study, rows, categories, _Asked(by, promote, clock.now()))
    finally:
        backstage.close()
    log.info("routing-trained: %s promoted=%s rows=%d", learned.name, learned.promoted, len(rows))
    return learned


def _collected(store: Store, study: Study) -> tuple[list[LabelledRow], frozenset[str]]:
    with store.reading() as session:
        categories = frozenset(code for code in read_vocabulary(session).categories if len(code) == 6)
    return collected(store, Shelf(study.imported)), categories


@dataclass(frozen=True)
class _Asked:
    """By whom, whether a better one may come into use at once, and when: another process has another clock."""

    by: str
    promote: bool
    at: datetime


def _learn(study: Study, rows: list[LabelledRow], categories: frozenset[str], asked: _Asked) -> Learned:
    """Runs in the process."""
    with clock.running_from(lambda: asked.at):
        return learn(
            study.classifiers,
            rows,
            categories,
            by=asked.by,
            commit=commit(),
            promote=asked.promote,
            written=study.written,
        )
