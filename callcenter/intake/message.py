"""A message of a written channel becomes an order: drafted, routed, dispatched or left to a person."""

from typing import Any

from sqlalchemy.orm import Session

from callcenter.assist.draft import Advising
from callcenter.intake.decision import WaitReason, why_wait
from callcenter.intake.dispatching import dispatch
from callcenter.intake.form import order_form
from models import intake, orders
from models.database import Store
from models.intake import InboxMessage, Submission
from models.orders import SYSTEM
from routing.advice import Advice


def process(store: Store, adviser: Advising, message_id: int, threshold: float) -> str | None:
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
    with store.transaction() as session:
        message = session.get_one(InboxMessage, message_id, with_for_update=True)
        if message.state != "received":
            return None
        return _order(session, message_id, submission, advice, why_wait(advice, threshold))


def _order(session: Session, message_id: int, submission: Submission, advice: Advice, reason: WaitReason | None) -> str:
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
    if reason is None:
        dispatch(session, order, {})
    intake.processed(session, message_id, order.id)
    return order.order_no
