"""What an order contributes by its limits: signing, first contact, reply; once for each time that it was sent.

The limits are those that the order's page showed when it reached the unit, and the reply's as later answers showed it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from callcenter.simulation.bells import SENDING
from callcenter.simulation.reckoning.posting import Posting, whole
from callcenter.simulation.stories import OrderStory, Step

_REPLIES: Final = frozenset({"reply", "sign_off"})
_OWED: Final = frozenset({"dispatched", "return_requested", "arbitration", "handling", "listed"})


def of_limits(story: OrderStory) -> Iterator[Posting]:
    """Signing, contact and reply: one for each time that the order was sent, by the limits shown then."""
    starts = [number for number, step in enumerate(story.steps) if step.verb in SENDING]
    original = None
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(story.steps)
        work, after = story.steps[start:end], story.steps[end] if end < len(story.steps) else None
        shown = story.limits.get(work[0].version, {})
        original = original or shown.get("reply")
        yield from _signing(story, work, after, shown.get("sign"))
        yield from _contact(story, work, after, shown.get("first_contact"))
        yield from _reply(story, work, after, shown.get("reply"), original if place == 0 else None)


def _ran_out(story: OrderStory, kind: str, due: datetime, work: Sequence[Step], after: Step | None) -> bool:
    """While the order was with this unit: of two units in turn both may have had until the same evening."""
    return any(
        (kind, due) == (name, until) and work[0].at <= at and (after is None or at < after.at)
        for name, until, at in story.red
    )


def _signing(story: OrderStory, work: Sequence[Step], after: Step | None, due: datetime | None) -> Iterator[Posting]:
    if due is None:
        return
    left = next((step for step in [*work[1:], *([after] if after else [])] if step.state != "dispatched"), after)
    if _ran_out(story, "sign", due, work, after) or (left is not None and left.verb == "sign"):
        yield Posting("sign", due, "", whole(left is not None and left.at <= due), story.unit_after(work[0]))


def _contact(story: OrderStory, work: Sequence[Step], after: Step | None, due: datetime | None) -> Iterator[Posting]:
    if due is None or story.secret or story.anonymous:
        return
    called = next((step for step in work if step.verb == "contact"), None)
    replied = next((step for step in work if step.verb in _REPLIES), None)
    if called is not None and replied is not None and called.version > replied.version:
        called = None
    if _ran_out(story, "first_contact", due, work, after) or called is not None or replied is not None:
        yield Posting("contact", due, "", whole(called is not None and called.at <= due), story.unit_after(work[0]))


def _reply(
    story: OrderStory, work: Sequence[Step], after: Step | None, due: datetime | None, original: datetime | None
) -> Iterator[Posting]:
    """The last stretch of this time in which the unit owed a reply, by the limit as it then was."""
    if due is None:
        return
    first, extended = due, False
    stopped: Step | None = None
    for step in [*work, *([after] if after else [])]:
        owed = step.state in _OWED and step is not after
        if stopped is not None and owed:  # sent back by the reviewer: it runs again
            stopped, extended = None, False
        if step.verb == "grant_extension":
            extended = True
        if step.due is not None and stopped is None and step is not after:  # a pause ends with the reply, if not before
            due = step.due
        if stopped is None and not owed:
            stopped = step
    counted = _ran_out(story, "reply", due, work, after) or (stopped is not None and stopped.verb in _REPLIES)
    if not counted:
        return
    kind, unit = "extended" if extended else "plain", story.unit_after(work[0])
    yield Posting("reply", due, kind, whole(stopped is not None and stopped.at <= due), unit)
    by = original or first
    yield Posting("reply_original", by, "", whole(stopped is not None and stopped.at <= by), unit)
