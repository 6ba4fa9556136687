"""A message of a written channel becomes an order, joins one, or goes to an operator as a dead letter."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from callcenter.assist.draft import Advising
from callcenter.intake import files, rule_alarm
from callcenter.intake.decision import WaitReason, holds, why_wait
from callcenter.intake.dispatching import dispatch
from callcenter.intake.files import Shelf
from callcenter.intake.form import order_form
from callcenter.intake.joining import join
from callcenter.jobs import defer
from callcenter.matters.demands import of_submission
from callcenter.matters.earlier import Earlier
from integrations.channel import Places, Unreadable, channels, load
from integrations.channel.cleaning import cleaned
from integrations.channel.sender import by_phone
from models import clock, inbox, intake, orders, suggestions
from models.database import Store
from models.intake import InboxMessage, Submission
from models.orders import SYSTEM, WorkOrder
from models.suggestions import Suggested
from routing.advice import Advice

CRASHED: Final = "processing-crashed"
CRASHES: Final = 5
"""A message whose processing was begun so often, the last time without coming to any end, is poison."""
_READ_BY_ROUTING: Final = 5_000
_BEFORE: Final = "（补充已办结的工单 {}）\n"
_SAID = ("category_code", "content", "place_code", "place_text", "request_type")
"""What a sender who got his number at once has said himself."""


def process(
    store: Store,
    adviser: Advising,
    message_id: int,
    threshold: float,
    earlier: Earlier | None = None,
    *,
    shelf: Shelf | None = None,
) -> str | None:
    """Make the order of an accepted message; returns its number, None where there is nothing to do. Repeatable.

    Raises what hindered it; `ChannelError.lasting` says that trying again is useless. The message's job counts tries,
    and at last the message is dead, which `hotline doctor` and the operator see. shelf: where its files go; without
    one they stay in its bytes.
    """
    if not _begun(store, message_id):
        return None
    submission = _read(store, message_id)
    if submission is None:
        return None
    if shelf is not None:
        files.take(store, shelf, message_id)
    if submission.kind == "demand":
        advice = adviser.advise(submission.text[:_READ_BY_ROUTING], submission.title)
        found = _alike(earlier, submission, advice, _drafted(store, message_id))
        held = earlier is not None and holds(found, earlier.policy)
    with store.transaction() as session:
        message = session.get_one(InboxMessage, message_id, with_for_update=True)
        if message.state != "received":
            return None
        if submission.kind == "demand":
            order_no = _demanded(session, message, submission, advice, _why(advice, threshold, held, submission))
            suggestions.suggest(session, orders.get(session, order_no), found)
            rule_alarm.ring(session, advice, order_no=order_no)
        else:
            order_no = _joined(session, message, submission)
        for name in _names(message, submission):
            for waiting in inbox.wake_waiting(session, message.channel, name):
                defer.hurry_message(session, waiting)
        return order_no


def _names(message: InboxMessage, submission: Submission) -> Iterator[str]:
    """By which a later message may refer to this one."""
    yield message.external_id
    if submission.kind == "demand" and submission.citizen_phone:
        yield by_phone(submission.citizen_phone)


def _begun(store: Store, message_id: int) -> bool:
    with store.transaction() as session:
        message = session.get_one(InboxMessage, message_id, with_for_update=True)
        if message.error_code == CRASHED and message.attempts >= CRASHES:
            intake.failed(session, message_id, CRASHED, dead=True)
            return False
        if not intake.begin(session, message_id):
            return False
        message.error_code = CRASHED  # until we know better: written before the work that may end this process
        return True


def _read(store: Store, message_id: int) -> Submission | None:
    """What the message says; None where it rightly becomes nothing."""
    with store.reading() as session:
        message = session.get_one(InboxMessage, message_id)
        if message.body is not None:
            return message.submission()
        channel = channels().get(message.channel)
        if channel is None:
            raise Unreadable("channel-unknown", message.channel)
        settings = load(session, channel.name, channel.settings).values
    if settings is None:
        raise Unreadable("settings-missing", channel.name)
    submission: Submission | None = channel.read(message, settings)
    assert submission is not None
    with store.transaction() as session:
        if isinstance(channel, Places):
            submission = channel.place(session, settings, submission)
        if submission is None:
            intake.processed(session, message_id, None)
            return None
        submission = cleaned(submission, clock.now())
        intake.was_read(session, message_id, submission)
    return submission


def _drafted(store: Store, message_id: int) -> str | None:
    """The order that was made at once, by its number; None where the sender did not wait for one."""
    with store.reading() as session:
        drafted = orders.by_message(session, message_id)
        return drafted.order_no if drafted else None


def _alike(earlier: Earlier | None, submission: Submission, advice: Advice, own: str | None) -> list[Suggested]:
    """Open orders of the same matter, besides the `own`. A confidential one is compared with none; nor is a message
    without a demand.
    """
    confidential = "secret" in submission.flags or advice.request_type == "举报"
    if earlier is None or confidential or not advice.demand:
        return []
    earlier.catch_up()
    return [one for one in earlier.alike(of_submission(submission, advice)) if one.other_no != own]


def _why(advice: Advice, threshold: float, held: bool, submission: Submission) -> WaitReason | None:
    if "text-cut" in submission.flags:
        return "text-cut"
    return why_wait(advice, threshold) or ("possible-duplicate" if held else None)


def _demanded(
    session: Session, message: InboxMessage, submission: Submission, advice: Advice, reason: WaitReason | None
) -> str:
    order, ready = orders.by_message(session, message.id), reason is None
    if order is None:
        order = _order(session, message, submission, order_form(advice, submission.text), reason)
    else:
        ready = _complete(session, order, submission, advice, reason)
        orders.take_attachments(session, order.order_no, message.id)
        intake.processed(session, message.id, order.id, "order")
    if ready:
        dispatch(session, order, {})
    return order.order_no


def _joined(session: Session, message: InboxMessage, submission: Submission) -> str:
    """Words that come too late for their order need one of their own, as confidential as that was, and a person."""
    joined = join(session, message, submission)
    if joined.closed_order is None:
        orders.take_attachments(session, joined.order_no, message.id)
        intake.processed(session, message.id, joined.order_id, joined.outcome)
        return joined.order_no
    content = _BEFORE.format(joined.closed_order) + submission.text
    form = orders.confided(orders.get(session, joined.closed_order)) | {
        "content": content,
        "title": submission.title or f"补充已办结的工单 {joined.closed_order}",
    }
    return _order(session, message, submission, form, "reference-closed").order_no


def _order(
    session: Session,
    message: InboxMessage,
    submission: Submission,
    form: dict[str, Any],
    reason: WaitReason | None,
) -> WorkOrder:
    if submission.title:
        form["title"] = submission.title
    if submission.place_text:
        form["place_text"] = submission.place_text
    if "anonymous" in submission.flags:
        form["is_anonymous"] = True
    order = orders.create_draft(
        session,
        SYSTEM,
        submission=submission,
        message_id=message.id,
        waits_for_person=reason is not None,
        wait_reason=reason,
        **form,
    )
    orders.take_attachments(session, order.order_no, message.id)
    intake.processed(session, message.id, order.id, "order")
    return order


def _complete(
    session: Session, draft: WorkOrder, submission: Submission, advice: Advice, reason: WaitReason | None
) -> bool:
    """A draft that was made at once gets the proposal; what its sender said stays. Whether it may go out by itself.

    What a person has begun is left to him.
    """
    if draft.state != "draft" or draft.version > 1:
        return False
    form: dict[str, Any] = order_form(advice, submission.text)
    if draft.category_code and form["category_code"] != draft.category_code:
        reason = reason or "category-differs"
    form = {name: value for name, value in form.items() if name not in _SAID or not getattr(draft, name)}
    form |= {"waits_for_person": reason is not None, "wait_reason": reason}
    orders.apply(session, SYSTEM, draft.order_no, "edit", None, **form)
    return reason is None
