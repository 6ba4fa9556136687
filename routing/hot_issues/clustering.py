"""Issues that grow demand by demand: each new demand joins the issue that it resembles, or begins one.

A demand joins when its mean score against the issue's most similar demands *and* against a sample spread over the issue
reaches the policy's marks: the first keeps rewordings together, the second keeps an issue from creeping from matter to
matter. When a demand fits two issues whose samples fit each other, the younger is merged into the older. The result
depends on the order of arrival and on nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.duplicates import POLICY, Demand, Index, Policy, Rarity, score
from routing.duplicates.rarity import written
from routing.duplicates.reading import read
from routing.extraction.urgency import Dangers
from routing.hot_issues.issue import Issue
from routing.hot_issues.title import spread, title
from routing.hot_issues.urgency import urgency

_CANDIDATES = 40
_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Grouping:
    """How demands are put together. quiet: an issue without a new demand for so long takes no more. nearest, near: how
    many of the most similar demands, and what their mean score must reach; sampled, typical: the same for the sample
    spread over the issue. merging: what the mean score between two samples must reach."""

    quiet: timedelta = timedelta(days=60)
    nearest: int = 3
    near: float = 0.4
    sampled: int = 7
    typical: float = 0.25
    merging: float = 0.28
    policy: Policy = POLICY


class HotIssues:
    """All issues of a city, single demands included. Demands are to be added in the order of their acceptance."""

    def __init__(
        self, grouping: Grouping | None = None, rarity: Rarity | None = None, dangers: Dangers | None = None
    ) -> None:
        """rarity: learned from earlier orders, else from the project's examples; it goes on learning in a copy.

        dangers: the city's signals, else the sample city's.
        """
        self.dangers = dangers
        known = rarity or written()
        self._rarity = Rarity(known.counts.copy(), known.texts)
        self._grouping = grouping or Grouping()
        self._index = Index()
        self._demands: dict[str, Demand] = {}
        self._issue_of: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._merged: dict[str, str] = {}

    def add(self, demand: Demand) -> str:
        """Put a demand in its issue; returns the issue's id. One that is known already stays where it is."""
        if demand.id in self._issue_of:
            return self.current(self._issue_of[demand.id])
        fitting = self._fitting(demand)
        issue = fitting[0] if fitting else f"hot-{demand.id}"
        for other in fitting[1:]:
            if self._alike(issue, other):
                issue = self._merge(issue, other)
        self._hold(demand, issue)
        return issue

    def _hold(self, demand: Demand, issue: str) -> None:
        self._members.setdefault(issue, []).append(demand.id)
        self._issue_of[demand.id] = issue
        self._demands[demand.id] = demand
        self._rarity.add(read(demand).pairs)
        self._index.add(demand)

    def put(self, demand: Demand, issue: str) -> None:
        """Take in a demand whose issue is known from before (a restart), without asking where it fits."""
        if demand.id not in self._issue_of:
            self._hold(demand, self.current(issue))

    def __contains__(self, demand_id: object) -> bool:
        return demand_id in self._issue_of

    def demands(self, issue: str) -> list[Demand]:
        """The demands of an issue, in the order in which they came."""
        return self._of(self.current(issue))

    def issue(self, issue: str, now: datetime) -> Issue:
        """An issue as it stands now, under the id where it lives now."""
        return self._described(self.current(issue), now)

    def current(self, issue: str) -> str:
        """The id under which an issue lives now: its own, or that of the older one into which it was merged."""
        while issue in self._merged:
            issue = self._merged[issue]
        return issue

    def issues(self, now: datetime, least: int = 2) -> list[Issue]:
        """The issues with at least `least` demands, hottest first: the highest peak, then the most demands, then the
        most recent. One tireless writer over a year does not outrank fifty neighbours in a month."""
        found = [self._described(issue, now) for issue, members in self._members.items() if len(members) >= least]
        return sorted(found, key=lambda issue: (-issue.peak, -issue.count, -issue.last.timestamp(), issue.id))

    def _fitting(self, demand: Demand) -> list[str]:
        """The issues that a demand fits, best first."""
        grouping = self._grouping
        hits = self._index.search(demand, _CANDIDATES, since=demand.at - grouping.quiet)
        scores: dict[str, list[float]] = {}
        for hit in hits:
            near = score(demand, self._demands[hit.id], self._rarity, grouping.policy)
            scores.setdefault(self.current(self._issue_of[hit.id]), []).append(near)
        fitting = []
        for issue, values in scores.items():
            nearest = sorted(values, reverse=True)[: grouping.nearest]
            near = sum(nearest) / len(nearest)
            if near >= grouping.near and self._typical(demand, issue) >= grouping.typical:
                fitting.append((-near, self._members[issue][0], issue))
        return [issue for _, _, issue in sorted(fitting)]

    def _typical(self, demand: Demand, issue: str) -> float:
        return self._mean([demand], self._sample(issue))

    def _alike(self, issue: str, other: str) -> bool:
        return self._mean(self._sample(issue), self._sample(other)) >= self._grouping.merging

    def _mean(self, left: Sequence[Demand], right: Sequence[Demand]) -> float:
        values = [score(a, b, self._rarity, self._grouping.policy) for a in left for b in right]
        return sum(values) / len(values)

    def _sample(self, issue: str) -> list[Demand]:
        return spread(self._of(issue), self._grouping.sampled)

    def _of(self, issue: str) -> list[Demand]:
        return [self._demands[member] for member in self._members[issue]]

    def _merge(self, one: str, two: str) -> str:
        """The older takes the younger's demands; the younger's id leads to the older."""
        older, younger = sorted((one, two), key=lambda issue: (self._of(issue)[0].at, issue))
        moved = self._members.pop(younger)
        self._members[older] = sorted(
            self._members[older] + moved, key=lambda member: (self._demands[member].at, member)
        )
        self._merged[younger] = older
        return older

    def _described(self, issue: str, now: datetime) -> Issue:
        demands = self._of(issue)
        instants = [demand.at for demand in demands]
        places = Counter(demand.place for demand in demands if demand.place)
        return Issue(
            id=issue,
            title=title(demands, self._rarity),
            count=len(demands),
            people=len({demand.person or demand.id for demand in demands}),
            peak=peak(instants),
            growth=growth(instants, now),
            urgency=urgency(demands, self.dangers),
            first=demands[0].at,
            last=demands[-1].at,
            places=tuple(sorted(places.items(), key=lambda item: (-item[1], item[0]))),
            members=tuple(self._members[issue]),
        )


def peak(instants: Sequence[datetime]) -> int:
    """The most instants within any 30 days; `instants` in order."""
    most = start = 0
    for end, instant in enumerate(instants):
        while instant - instants[start] > _MONTH:
            start += 1
        most = max(most, end - start + 1)
    return most


def growth(instants: Sequence[datetime], now: datetime) -> float:
    """Demands of the last 24 hours against the mean day of the seven days before; one a week counts as the least."""
    day = timedelta(days=1)
    recent = sum(now - day < instant <= now for instant in instants)
    before = sum(now - day - _WEEK < instant <= now - day for instant in instants)
    return round(recent / (max(before, 1) / _WEEK.days), 2)
