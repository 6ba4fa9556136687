"""Hot issues as the minute's job: new orders join their issues, issues are written, alerts are raised.

The clusters are held in the process that does the job and put together again from the rows after a restart, so that an
issue keeps its identity whichever worker goes on with it. Confidential orders take no part.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from callcenter.matters import demands
from models import clock, hot_issues
from models.catalogue import Follower, Vocabulary
from models.database import Store
from models.hot_issues import HotIssueOrder
from models.orders import WorkOrder
from routing.duplicates import Demand
from routing.extraction.urgency import Dangers
from routing.hot_issues import THRESHOLDS, Alert, HotIssues, Issue, alert, by_matter, thresholds_of
from routing.hot_issues.surge import LEAST, WEEKS
from routing.hot_issues.urgency import usual_dangers

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=60)
"""What is older takes no new demand (`Grouping.quiet`), so it need not be held."""
NEW: Final = timedelta(days=7)
"""Orders older than this that never got an issue are left alone."""
_SETTLED: Final = timedelta(minutes=15)
"""A call's draft waits so long for its final words."""
_AT_ONCE: Final = 200
_HELD_FOR: Final = timedelta(days=1)
_DAY: Final = timedelta(hours=24)


class HotWatch:
    """One process's clusters. `round` runs in one thread of one process at a time: the job's lock sees to that."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._clusters = HotIssues()
        self._follower = Follower()
        self._dangers = usual_dangers()
        self._thresholds = THRESHOLDS
        self._since: datetime | None = None
        self._read_until: datetime | None = None

    def round(self) -> int:
        """Takes in up to 200 new orders; returns how many. The next round goes on."""
        now = clock.now()
        if self._since is None or now - self._since > _HELD_FOR:
            # once a day anew: what has become old is let go
            self._clusters, self._since, self._read_until = HotIssues(), now, None
        with self._store.reading() as session:
            self._follower.look(session, self._know)
            self._clusters.dangers = self._dangers
            self._restore(session, now)
            rows = session.execute(_unassigned(now)).all()
        issue_of: dict[int, str] = {}
        fresh: list[Demand] = []
        for row in rows:
            one = demands.demand(row)
            issue_of[row.id] = self._clusters.add(one)
            fresh.append(one)
        if fresh:
            self._write(issue_of, fresh, now)
        return len(fresh)

    def _know(self, vocabulary: Vocabulary) -> None:
        self._dangers = Dangers(vocabulary.signals)
        self._thresholds = thresholds_of(vocabulary.matters)

    def _restore(self, session: Session, now: datetime) -> None:
        """What this process does not hold yet: after a start all of it, else what another process added."""
        added = HotIssueOrder.added_at >= (self._read_until or now - KEPT) - timedelta(minutes=5)
        wanted = demands.demands().add_columns(HotIssueOrder.issue_id)
        wanted = wanted.join(HotIssueOrder, HotIssueOrder.order_id == WorkOrder.id)
        wanted = wanted.where(added, WorkOrder.accepted_at >= now - KEPT).order_by(WorkOrder.accepted_at, WorkOrder.id)
        for row in demands.each(session, wanted):
            if row.order_no not in self._clusters:
                self._clusters.put(demands.demand(row), row.issue_id)
        self._read_until = now

    def _write(self, issue_of: dict[int, str], fresh: Sequence[Demand], now: datetime) -> None:
        # a merger within this round moves what was added before it
        issue_of = {order: self._clusters.current(issue) for order, issue in issue_of.items()}
        touched = [self._clusters.issue(issue, now) for issue in dict.fromkeys(issue_of.values())]
        with self._store.transaction() as session:
            known = select(hot_issues.HotIssue.id).where(
                hot_issues.HotIssue.merged_into.is_(None), hot_issues.HotIssue.last_at >= now - KEPT
            )
            for issue in session.scalars(known).all():
                if (older := self._clusters.current(issue)) != issue:
                    hot_issues.merge(session, issue, older)
            hot_issues.belong(session, issue_of)
            hot_issues.keep(session, (_row(issue) for issue in touched if issue.count > 1))
            told: list[Alert] = []
            for key, title, group, since in (*_matters(session, fresh, now), *self._issues(touched)):
                found = alert(group, now, since, self._thresholds, self._dangers)
                if found is None or _included(found, told):
                    continue
                told.append(found)
                hot_issues.raise_alert(
                    session, key, found.to, title=title, reasons=found.reasons, order_nos=found.demands
                )

    def _issues(self, touched: Iterable[Issue]) -> Iterable[tuple[str, str, list[Demand], None]]:
        for issue in touched:
            yield f"issue {issue.id}", issue.title, self._clusters.demands(issue.id), None


def _included(one: Alert, told: Iterable[Alert]) -> bool:
    """Whether the same people hear of these orders already: most issues are one matter at one place."""
    return any(one.to == other.to and set(one.demands) <= set(other.demands) for other in told)


def _matters(
    session: Session, fresh: Sequence[Demand], now: datetime
) -> Iterable[tuple[str, str, list[Demand], datetime | None]]:
    """The matters (place and third-level category) of these demands, with all that a threshold may ask for."""
    for (place, category), new in by_matter(fresh).items():
        mine = WorkOrder.place_code == place, WorkOrder.category_code == category, WorkOrder.is_secret.is_(False)
        wanted = demands.demands().where(*mine)
        day = [
            demands.demand(row)
            for row in session.execute(wanted.where(WorkOrder.accepted_at > now - _DAY).order_by(WorkOrder.id))
        ]
        since = None
        if len(day) >= LEAST:  # fewer are no surge: the past weeks need not be read
            weeks = WorkOrder.accepted_at.between(now - WEEKS * timedelta(days=7) - _DAY, now - _DAY)
            day += [demands.demand(row) for row in session.execute(wanted.where(weeks))]
            since = session.scalar(select(func.min(WorkOrder.accepted_at)))
        yield f"matter {place} {category}", new[-1].headline, sorted(day, key=lambda one: (one.at, one.id)), since


def _unassigned(now: datetime) -> Any:
    """Orders that belong to no issue yet, oldest first; drafts only once their words are there."""
    whole = or_(WorkOrder.state != "draft", WorkOrder.waits_for_person, WorkOrder.accepted_at < now - _SETTLED)
    wanted = demands.demands().add_columns(WorkOrder.id)
    wanted = wanted.outerjoin(HotIssueOrder, HotIssueOrder.order_id == WorkOrder.id)
    wanted = wanted.where(
        HotIssueOrder.order_id.is_(None),
        WorkOrder.accepted_at >= now - NEW,
        WorkOrder.is_secret.is_(False),
        WorkOrder.state.not_in(("cancelled", "not_accepted")),
        whole,
    )
    return wanted.order_by(WorkOrder.accepted_at, WorkOrder.id).limit(_AT_ONCE)


def _row(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue.id,
        "title": issue.title,
        "count": issue.count,
        "people": issue.people,
        "peak": issue.peak,
        "growth": issue.growth,
        "urgency": issue.urgency,
        "first_at": issue.first,
        "last_at": issue.last,
        "places": [list(place) for place in issue.places],
    }
