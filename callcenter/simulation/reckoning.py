"""The figures' measures, reckoned from the ledger's stories alone, by the definitions in words (docs/figures.md).

Nothing of the application's books, rows or SQL is used: what an order contributes follows from the acts that its people
wrote down, and from the limits that its page showed them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from callcenter.simulation.bells import SENDING
from callcenter.simulation.stories import CallStory, OrderStory, Step, Stories, Stretch
from models.clock import LOCAL

_REPLIES: Final = frozenset({"reply", "sign_off"})
_DONE: Final = ("closed", "direct_answered", "not_accepted", "emergency")
_MONTH: Final = timedelta(hours=720)
_CALL_BACK: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class Posting:
    """One contribution: the measure, the instant by which it counts, its kind, an amount in thousandths."""

    measure: str
    at: datetime
    detail: str = ""
    amount: int = 0


def postings(stories: Stories) -> Iterator[Posting]:
    """Everything that the ledger's people contributed."""
    by_citizen: dict[str, list[OrderStory]] = {}
    for story in stories.orders.values():
        if story.citizen:
            by_citizen.setdefault(story.citizen, []).append(story)
    for story in stories.orders.values():
        yield from _intake(story)
        yield from _endings(story, by_citizen.get(story.citizen or "", []))
        if story.of(*SENDING):
            yield from _dispatching(story)
            yield from _limits(story)
        yield from _asked(story)
        yield from _over_it(story)
    outbound = [call for call in stories.calls.values() if call.outbound]
    for call in stories.calls.values():
        if not call.outbound and call.ended is not None:
            yield from _call(call, outbound)
    for stretch in stories.stretches:
        yield from _time(stretch)


def _whole(holds: bool) -> int:
    return 1000 if holds else 0


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


def _intake(story: OrderStory) -> Iterator[Posting]:
    if not _void(story):
        yield Posting("received", story.accepted, story.urgency, _whole(_merged(story)))
    if _final(story) == "direct_answered":
        yield Posting("direct", story.accepted, story.urgency)


def _endings(story: OrderStory, of_citizen: Sequence[OrderStory]) -> Iterator[Posting]:
    end, final = _ending(story), _final(story)
    if end is None:
        return
    if final == "cancelled" and not _void(story):
        yield Posting("withdrawn", end.at)
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
    yield Posting("closed", end.at, final, _whole(once))


def _dispatching(story: OrderStory) -> Iterator[Posting]:
    sent = story.of(*SENDING)
    first = sent[0]
    quick = timedelta(minutes=120 if story.urgency == "一般" else 30)
    yield Posting("dispatched", first.at, story.urgency, _whole(first.at - story.accepted <= quick))
    leads = {step.lead for step in sent if step.verb in ("dispatch", "rule")}
    yield Posting("sent_right", first.at, "", _whole(len(leads) == 1))
    for step in sent:
        yield Posting("sent", step.at, step.verb)
    for number, step in enumerate(story.steps):
        if step.verb == "request_return":
            answers = (
                one for one in story.steps[number + 1 :] if one.verb in ("refuse_return", "agree_return", "rule")
            )
            answer = next(answers, None)
            stays = answer is not None and (
                answer.verb == "refuse_return" or (answer.verb == "rule" and answer.lead == step.lead)
            )
            yield Posting("return", step.at, str(step.facts.get("return_reason", "")), _whole(stays))


def _limits(story: OrderStory) -> Iterator[Posting]:
    """Signing, contact and reply: one for each time that the order was sent, by the limits shown then."""
    starts = [number for number, step in enumerate(story.steps) if step.verb in SENDING]
    original = None
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(story.steps)
        work, after = story.steps[start:end], story.steps[end] if end < len(story.steps) else None
        shown = story.limits.get(work[0].version, {})
        original = original or shown.get("reply")
        yield from _signing(story, work, after, shown.get("sign"))
        yield from _contact(story, work, shown.get("first_contact"))
        yield from _reply(story, work, after, shown.get("reply"), original if place == 0 else None)


def _ran_out(story: OrderStory, kind: str, due: datetime) -> bool:
    return (kind, due) in story.red


def _signing(story: OrderStory, work: Sequence[Step], after: Step | None, due: datetime | None) -> Iterator[Posting]:
    if due is None:
        return
    left = next((step for step in [*work[1:], *([after] if after else [])] if step.state != "dispatched"), after)
    if _ran_out(story, "sign", due) or (left is not None and left.verb == "sign"):
        yield Posting("sign", due, "", _whole(left is not None and left.at <= due))


def _contact(story: OrderStory, work: Sequence[Step], due: datetime | None) -> Iterator[Posting]:
    if due is None or story.secret or story.anonymous:
        return
    called = next((step for step in work if step.verb == "contact"), None)
    replied = next((step for step in work if step.verb in _REPLIES), None)
    if called is not None and replied is not None and called.version > replied.version:
        called = None
    if _ran_out(story, "first_contact", due) or called is not None or replied is not None:
        yield Posting("contact", due, "", _whole(called is not None and called.at <= due))


