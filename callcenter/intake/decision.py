"""Whether an order may be dispatched without a person, and if not, why."""

from collections.abc import Sequence
from typing import Literal

from models.suggestions import Suggested
from routing.advice import Advice
from routing.duplicates import Policy

WaitReason = Literal[
    "no-words",  # the caller's track has sound, the recogniser no text
    "no-demand",  # words, but nothing that anybody could work on
    "low-confidence",
    "transcript-late",  # no final words ten minutes after the call
    "routing-failed",
    "dispatch-refused",  # the proposal names what the catalogue no longer has
    "possible-duplicate",  # an open order seems to be the same matter: merged, or sent after all
    "reference-closed",  # it supplements an order that is closed
    "text-cut",  # longer than an order holds; the whole is in the inbox
    "category-differs",  # the sender chose another matter than routing proposes
    "agent-confirms",  # an agent took the call and dispatches it
]


def why_wait(advice: Advice, threshold: float) -> WaitReason | None:
    """None: demand, unit and confidence are good enough to dispatch."""
    if not advice.demand:
        return "no-demand"
    if advice.departments.lead is None or advice.category is None or advice.confidence < threshold:
        return "low-confidence"
    return None


def holds(found: Sequence[Suggested], policy: Policy) -> bool:
    """Whether an order with these likely duplicates waits for a person instead of being dispatched once more.

    A repeated call of one person is held from the judgement's own threshold on (REPORT 2.8), any other from the city's
    mark on: 0.8, for in service 42 of 42 were right (docs/duplicates.md).
    """
    return any(one.kind == "repeat" or one.score >= policy.hold for one in found)
