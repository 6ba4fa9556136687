"""A message that belongs to an earlier one: supplements, urging, supervision, ratings, withdrawals join its order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from integrations.channel import TryLater, Unreadable
from models import orders, privacy
from models.inbox import REFERENCE_UNKNOWN
from models.intake import InboxMessage, MessageKind, Outcome, Submission
from models.orders import SYSTEM, OrderError, VerbNotAllowed, WorkOrder, is_order_number
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
    if not is_order_number(named):
        raise TryLater(REFERENCE_UNKNOWN, "what it belongs to has not come, or is not an order yet")
    order = session.scalars(select(WorkOrder).where(WorkOrder.order_no == named)).one_or_none()
    if order is None or not (_came_by(session, order, message.channel) or _is_of(session, order, submission)):
        raise Unreadable(REFERENCE_UNKNOWN, "no order of this sender has this number")
    return order


def _came_by(session: Session, order: WorkOrder, channel: str) -> bool:
    sources = exists().where(InboxMessage.order_id == order.id, InboxMessage.channel == channel)
    return bool(session.scalar(select(sources)))


def _is_of(session: Session, order: WorkOrder, submission: Submission) -> bool:
    if not submission.citizen_phone or order.citizen_id is None:
        return False
    index = privacy.blind_index(privacy.ring(), "phone", submission.citizen_phone)
    return session.scalar(select(Citizen.phone_index).where(Citizen.id == order.citizen_id)) == index


_Asked = tuple[str, Outcome, dict[str, Any]]


def _supplement(order: WorkOrder, submission: Submission) -> _Asked:
    """The answer to an open question, else something more."""
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
    """In the call-back it is the call-back; at any other time it is kept as the citizen's word."""
    score = submission.details.get("score")
    solved = submission.details.get("solved", "已解决")
    if order.state == "callback" and isinstance(score, int) and 1 <= score <= 5:
        fields = {"callback_method": "网页", "callback_score": score, "callback_solved": solved}
        reason = submission.text[:500] or "诉求人未说明"
        return "record_callback", "act", {**fields, "callback_reason": reason, "text": submission.text or None}
    return "supplement", "act", {"text": f"评价 {score} 分，{solved}。{submission.text}", "reason": "诉求人评价"}


def _withdraw(order: WorkOrder, submission: Submission) -> _Asked:
    """Only a person ends an order: the wish is put before him."""
    return "supplement", "act", {"text": f"申请撤回：{submission.text}", "reason": "申请撤回，请人工处理"}


_ASKS: Final[Mapping[MessageKind, Callable[[WorkOrder, Submission], _Asked]]] = {
    "supplement": _supplement,
    "urge": _urge,
    "supervise": _supervise,
    "rating": _rating,
    "withdraw": _withdraw,
}
