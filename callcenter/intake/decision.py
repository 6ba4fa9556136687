"""Whether an order may be dispatched without a person, and if not, why."""

from typing import Literal

from routing.advice import Advice

WaitReason = Literal[
    "no-words",  # the caller's track has sound, the recogniser no text
    "no-demand",  # words, but nothing that anybody could work on
    "low-confidence",
    "transcript-late",  # no final words ten minutes after the call
    "routing-failed",
    "dispatch-refused",  # the proposal names what the catalogue no longer has
    "agent-confirms",  # an agent took the call and dispatches it
]


def why_wait(advice: Advice, threshold: float) -> WaitReason | None:
    """None: demand, unit and confidence are good enough to dispatch."""
    if not advice.demand:
        return "no-demand"
    if advice.departments.lead is None or advice.category is None or advice.confidence < threshold:
        return "low-confidence"
    return None
