"""A message of a written channel becomes an order: drafted, routed, dispatched or left to a person."""

from typing import Any

from sqlalchemy.orm import Session

from callcenter.assist.draft import Advising
from callcenter.intake.decision import WaitReason, holds, why_wait
from callcenter.intake.dispatching import dispatch
from callcenter.intake.form import order_form
from callcenter.matters.demands import of_submission
from callcenter.matters.earlier import Earlier
from models import intake, orders, suggestions
from models.database import Store
from models.intake import InboxMessage, Submission
from models.orders import SYSTEM, WorkOrder
from models.suggestions import Suggested
from routing.advice import Advice


def process(
    store: Store, adviser: Advising, message_id: int, threshold: float, earlier: Earlier | None = None
) -> str | None:
    """Make the order of an accepted message; returns its number, None where it was made before. Repeatable.

    A fault of the proposal is not caught here: the message's job tries again, and at last the message is dead, which
    `hotline doctor` and the operator see.
    """
    with store.reading() as session:
        message = session.get_one(InboxMessage, message_id)
        if message.state != "received":
            return None
        submission = message.submission()
    advice = adviser.advise(submission.text, submission.title)
    found = _alike(earlier, submission, advice)
    reason = why_wait(advice, threshold) or ("possible-duplicate" if holds(found) else None)
    with store.transaction() as session:
        message = session.get_one(InboxMessage, message_id, with_for_update=True)
        if message.state != "received":
            return None
        order = _order(session, message_id, submission, advice, reason)
        suggestions.suggest(session, order, found)
        if reason is None:
            dispatch(session, order, {})
        return order.order_no


def _alike(earlier: Earlier | None, submission: Submission, advice: Advice) -> list[Suggested]:
    """Open orders of the same matter. A confidential one is compared with none; nor is a message without a demand."""
    confidential = "secret" in submission.flags or advice.request_type == "举报"
    if earlier is None or confidential or not advice.demand:
        return []
    earlier.catch_up()
    return earlier.alike(of_submission(submission, advice))


def _order(
    session: Session, message_id: int, submission: Submission, advice: Advice, reason: WaitReason | None
) -> WorkOrder:
    form: dict[str, Any] = order_form(advice, submission.text)
    if submission.title:
        form["title"] = submission.title
    if submission.place_text:
        form["place_text"] = submission.place_text
    order = orders.create_draft(
        session,
        SYSTEM,
        submission=submission,
        message_id=message_id,
        waits_for_person=reason is not None,
        wait_reason=reason,
        **form,
    )
    orders.take_attachments(session, order.order_no, message_id)
    intake.processed(session, message_id, order.id)
    return order
