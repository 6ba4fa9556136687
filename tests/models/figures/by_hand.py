"""Some measures counted from the timelines, step by step in Python: what the store's SELECTs must come to."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from models.orders import OrderEvent, WorkOrder

Counted = Counter[tuple[str, Any]]
_SENDING = ("dispatch", "rule", "redo", "reopen")
_FINAL = {"closed", "direct_answered", "not_accepted", "emergency"}
_GIVES_RATING = ("record_callback", "rate", "verify_rating", "verify_ended")


def counted(order: WorkOrder, steps: Sequence[OrderEvent]) -> Counted:
    """(measure, what it carries) -> how often."""
    found: Counted = Counter()
    state = order.state
    if state == "archived":
        state = next(step.from_state for step in reversed(steps) if step.verb == "archive") or ""
    cancelled = state == "cancelled" and any(step.verb == "cancel" for step in steps)
    if not cancelled:
        found["received", int(order.master_id is not None)] += 1
    if state == "cancelled" and not cancelled:
        found["withdrawn", 0] += 1
    if state in _FINAL:
        found["closed", state] += 1
    sendings = [step for step in steps if step.verb in _SENDING]
    if "returns" not in order.excluded_from and "all" not in order.excluded_from:
        for step in sendings:
            found["sent", step.verb] += 1
        for step in steps:
            found["return", "asked"] += step.verb == "request_return"
    if sendings:
        within = timedelta(minutes=120 if order.urgency == "一般" else 30)
        found["dispatched", sendings[0].at - order.accepted_at <= within] += 1
        leads = {_lead(steps, step.seq) for step in sendings if step.verb in ("dispatch", "rule")}
        found["sent_right", len(leads) == 1] += 1
    for step in steps:
        found["urge", 0] += step.verb == "urge"
    if not {"redo", "all"} & set(order.excluded_from):
        found["redo", 0] += sum(step.verb == "redo" for step in steps)
    if not {"satisfied", "all"} & set(order.excluded_from):
        for score in _ratings(steps):
            found["rating", score] += 1
    return +found


def _lead(steps: Sequence[OrderEvent], seq: int) -> str | None:
    lead = None
    for step in steps:
        if step.seq <= seq and "lead_code" in step.changes:
            lead = step.changes["lead_code"][1]
    return lead


def _ratings(steps: Sequence[OrderEvent]) -> list[int]:
    """The last word of every time that it was worked on."""
    found: list[int] = []
    score, present = None, None
    for step in steps:
        if step.verb in _SENDING and score is not None:
            found.append(score)
            score = None
        if "callback_score" in step.changes:
            present = step.changes["callback_score"][1]
        if step.verb in _GIVES_RATING and present is not None:
            score = present
        if step.from_state in ("direct_answered", "not_accepted") and step.to_state == "review" and score is not None:
            found.append(score)
            score = None
    return [*found, score] if score is not None else found
