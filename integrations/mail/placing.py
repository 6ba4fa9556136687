"""What a mail belongs to: what it answers, or the order that its subject names; and what no demand can be.

Machines are never answered, and make no orders: their bounces tell that a notice did not arrive, their absence notes
are put away, what else they write a person looks at. So two machines cannot talk to each other through us.
"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.channel.errors import TryLater, Unreadable
from integrations.channel.said import order_number_in, said
from integrations.mail.settings import EmailSettings
from models import clock, contacts, outbox
from models.intake import InboxMessage, Submission
from models.orders import WorkOrder

_WAITS: Final = timedelta(minutes=30)
"""So long an answer waits for the mail that it answers; then it is a demand of its own, so that nothing is lost."""
_NOTICE: Final = re.compile(r"<hotline\.(?P<key>[0-9a-z_.-]+)\.(?P<order>[A-Z]{4}\d{15})@[^<>@]+>")


def notice_id(key: str, order_no: str, domain: str) -> str:
    """The Message-ID of a notice of ours: by it its answer, or its return, tells what it is about."""
    return f"<hotline.{key.replace(':', '.')}.{order_no}@{domain}>"


def placed(session: Session, settings: EmailSettings, submission: Submission) -> Submission | None:
    """With kind and what it refers to; None for what no demand can be. Raises `Unreadable`, `TryLater`."""
    sender, answers = submission.account or "", list(submission.details.get("answers", ()))
    automatic = submission.details.get("automatic")
    if automatic == "bounce":
        _returned(session, answers)
    if automatic in ("bounce", "reply") or sender == settings.address.lower():
        return None
    if automatic == "list":
        raise Unreadable("mail-automatic")
    if not contacts.admit(session, "in", f"mail:{submission.external_id}", "mail", sender, most=settings.most_in):
        raise Unreadable("sender-too-often")
    whole: str = submission.details["whole"]
    plain = {name: value for name, value in submission.details.items() if name not in ("whole", "answers", "automatic")}
    belongs = _belongs(session, submission, answers)
    if belongs is None:
        return replace(submission, kind="demand", refers_to=None, text=whole, details=plain)
    found = said(submission.text)
    if found.kind in ("rating", "urge", "withdraw"):
        return replace(submission, kind=found.kind, refers_to=belongs, text=found.words, details=plain | found.details)
    return replace(submission, kind="supplement", refers_to=belongs, details=plain)


def _belongs(session: Session, submission: Submission, answers: list[str]) -> str | None:
    numbers = [found["order"] for one in answers if (found := _NOTICE.fullmatch(one))]
    if (named := order_number_in(submission.title)) is not None:
        numbers.append(named)
    for number in numbers:
        if _is_own(session, number, submission.account):
            return number
    known = select(InboxMessage.external_id).where(
        InboxMessage.channel == "email",
        InboxMessage.external_id.in_(answers),
        InboxMessage.outcome.is_distinct_from("none"),
    )
    came = set(session.scalars(known))
    for one in answers:
        if one in came:
            return one
    if answers and not numbers and clock.now() < submission.received_at + _WAITS:
        raise TryLater("reference-unknown", "the mail that it answers has not come")
    return None


def _is_own(session: Session, order_no: str, account: str | None) -> bool:
    wrote = (
        select(InboxMessage)
        .join(WorkOrder, WorkOrder.id == InboxMessage.order_id)
        .where(WorkOrder.order_no == order_no, InboxMessage.channel == "email")
    )
    return any(one.body is not None and one.submission().account == account for one in session.scalars(wrote))


def _returned(session: Session, answers: list[str]) -> None:
    for one in answers:
        if found := _NOTICE.fullmatch(one):
            outbox.did_not_arrive(session, outbox.target_of("email"), found["key"].replace(".", ":"), "mail-returned")
