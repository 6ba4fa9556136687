"""What asking the citizen contributes: call-backs, and one rating for each time that the order was worked on."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from callcenter.simulation.bells import SENDING
from callcenter.simulation.reckoning.posting import Posting, whole
from callcenter.simulation.stories import OrderStory, Step


def of_asking(story: OrderStory) -> Iterator[Posting]:
    """Call-backs: each time that the order came into its call-back, and the ratings: one for each time it was sent, and
    for each time that the hotline took back what it had answered or refused.
    """
    before, tries = "", 0
    begun: datetime | None = None
    sent = taken_back = 0
    ratings: dict[tuple[int, int], list[Step]] = {}
    for step in story.steps:
        if step.verb in SENDING:
            sent += 1
        if step.verb in ("record_callback", "rate", "verify_rating", "verify_ended"):
            ratings.setdefault((sent, taken_back), []).append(step)
        if before in ("direct_answered", "not_accepted") and step.state == "review":
            taken_back += 1  # the step that verifies a rating is still about what was rated
        if step.state == "callback" and before != "callback":
            begun, tries = step.at, 0
        elif begun is not None:
            if step.verb == "try_callback":
                tries += 1
            if step.verb == "record_callback" or (step.verb == "try_callback" and step.state == "closed"):
                reached = step.verb == "record_callback"
                result = "reached" if reached else str(step.facts.get("callback_result") or "unanswered")
                yield Posting("callback_due", begun, "", 1000, story.unit)
                yield Posting("callback", step.at, result, whole(reached), story.unit)
                begun = None
            elif step.state != "callback":
                begun = None  # by the city's rules not asked
        before = step.state
    if begun is not None:
        yield Posting("callback_due", begun, "", whole(tries > 0), story.unit)
    for (sent, _), said in ratings.items():
        yield from _rating(said, story.unit_after(said[-1]) if sent else "")


def _rating(said: Sequence[Step], unit: str) -> Iterator[Posting]:
    """unit: that had worked on it. The last word holds, counted when the first was given; what a later one does not say
    stays as it was.
    """
    score, solved, reason = None, None, ""
    for step in said:
        score = step.facts.get("callback_score") or score
        solved = step.facts.get("callback_solved") or solved
        reason = max(reason, str(step.facts.get("callback_code") or ""))
    at = said[0].at
    if score is not None:
        yield Posting("rating", at, str(score), 1000 * int(score), unit)
        if int(score) < 3:
            yield Posting("dissatisfied", at, reason, unit=unit)
    if solved is not None:
        yield Posting("solved", at, solved, {"已解决": 1000, "部分解决": 500}.get(solved, 0), unit)
