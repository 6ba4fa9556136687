"""Duplicates: is a new demand the same matter as an earlier one, and why."""

from routing.duplicates.demand import Candidates, Demand
from routing.duplicates.index import Hit, Index
from routing.duplicates.judgement import Judgement, Relation, judge, score
from routing.duplicates.policy import POLICY, Policy
from routing.duplicates.rarity import Rarity

__all__ = [
    "POLICY",
    "Candidates",
    "Demand",
    "Hit",
    "Index",
    "Judgement",
    "Policy",
    "Rarity",
    "Relation",
    "judge",
    "score",
]
