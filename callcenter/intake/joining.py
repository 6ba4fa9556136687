"""A message that belongs to an earlier one: supplements, urging, supervision, ratings, withdrawals join its order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from integrations.channel import TryLater, Unreadable, channels
from integrations.channel.sender import phone_index
from models import callbacks, orders, privacy
from models.inbox import REFERENCE_UNKNOWN
from models.intake import InboxMessage, MessageKind, Outcome, Submission
from models.orders import SYSTEM, VERBS, OrderError, VerbNotAllowed, WorkOrder, is_order_number
from models.orders.rights import refusal
from models.outbox import Delivery, target_of
from models.people import Citizen


@dataclass(frozen=True)
class Joined:
    """The order that a message joined. closed_order: it is closed, and the words need an order of their own."""

    order_id: int
    order_no: str
    outcome: Outcome
    closed_order: str | None = None


def join(session: Session, message: InboxMessage, submission: Submission) -> Joined:
    """Does to the order what the message asks for. Raises `TryLater` while the order is not there yet, `Unreadable`."""
    order = _meant(session, message, submission)
    _heed(session, order, submission)
    if submission.kind == "rating" and order.state in VERBS["rate"].from_states:
        _rate(session, order, message.channel, submission)
        return Joined(order.id, order.order_no, "act")
    verb, outcome, given = _ASKS[submission.kind](order, submission)
    try:
        with session.begin_nested():
            orders.apply(session, SYSTEM, order.order_no, verb, None, **given)
    except VerbNotAllowed:
        if submission.kind == "supplement":
            return Joined(order.id, order.order_no, "supplement", closed_order=order.order_no)
        raise Unreadable("reference-closed", f"{verb} of {order.order_no} in {order.state}") from None
    except OrderError as error:
        raise Unreadable(error.code, f"{verb} of {order.order_no}") from None
    return Joined(order.id, order.order_no, outcome)


def _heed(session: Session, order: WorkOrder, submission: Submission) -> None:
    """What is now said otherwise than before: whom the words that come are for, and until when an answer is wanted."""
    if "secret" in submission.flags and refusal(order, SYSTEM, VERBS["conceal"]) is None:
        orders.apply(session, SYSTEM, order.order_no, "conceal", None, reason="来件要求保密")
    said = submission.details.get("upstream_due_at")
    due = datetime.fromisoformat(said) if said else order.upstream_due_at
    if due != order.upstream_due_at and refusal(order, SYSTEM, VERBS["take_upstream_limit"]) is None:
        reason = "来件给出新的上级期限"
        orders.apply(session, SYSTEM, order.order_no, "take_upstream_limit", None, reason=reason, upstream_due_at=due)


def _meant(session: Session, message: InboxMessage, submission: Submission) -> WorkOrder:
    """By the channel's own number, else by an order number that the sender has a part in."""
    named = submission.refers_to
    if not named:
        raise Unreadable(REFERENCE_UNKNOWN, "nothing is named")
    earlier = session.scalars(
        select(InboxMessage).where(InboxMessage.channel == message.channel, InboxMessage.external_id == named)
    ).one_or_none()
    if earlier is not None and earlier.order_id is not None:
        return session.get_one(WorkOrder, earlier.order_id)
    if (index := phone_index(named)) is not None:
        return _of_sender(session, index, submission.kind)
    if not is_order_number(named):
        raise TryLater(REFERENCE_UNKNOWN, "what it belongs to has not come, or is not an order yet")
    order = session.scalars(select(WorkOrder).where(WorkOrder.order_no == named)).one_or_none()
    if order is None or not _may_name(session, order, message.channel, submission):
        raise Unreadable(REFERENCE_UNKNOWN, "no order of this sender has this number")
    return order


def _may_name(session: Session, order: WorkOrder, channel: str, submission: Submission) -> bool:
    """A system knows its own orders; a person only what came from the same telephone or account."""
    if _is_of(session, order, submission):
        return True
    if channel in channels() and channels()[channel].capabilities.by_person:
        return submission.account is not None and submission.account in _accounts(session, order, channel)
    return _came_by(session, order, channel) or _went_to(session, order, channel)


def _accounts(session: Session, order: WorkOrder, channel: str) -> set[str | None]:
    sources = select(InboxMessage).where(InboxMessage.order_id == order.id, InboxMessage.channel == channel)
    return {one.submission().account for one in session.scalars(sources) if one.body is not None}


