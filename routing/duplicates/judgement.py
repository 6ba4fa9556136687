"""Are two demands one matter? A score with its reasons; pure, and the same in either order."""

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from routing.duplicates.demand import Demand
from routing.duplicates.likeness import Likeness, likeness, shared_phrase
from routing.duplicates.policy import POLICY, Policy
from routing.duplicates.rarity import Rarity, written

_ALMOST_EQUAL, _ALIKE, _HEADLINE = 0.8, 0.4, 0.5
_PHRASE_SHOWN = 20  # characters of the shared phrase in a reason
_FINE_PLACE, _FINE_CATEGORY = 9, 6  # digits: a town or finer, a third-level category


class Relation(StrEnum):
    """What one demand is to an earlier one."""

    REPEAT = "重复来电"  # the same person again within the window: urge the open order
    GROUP = "群体诉求"  # other people at nearly the same time: one master order
    SAME = "同一事项"  # one matter, further apart
    OTHER = "不同事项"


@dataclass(frozen=True)
class Judgement:
    """score: probability 0..1 that the two are one matter; same: score reaches the policy's threshold.
    reasons: Chinese, shown to people; the ones that speak against stand last."""

    score: float
    same: bool
    relation: Relation
    reasons: tuple[str, ...]


def judge(a: Demand, b: Demand, rarity: Rarity | None = None, policy: Policy = POLICY) -> Judgement:
    """Judge two demands. `rarity`: learned from the city's own orders; else from the project's examples."""
    rarity = rarity or written()
    alike = likeness(a, b, rarity)
    score = round(_probability(_log_odds(a, b, alike, policy)), 4)
    same = score >= policy.threshold
    reasons = _reasons(a, b, alike, shared_phrase(a, b, rarity), policy)
    return Judgement(score, same, _relation(a, b, same, policy), reasons)


def score(a: Demand, b: Demand, rarity: Rarity | None = None, policy: Policy = POLICY) -> float:
    """The score of `judge` alone: where many are compared and nobody reads the reasons."""
    return _probability(_log_odds(a, b, likeness(a, b, rarity or written()), policy))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _log_odds(a: Demand, b: Demand, alike: Likeness, policy: Policy) -> float:
    weights = policy.weights
    signs = (
        (weights.text, alike.text),
        (weights.headline, alike.headline),
        (weights.headlines, alike.headlines),
        (weights.names, alike.names),
        (weights.elsewhere, float(_elsewhere(a, b))),
        (weights.same_person, float(_same_person(a, b) and abs(a.at - b.at) <= policy.repeat)),
        (weights.same_category, float(_same_category(a, b))),
        (weights.other_category, float(_other_category(a, b))),
    )
    return weights.base + sum(weight * value for weight, value in signs)


def _relation(a: Demand, b: Demand, same: bool, policy: Policy) -> Relation:
    apart = abs(a.at - b.at)
    if not same:
        return Relation.OTHER
    if _same_person(a, b) and apart <= policy.repeat:
        return Relation.REPEAT
    if a.person and b.person and a.person != b.person and apart <= policy.group:
        return Relation.GROUP
    return Relation.SAME


def _same_person(a: Demand, b: Demand) -> bool:
    return bool(a.person) and a.person == b.person


def _elsewhere(a: Demand, b: Demand) -> bool:
    """Two known places of which neither lies in the other."""
    return bool(a.place and b.place) and not (a.place.startswith(b.place) or b.place.startswith(a.place))


def _same_place(a: Demand, b: Demand) -> bool:
    return len(a.place) >= _FINE_PLACE and a.place == b.place


def _same_category(a: Demand, b: Demand) -> bool:
    return len(a.category) >= _FINE_CATEGORY and a.category == b.category


def _other_category(a: Demand, b: Demand) -> bool:
    """Not even the first level agrees."""
    return bool(a.category and b.category) and a.category[:2] != b.category[:2]


def _reasons(a: Demand, b: Demand, alike: Likeness, phrase: str, policy: Policy) -> tuple[str, ...]:
    apart = abs(a.at - b.at)
    shown = phrase[:_PHRASE_SHOWN] + ("…" if len(phrase) > _PHRASE_SHOWN else "")
    table = (
        (_same_person(a, b) and apart <= policy.repeat, f"同一来电人，相隔{_spoken(apart)}"),
        (alike.text >= _ALMOST_EQUAL, f"内容几乎相同（相似度 {alike.text:.0%}）"),
        (_ALIKE <= alike.text < _ALMOST_EQUAL, f"内容相近（相似度 {alike.text:.0%}）"),
        (alike.headlines >= _HEADLINE, "双方标题所说的事都见于对方内容"),
        (alike.headlines < _HEADLINE <= alike.headline, "一方标题所说的事见于另一方内容"),
        (bool(shown), f"都提到“{shown}”"),
        (_same_place(a, b), "同一地点"),
        (_same_category(a, b), "同类事项"),
        (apart <= policy.group, f"相隔{_spoken(apart)}，在 {policy.group // timedelta(hours=1)} 小时内"),
        (_elsewhere(a, b), "地点不同"),
        (alike.names == 0.0, "标题中的名称对方没有提到"),
        (_other_category(a, b), "事项类别不同"),
    )
    return tuple(text for holds, text in table if holds)


def _spoken(apart: timedelta) -> str:
    hours = apart // timedelta(hours=1)
    return f" {apart.days} 天" if apart.days else f" {hours} 小时" if hours else "不到 1 小时"
