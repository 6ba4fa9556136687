"""The order of a message whose sender waits for its number: a draft in the sender's own transaction.

Routing and dispatch follow in the message's job, as with every other channel; they complete this draft.
"""

import logging
from typing import Any, Final

from sqlalchemy.orm import Session

from callcenter.jobs.defer import process_message
from models import intake, orders
from models.intake import Submission
from models.orders import SYSTEM
from routing.extraction.request_type import request_type
from routing.wording import simplified

log = logging.getLogger(__name__)

_TITLE: Final = 40
_NO_WORDS: Final = "（未填写说明）"


def draft_at_once(session: Session, message_id: int, submission: Submission, form: dict[str, Any]) -> str | None:
    """The number of the message's order, made now; None where that failed: then the job makes it, nothing is lost.

    The request type is told from the words at once: a report of wrongdoing must be confidential from its first moment.
    """
    process_message(session, message_id)
    heard = request_type(simplified(submission.text))
    given = {"request_type": heard, **form}
    if heard == "举报":
        given["request_type"] = heard  # whatever the sender called it
    given.setdefault("title", submission.title or submission.text.split("\n")[0][:_TITLE])
    given.setdefault("content", submission.text or _NO_WORDS)
    try:
        with session.begin_nested():
            order = orders.create_draft(session, SYSTEM, submission=submission, message_id=message_id, **given)
            intake.ordered(session, message_id, order.id)
    except Exception as error:
        log.error("draft-at-once: message %d: %s", message_id, type(error).__qualname__)
        return None
    return order.order_no