def _of_sender(session: Session, index: bytes, kind: MessageKind) -> WorkOrder:
    """The sender's newest order for which such a message can be meant. Raises `TryLater`: it may not have come yet."""
    own = select(WorkOrder).join(Citizen, Citizen.id == WorkOrder.citizen_id).where(Citizen.phone_index == index)
    states = _MEANT[kind]
    newest = own.where(WorkOrder.state.in_(states)).order_by(
        (WorkOrder.state == "callback").desc() if kind == "rating" else WorkOrder.question_at.desc().nulls_last(),
        WorkOrder.id.desc(),
    )
    order = session.scalars(newest.limit(1)).first()
    if order is None:
        raise TryLater(REFERENCE_UNKNOWN, "the sender has no such order yet")
    return order


def _came_by(session: Session, order: WorkOrder, channel: str) -> bool:
    sources = exists().where(InboxMessage.order_id == order.id, InboxMessage.channel == channel)
    return bool(session.scalar(select(sources)))


def _is_of(session: Session, order: WorkOrder, submission: Submission) -> bool:
    if not submission.citizen_phone or order.citizen_id is None:
        return False
    index = privacy.blind_index(privacy.ring(), "phone", submission.citizen_phone)
    return session.scalar(select(Citizen.phone_index).where(Citizen.id == order.citizen_id)) == index


def _rate(session: Session, order: WorkOrder, channel: str, submission: Submission) -> None:
    """Beside the call-back; what comes after a first rating is kept beside it. Raises `Unreadable` without a score."""
    score = submission.details.get("score")
    if not isinstance(score, int) or score not in callbacks.GRADES:
        raise Unreadable("message-unreadable", "a rating without a score")
    keep = callbacks.rate_again if callbacks.rated(session, order) else callbacks.rate
    method, words = "短信" if channel == "sms" else "网页", submission.text or None
    keep(session, order.order_no, score=score, solved=_solved(submission), words=words, method=method)


def _solved(submission: Submission) -> str | None:
    """As it was said; who is content and says nothing of it has it solved; None: a person has to ask."""
    said, score = submission.details.get("solved"), submission.details.get("score")
    return said or ("已解决" if isinstance(score, int) and score >= _CONTENT else None)


def _went_to(session: Session, order: WorkOrder, channel: str) -> bool:
    """An emergency that the far side was given."""
    given = exists().where(
        Delivery.order_id == order.id, Delivery.target == target_of(channel), Delivery.kind == "emergency"
    )
    return bool(session.scalar(select(given)))


_CONTENT: Final = 3
_Asked = tuple[str, Outcome, dict[str, Any]]


def _supplement(order: WorkOrder, submission: Submission) -> _Asked:
    """What a service says of an emergency that it was given; the answer to an open question; else something more."""
    if order.state == "emergency" and (ack := submission.details.get("transfer_ack")):
        return "confirm_emergency", "act", {"transfer_ack": str(ack)}
    if order.question is not None:
        return "answer_question", "supplement", {"text": submission.text}
    return "supplement", "supplement", {"text": submission.text, "reason": "诉求人补充"}


def _urge(order: WorkOrder, submission: Submission) -> _Asked:
    return "urge", "act", {"reason": submission.text[:500] or "诉求人催办"}


def _supervise(order: WorkOrder, submission: Submission) -> _Asked:
    if order.is_supervised:  # once more is said, not done
        return "supplement", "act", {"text": submission.text or "再次督办", "reason": "上级督办"}
    return "supervise", "act", {"reason": submission.text[:500] or "上级督办"}


def _rating(order: WorkOrder, submission: Submission) -> _Asked:
    """In the call-back it is the call-back; before it, it is kept as the citizen's word."""
    score = submission.details.get("score")
    said = submission.details.get("solved")
    solved = _solved(submission)
    if order.state == "callback" and isinstance(score, int) and 1 <= score <= 5 and solved:
        fields = {"callback_method": "网页", "callback_score": score, "callback_solved": solved}
        return "record_callback", "act", {**fields, "callback_reason": submission.text or "诉求人未说明"}
    told = "，".join([f"评价 {score} 分", *([said] if said else [])])
    return "supplement", "act", {"text": f"{told}。{submission.text}", "reason": "诉求人评价"}


def _withdraw(order: WorkOrder, submission: Submission) -> _Asked:
    """Only a person ends an order: the wish is put before him."""
    return "supplement", "act", {"text": f"申请撤回：{submission.text}", "reason": "申请撤回，请人工处理"}


_MEANT: Final[Mapping[MessageKind, frozenset[str]]] = {
    "supplement": VERBS["supplement"].from_states,
    "urge": VERBS["urge"].from_states,
    "supervise": VERBS["supervise"].from_states,
    "rating": VERBS["rate"].from_states | {"callback"},
    "withdraw": VERBS["supplement"].from_states,
}
"""States of the orders that a message which names none can be about."""
_ASKS: Final[Mapping[MessageKind, Callable[[WorkOrder, Submission], _Asked]]] = {
    "supplement": _supplement,
    "urge": _urge,
    "supervise": _supervise,
    "rating": _rating,
    "withdraw": _withdraw,
}
