"""When somebody must be told: thresholds of people per time, and counts above the usual.

The thresholds are the city's (sheet `matters`). Without them a proposal holds: 5 people in 2 hours or 10 in 24 hours
about one matter at one place go to the shift leader; 30 in 24 hours are an emergency report. So is a single word of
threat, casualties, a crowd, food poisoning, or water or power gone in a whole area.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.catalogue.vocabulary import MatterEntry
from routing.duplicates import Demand
from routing.extraction.urgency import Dangers
from routing.hot_issues.surge import slots, surge
from routing.hot_issues.urgency import usual_dangers
from routing.wording import simplified

SHIFT_LEADER, EMERGENCY = "值班长", "突发事件报告"
SLOT = timedelta(hours=2)
_LEVELS = (SHIFT_LEADER, EMERGENCY)
EMERGENCIES = frozenset(
    ("扬言伤害自己或他人", "有人伤亡或被困", "多人聚集或群体", "食物中毒或多人发病", "大面积停水停电停气")
)
"""Danger signals (routing.extraction.urgency) of which one alone is an emergency report."""

Matter = tuple[str, str]
"""Place code and third-level category."""


@dataclass(frozen=True)
class Threshold:
    """So many distinct people within so long: tell `to`."""

    people: int
    within: timedelta
    to: str


THRESHOLDS: tuple[Threshold, ...] = (
    Threshold(30, timedelta(hours=24), EMERGENCY),
    Threshold(10, timedelta(hours=24), SHIFT_LEADER),
    Threshold(5, timedelta(hours=2), SHIFT_LEADER),
)

_TOLD = {"shift_leader": SHIFT_LEADER, "emergency": EMERGENCY}


def thresholds_of(entries: Iterable[MatterEntry]) -> tuple[Threshold, ...]:
    """As a city sets them; as proposed where it sets none."""
    said = [entry for entry in entries if entry.kind in _TOLD]
    found = (Threshold(one.people, timedelta(hours=one.hours), _TOLD[one.kind]) for one in said)
    return tuple(sorted(found, key=lambda one: -one.people)) or THRESHOLDS


@dataclass(frozen=True)
class Alert:
    """Who must be told of a group of demands, why (Chinese), and which demands they are."""

    to: str
    reasons: tuple[str, ...]
    demands: tuple[str, ...]


def alert(
    demands: Sequence[Demand],
    now: datetime,
    since: datetime | None = None,
    thresholds: Sequence[Threshold] = THRESHOLDS,
    dangers: Dangers | None = None,
) -> Alert | None:
    """The alert for demands of one matter, or of one issue; None where all is as usual.

    since: when counting of this matter began; without it counts are not compared with past weeks. Pure: the caller
    remembers what was told already. dangers: the city's signals, else the sample city's.
    """
    past = [demand for demand in demands if demand.at <= now]
    found = [*_many(past, now, thresholds), *_dangers(past, now, dangers or usual_dangers())]
    found += _above_usual(past, now, since) if since else ()
    if not found:
        return None
    day = tuple(demand.id for demand in past if now - timedelta(hours=24) < demand.at)
    return Alert(max((to for to, _ in found), key=_LEVELS.index), tuple(reason for _, reason in found), day)


def by_matter(demands: Iterable[Demand]) -> Mapping[Matter, list[Demand]]:
    """The demands of each place and third-level category; those without either belong to none."""
    groups: dict[Matter, list[Demand]] = defaultdict(list)
    for demand in demands:
        if demand.place and len(demand.category) >= 6:
            groups[demand.place, demand.category[:6]].append(demand)
    return groups


def _many(demands: Sequence[Demand], now: datetime, thresholds: Sequence[Threshold]) -> list[tuple[str, str]]:
    found = []
    for threshold in thresholds:
        people = {demand.person or demand.id for demand in demands if now - threshold.within < demand.at}
        if len(people) >= threshold.people:
            hours = threshold.within // timedelta(hours=1)
            found.append((threshold.to, f"{hours} 小时内 {len(people)} 人反映（阈值 {threshold.people} 人）"))
    return found


def _dangers(demands: Sequence[Demand], now: datetime, known: Dangers) -> list[tuple[str, str]]:
    """Emergencies in the words of the last 24 hours; each meaning once."""
    recent = [demand for demand in demands if now - timedelta(hours=24) < demand.at]
    meanings = dict.fromkeys(
        signal.meaning
        for demand in recent
        for signal in known.signals(simplified(demand.words))
        if signal.meaning in EMERGENCIES
    )
    return [(EMERGENCY, f"危险信号：{meaning}") for meaning in meanings]


def _above_usual(demands: Sequence[Demand], now: datetime, since: datetime) -> list[tuple[str, str]]:
    count, past = slots([demand.at for demand in demands], now, SLOT, since)
    risen = surge(count, past)
    if risen is None:
        return []
    hours = SLOT // timedelta(hours=1)
    return [
        (
            SHIFT_LEADER,
            f"{hours} 小时内 {count} 件，过去 {len(past)} 周同时段平均 {risen.usual:.1f} 件（z={risen.z:.1f}）",
        )
    ]
