"""What a text message belongs to, by its number: answers come without a word about what they answer."""

from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.channel.errors import Unreadable
from integrations.channel.sender import by_phone
from integrations.sms.settings import SmsSettings
from models import contacts, privacy
from models.intake import Submission
from models.orders import WorkOrder
from models.people import Citizen

LONGEST_ANSWER: Final = 500
"""Characters of an answer to a question; what is longer is a demand of its own."""


def placed(session: Session, settings: SmsSettings, submission: Submission) -> Submission:
    """Words without a number, from whom was asked something, answer that. Ratings and the like mean the sender's order.

    Raises `Unreadable` (`sender-too-often`): an operator looks.
    """
    phone = submission.citizen_phone
    assert phone is not None  # reading has seen to it
    if not contacts.admit(session, "in", f"sms:{submission.external_id}", "phone", phone, most=settings.most_in):
        raise Unreadable("sender-too-often")
    if submission.refers_to is not None:
        return submission
    if submission.kind != "demand":
        return replace(submission, refers_to=by_phone(phone))
    asked = _asked(session, phone) if len(submission.text) <= LONGEST_ANSWER else None
    return submission if asked is None else replace(submission, kind="supplement", refers_to=asked)


def _asked(session: Session, phone: str) -> str | None:
    """The order in which this citizen was asked something last."""
    index = privacy.blind_index(privacy.ring(), "phone", phone)
    asked = (
        select(WorkOrder.order_no)
        .join(Citizen, Citizen.id == WorkOrder.citizen_id)
        .where(Citizen.phone_index == index, WorkOrder.question.is_not(None))
        .order_by(WorkOrder.question_at.desc())
    )
    return session.scalars(asked.limit(1)).first()
