"""What an order contributes from its intake to its end: received, answered, sent, returned, done again, urged."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from callcenter.simulation.bells import SENDING
from callcenter.simulation.reckoning.posting import Posting, whole
from callcenter.simulation.stories import OrderStory, Step

_DONE: Final = ("closed", "direct_answered", "not_accepted", "emergency")
_MONTH: Final = timedelta(hours=720)


def of_order(story: OrderStory, of_citizen: Sequence[OrderStory]) -> Iterator[Posting]:
    """of_citizen: all demands of the same citizen."""
    yield from _intake(story)
    yield from _endings(story, of_citizen)
    if story.of(*SENDING):
        yield from _dispatching(story)
    yield from _over_it(story)


def _intake(story: OrderStory) -> Iterator[Posting]:
    if not _void(story):
        yield Posting("received", story.accepted, story.urgency, whole(_merged(story)), story.unit)
    if _final(story) == "direct_answered":
        yield Posting("direct", story.accepted, story.urgency, unit=story.unit)


def _endings(story: OrderStory, of_citizen: Sequence[OrderStory]) -> Iterator[Posting]:
    end, final = _ending(story), _final(story)
    if end is None:
        return
    if final == "cancelled" and not _void(story):
        yield Posting("withdrawn", end.at, unit=story.unit)
    if final not in _DONE:
        return
    again = any(
        other is not story
        and other.category == story.category
        and end.at < other.accepted <= end.at + _MONTH
        and not other.of("cancel")
        for other in of_citizen
    )
    once = not story.of("redo", "reopen") and not again
    yield Posting("closed", end.at, final, whole(once), story.unit)


def _dispatching(story: OrderStory) -> Iterator[Posting]:
    sent = story.of(*SENDING)
    first = sent[0]
    quick = timedelta(minutes=120 if story.urgency == "一般" else 30)
    unit = story.unit_after(first)
    yield Posting("dispatched", first.at, story.urgency, whole(first.at - story.accepted <= quick), unit)
    leads = {step.lead for step in sent if step.verb in ("dispatch", "rule")}
    if leads:  # else it came to its first unit by a reopening
        yield Posting("sent_right", first.at, "", whole(len(leads) == 1), unit)
    for step in sent:
        yield Posting("sent", step.at, step.verb, unit=story.unit_after(step))
    for number, step in enumerate(story.steps):
        if step.verb == "request_return":
            answers = (
                one for one in story.steps[number + 1 :] if one.verb in ("refuse_return", "agree_return", "rule")
            )
            answer = next(answers, None)
            stays = answer is not None and (
                answer.verb == "refuse_return" or (answer.verb == "rule" and answer.lead == step.lead)
            )
            reason = str(step.facts.get("return_reason", ""))
            yield Posting("return", step.at, reason, whole(stays), story.unit_after(step))


def _over_it(story: OrderStory) -> Iterator[Posting]:
    """Urging, supervision, and doing again; the second time is supervised by itself."""
    supervised, redone = False, 0
    for step in story.steps:
        if step.verb == "urge":
            yield Posting("urge", step.at, unit=story.unit_after(step))
        elif step.verb == "lift_supervision":
            supervised = False
        elif step.verb == "supervise":
            supervised = True
            yield Posting("supervision", step.at, unit=story.unit_after(step))
        elif step.verb == "redo":
            redone += 1
            yield Posting("redo", step.at, str(redone), unit=story.unit_after(step))
            if redone > 1 and not supervised:
                supervised = True
                yield Posting("supervision", step.at, unit=story.unit_after(step))


def _final(story: OrderStory) -> str:
    """Where it ended or is; of an archived one where it was before."""
    states = [step.state for step in story.steps if step.state != "archived"]
    return states[-1] if states else "draft"


def _void(story: OrderStory) -> bool:
    return _final(story) == "cancelled" and bool(story.of("cancel"))


def _merged(story: OrderStory) -> bool:
    """Merged, and not taken apart again."""
    acts = story.of("merge", "unmerge")
    return bool(acts) and acts[-1].verb == "merge"


def _ending(story: OrderStory) -> Step | None:
    """The step that brought it where it ended."""
    final, before, found = _final(story), "draft", None
    for step in story.steps:
        if step.state == final and before != final:
            found = step
        before = step.state
    return found
