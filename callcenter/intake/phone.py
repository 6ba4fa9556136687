"""The order of a call: a draft at the hang-up, settled when the words are final.

A draft of an automatic intake is dispatched by the system where demand, unit and confidence allow; one that an agent
took waits for the agent. A person's edits are never overwritten.
"""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from callcenter.assist.draft import Advising
from callcenter.intake import rule_alarm
from callcenter.intake.decision import WaitReason, holds, why_wait
from callcenter.intake.dispatching import dispatch
from callcenter.intake.form import order_form
from callcenter.intake.words import caller_words
from callcenter.matters.demands import of_call
from callcenter.matters.earlier import Earlier
from models import calls, intake, orders, suggestions
from models.callbacks import calling
from models.calls import Call
from models.database import Store
from models.intake import Channel, Submission
from models.orders import SYSTEM, OrderEvent, WorkOrder, by_conversation
from models.suggestions import Suggested
from routing.advice import Advice

log = logging.getLogger(__name__)

TITLE_PENDING = "来电诉求（待整理）"
CONTENT_PENDING = "（通话语音尚在转写，可先听录音）"
CONTENT_EMPTY = "（未识别到语音内容，请听录音）"


def draft_order(session: Session, call: Call) -> WorkOrder:
    """The draft of an ended call with the words so far; the same one when asked again."""
    words = caller_words(session, call.conversation_id)
    submission = Submission(
        channel=Channel.PHONE,
        external_id=str(call.conversation_id),
        text=words,
        received_at=call.started_at,
        citizen_phone=call.caller_number,
        conversation_id=call.conversation_id,
    )
    message = intake.accept(session, submission)
    by_agent = call.intake == "agent"
    order = by_conversation(session, call.conversation_id) or orders.create_draft(
        session,
        SYSTEM,
        submission=submission,
        conversation_id=call.conversation_id,
        message_id=message.message_id,
        title=words[:40] or TITLE_PENDING,
        content=words or CONTENT_PENDING,
        waits_for_person=by_agent,
        wait_reason="agent-confirms" if by_agent else None,
    )
    intake.processed(session, message.message_id, order.id)
    call.order_id = order.id
    return order


@dataclass(frozen=True)
class Settled:
    """What became of a call's words. order_no None: nothing was said, there is no order."""

    order_no: str | None
    dispatched: bool
    reason: WaitReason | None


def settle(
    store: Store, adviser: Advising, conversation: UUID, threshold: float, earlier: Earlier | None = None
) -> Settled:
    """The words of a call are final: route them, complete its draft, dispatch it where that is allowed. Repeatable."""
    with store.reading() as session:
        words = caller_words(session, conversation)
        call = session.get_one(Call, conversation)
        order = by_conversation(session, conversation)
        number = order.order_no if order is not None else ""
        if order is not None and order.state not in orders.MASTERS:
            return Settled(number, order.state != "cancelled", None)  # answered meanwhile: nobody needs a proposal
    if call.direction == "outbound":  # a survey: its words are the answer's, never a demand
        with store.transaction() as session:
            since = calling.comment_from(session, conversation)
            said = "" if since is None else caller_words(session, conversation, since)
            calling.commented(session, conversation, said)
        return Settled(None, False, None)
    advice = _advise(adviser, words) if words else None
    found: list[Suggested] = []
    if earlier is not None and advice is not None and advice.demand and advice.request_type != "举报":
        earlier.catch_up()
        found = earlier.alike(of_call(call, number, words, advice))
    reason: WaitReason | None = "no-words"
    if words:
        reason = why_wait(advice, threshold) if advice else "routing-failed"
    with store.transaction() as session:
        call = session.get_one(Call, conversation, with_for_update=True)
        order = _order_of(session, call)
        if order is None:
            if not words:
                return Settled(None, False, None)
            order = draft_order(session, call)
        suggestions.suggest(session, order, found)
        rule_alarm.ring(session, advice, order_no=order.order_no)
        if reason == "routing-failed":
            rule_alarm.ring_failure(session, order_no=order.order_no)
        if reason is None and earlier is not None and holds(found, earlier.policy):
            reason = "possible-duplicate"
        return _complete(session, call, order, words=words, advice=advice, reason=reason)


def give_up(store: Store, conversation: UUID) -> None:
    """Its words could not be settled after many tries: a person has its draft, and an alarm tells of it."""
    with store.transaction() as session:
        order = hand_to_person(session, session.get_one(Call, conversation, with_for_update=True), "routing-failed")
        if order is not None:
            rule_alarm.ring_failure(session, order_no=order.order_no)


def hand_to_person(session: Session, call: Call, reason: WaitReason) -> WorkOrder | None:
    """A draft that the machine still had becomes a person's, with the reason; None where there is none."""
    order = _order_of(session, call)
    if order is None or order.state != "draft" or order.waits_for_person:
        return None
    return orders.apply(
        session, SYSTEM, order.order_no, "edit", order.version, waits_for_person=True, wait_reason=reason
    )


def _complete(
    session: Session, call: Call, order: WorkOrder, *, words: str, advice: Advice | None, reason: WaitReason | None
) -> Settled:
    if order.state != "draft":
        return Settled(order.order_no, order.state != "cancelled", None)
    form: dict[str, Any] = order_form(advice, words) if advice else {"content": words or CONTENT_EMPTY}
    if _touched(session, order):
        form = {name: form[name] for name in ("advice", "confidence") if name in form}
    handed_over = order.waits_for_person or call.intake == "agent"
    if handed_over:
        reason = order.wait_reason or "agent-confirms"  # type: ignore[assignment] # only our reasons are written
    if reason is None:
        dispatched = dispatch(session, order, form)
        reason = None if dispatched else "dispatch-refused"
    else:
        dispatched = False
        form |= {"waits_for_person": True, "wait_reason": reason}
        orders.apply(session, SYSTEM, order.order_no, "edit", order.version, **form)
    calls.log(session, call.conversation_id, "settled", {"dispatched": dispatched, "reason": reason})
    return Settled(order.order_no, dispatched, reason)


def _advise(adviser: Advising, words: str) -> Advice | None:
    try:
        return adviser.advise(words)
    except Exception:
        # the order must not be lost for a fault of the proposal: a person gets it without one
        log.exception("routing-failed")
        return None


def _order_of(session: Session, call: Call) -> WorkOrder | None:
    return session.scalar(select(WorkOrder).where(WorkOrder.conversation_id == call.conversation_id).with_for_update())


def _touched(session: Session, order: WorkOrder) -> bool:
    """Whether a person has written in the order."""
    by_person = exists().where(OrderEvent.order_id == order.id, OrderEvent.actor_id.is_not(None))
    return bool(session.scalar(select(by_person)))
