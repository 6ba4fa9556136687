"""When a spoken demand is over."""

import pytest

from callcenter.calls.demand import DemandRule, Verdict
from callcenter.calls.timing import Timing


@pytest.mark.parametrize(
    ("now", "last_speech", "asked_again_at", "verdict"),
    [
        (14.9, None, None, "wait"),
        (15.0, None, None, "ask-again"),
        (31.9, None, 17.0, "wait"),
        (32.0, None, 17.0, "give-up"),
        (12.9, 5.0, None, "wait"),
        (13.0, 5.0, None, "thank"),
        (40.0, 36.0, 17.0, "wait"),
        (44.0, 36.0, 17.0, "thank"),
        (15.0, -3.0, None, "ask-again"),  # spoke over the greeting only
        (32.0, -3.0, 17.0, "thank"),
        (299.0, 298.0, None, "wait"),
        (300.0, 299.9, None, "thank"),
    ],
)
def test_the_rule(now: float, last_speech: float | None, asked_again_at: float | None, verdict: Verdict) -> None:
    """Asked at 0; seconds of Timing's defaults."""
    rule = DemandRule(Timing(), 0.0)
    if asked_again_at is not None:
        rule.ask_again(asked_again_at)
    assert rule.verdict(now, last_speech) == verdict
