"""Hot issues: what many people bring up at once, where, and since when; and when somebody must be told."""

from routing.hot_issues.alerts import THRESHOLDS, Alert, Threshold, alert, by_matter, thresholds_of
from routing.hot_issues.clustering import Grouping, HotIssues
from routing.hot_issues.issue import Issue
from routing.hot_issues.surge import Surge, surge

__all__ = [
    "THRESHOLDS",
    "Alert",
    "Grouping",
    "HotIssues",
    "Issue",
    "Surge",
    "Threshold",
    "alert",
    "by_matter",
    "surge",
    "thresholds_of",
]