_OWED: Final = frozenset({"dispatched", "return_requested", "arbitration", "handling", "listed"})


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
        if step.due is not None and owed:
            due = step.due
        if stopped is None and not owed:
            stopped = step
    counted = _ran_out(story, "reply", due) or (stopped is not None and stopped.verb in _REPLIES)
    if not counted:
        return
    kind = "extended" if extended else "plain"
    yield Posting("reply", due, kind, _whole(stopped is not None and stopped.at <= due))
    by = original or first
    yield Posting("reply_original", by, "", _whole(stopped is not None and stopped.at <= by))


def _asked(story: OrderStory) -> Iterator[Posting]:
    """Call-backs: each time that the order came into its call-back, and the ratings, one for each time it was sent."""
    before, tries = "", 0
    begun: datetime | None = None
    rounds = 0
    ratings: dict[int, list[Step]] = {}
    for step in story.steps:
        if step.verb in SENDING:
            rounds += 1
        if step.verb in ("record_callback", "rate", "verify_rating"):
            ratings.setdefault(rounds, []).append(step)
        if step.state == "callback" and before != "callback":
            begun, tries = step.at, 0
        elif begun is not None:
            if step.verb == "try_callback":
                tries += 1
            if step.verb == "record_callback" or (step.verb == "try_callback" and step.state == "closed"):
                reached = step.verb == "record_callback"
                result = "reached" if reached else str(step.facts.get("callback_result") or "unanswered")
                yield Posting("callback_due", begun, "", 1000)
                yield Posting("callback", step.at, result, _whole(reached))
                begun = None
            elif step.state != "callback":
                begun = None  # by the city's rules not asked
        before = step.state
    if begun is not None:
        yield Posting("callback_due", begun, "", _whole(tries > 0))
    for said in ratings.values():
        yield from _rating(said)


def _rating(said: Sequence[Step]) -> Iterator[Posting]:
    """The last word holds, counted when the first was given; what a later one does not say stays as it was."""
    score, solved, reason = None, None, ""
    for step in said:
        score = step.facts.get("callback_score") or score
        solved = step.facts.get("callback_solved") or solved
        reason = max(reason, str(step.facts.get("callback_code") or ""))
    at = said[0].at
    if score is not None:
        yield Posting("rating", at, str(score), 1000 * int(score))
        if int(score) < 3:
            yield Posting("dissatisfied", at, reason)
    if solved is not None:
        yield Posting("solved", at, solved, {"已解决": 1000, "部分解决": 500}.get(solved, 0))


def _over_it(story: OrderStory) -> Iterator[Posting]:
    """Urging, supervision, and doing again; the second time is supervised by itself."""
    supervised, redone = False, 0
    for step in story.steps:
        if step.verb == "urge":
            yield Posting("urge", step.at)
        elif step.verb == "lift_supervision":
            supervised = False
        elif step.verb == "supervise":
            supervised = True
            yield Posting("supervision", step.at)
        elif step.verb == "redo":
            redone += 1
            yield Posting("redo", step.at, str(redone))
            if redone > 1 and not supervised:
                supervised = True
                yield Posting("supervision", step.at)


def _call(call: CallStory, outbound: Sequence[CallStory]) -> Iterator[Posting]:
    assert call.ended is not None
    outcome, queued = str(call.outcome), call.offered or call.rang
    yield Posting("call", call.rang, outcome, _whole(call.picked_up is not None))
    if call.picked_up is not None:
        waited = call.picked_up - queued
        kind = "15" if waited <= timedelta(seconds=15) else "20" if waited <= timedelta(seconds=20) else "more"
        yield Posting("wait", call.rang, kind, _milliseconds(waited))
        yield Posting("talk", call.rang, "", _milliseconds(call.ended - call.picked_up))
    if outcome == "abandoned":
        late = call.ended - queued > timedelta(seconds=5)
        kind = "greeting" if call.offered is None and not call.automatic else "late" if late else "early"
        yield Posting("abandoned", call.rang, kind, _milliseconds(call.ended - queued))
    if outcome in ("abandoned", "silent", "failed") and call.picked_up is None:
        back = call.number is not None and any(
            other.number == call.number and call.ended <= other.rang <= call.ended + _CALL_BACK for other in outbound
        )
        yield Posting("missed", call.ended, "known" if call.number else "hidden", _whole(back))


def _time(stretch: Stretch) -> Iterator[Posting]:
    """Its part of every hour of the clock."""
    begin = stretch.begins
    while begin < stretch.ends:
        hour = begin.astimezone(LOCAL).replace(minute=0, second=0, microsecond=0)
        end = min(stretch.ends, hour + timedelta(hours=1))
        yield Posting("time", begin, stretch.state, _milliseconds(end - begin))
        begin = end


def _milliseconds(span: timedelta) -> int:
    exact = Decimal(span // timedelta(microseconds=1)) / 1000
    return max(0, int(exact.quantize(Decimal(1), ROUND_HALF_UP)))
