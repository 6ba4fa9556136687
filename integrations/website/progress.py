"""What a citizen may read of a demand: how far it is, who has it, until when, what was asked, and the answer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.website import loop
from integrations.website.receipts import code_fits
from models import attachments, callbacks, orders
from models.attachments import Attachment
from models.catalogue.tables import Department
from models.intake import Channel, InboxMessage
from models.orders import VERBS, WorkOrder

DOORS: Final = tuple(
    one.value
    for one in (
        Channel.WEBSITE, Channel.QR, Channel.COUNTER, Channel.PHONE, Channel.SMS, Channel.EMAIL, Channel.APP,
        Channel.OPEN311,
    )
)  # fmt: skip
"""Whose demands are followed here: those of people who were given a code, on a page, a slip, or by a message."""
WORDS: Final = {
    "draft": "已受理，正在分派",
    "dispatched": "已派单，等待承办单位签收",
    "handling": "承办单位正在办理",
    "replied": "承办单位已答复",
    "closed": "已办结",
    "cancelled": "已撤销",
    "review": "已受理，正在审核",
    "pending_dispatch": "已受理，正在分派",
    "return_requested": "正在核实承办单位",
    "arbitration": "正在核实承办单位",
    "listed": "承办单位已承诺限期办理",
    "callback": "承办单位已答复，请您评价",
    "redo": "正在安排重新办理",
    "merged": "已与同类诉求一并办理",
    "direct_answered": "已直接答复",
    "emergency": "已转接紧急服务",
    "not_accepted": "不属受理范围，已告知办理途径",
    "archived": "已办结",
}
"""State -> what it means for the one who waits."""

ANSWERED_IN_PERSON: Final = "承办单位已直接答复您。如未收到答复，请拨打 12345。"
VERIFYING: Final = "已收到您的评价，正在核实"
REDONE: Final = "重新办理："
_AGAIN: Final = frozenset({"dispatched", "handling", "listed", "replied"})
RECEIVED: Final = "已收到，正在登记"
_ANSWERED: Final = frozenset({"replied", "callback", "closed", "direct_answered", "archived"})
_AUDITED: Final = frozenset({"callback", "closed", "archived"})
_OWN_WORDS: Final = {"supplement": "您补充", "answer_question": "您回复", "ask": "向您询问"}
"""Verbs whose words pass between the citizen and the order: both may read them."""


@dataclass(frozen=True)
class Found:
    """A demand that was asked for rightly. order None: it is still being registered."""

    message: InboxMessage
    order: WorkOrder | None

    @property
    def receipt(self) -> str:
        return self.message.external_id


@dataclass(frozen=True)
class Said:
    """Something that passed between the citizen and the order."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True)
class Progress:
    """One demand's progress. number: the receipt; order_no: once there is an order."""

    number: str
    state_name: str
    received_at: datetime
    order_no: str | None = None
    department: str | None = None
    due_at: datetime | None = None
    replied_at: datetime | None = None
    reply: str | None = None


@dataclass(frozen=True)
class Own:
    """What only the citizen reads and does. text: the demand as it was sent.

    pictures: the reply's, by their id; followed: what became of the rating.
    """

    text: str
    phone: str | None
    question: str | None = None
    said: list[Said] = field(default_factory=list)
    may_add: bool = False
    may_rate: bool = False
    rated: bool = False
    pictures: list[int] = field(default_factory=list)
    followed: list[tuple[datetime, str]] = field(default_factory=list)


def find(session: Session, number: str, code: str) -> Found | None:
    """The demand behind a receipt or order number; None where it does not exist or the code is wrong.

    One answer for both, so that numbers cannot be probed.
    """
    found = _by_number(session, "".join(number.split()).upper())
    receipt = found.receipt if found else ""
    return found if code_fits(receipt, code) else None


def by_receipt(session: Session, receipt: str) -> Found | None:
    """The demand of a receipt that a pass names."""
    return _by_number(session, receipt)


def find_order(session: Session, order_no: str) -> Found | None:
    """The demand of an order that a rating link names."""
    found = _by_number(session, order_no)
    return found if found is not None and found.order is not None else None


def progress_of(session: Session, found: Found) -> Progress:
    """How far it is."""
    order, received_at = found.order, found.message.received_at
    if order is None:
        return Progress(found.receipt, RECEIVED, received_at)
    department = session.get(Department, order.lead_code) if order.lead_code and order.dispatched_at else None
    return Progress(
        number=found.receipt,
        order_no=order.order_no,
        state_name=_state_name(order),
        received_at=received_at,
        department=department.name if department else None,
        due_at=order.due_at,
        replied_at=order.replied_at,
        # never the internal text: it is written for colleagues
        reply=(order.public_reply_text or ANSWERED_IN_PERSON) if order.state in _ANSWERED else None,
    )


def _state_name(order: WorkOrder) -> str:
    if order.rating_unverified:
        return VERIFYING
    again = order.redo_count + order.reopen_count > 0 and order.state in _AGAIN
    return (REDONE if again else "") + WORDS[order.state]


def own_of(session: Session, found: Found, *, unscanned: bool) -> Own:
    """What its citizen reads and does beside. unscanned: whether pictures that no scanner has judged are given out."""
    submission, order = found.message.submission(), found.order
    if order is None:
        return Own(submission.text, submission.citizen_phone, may_add=True)
    rated = callbacks.rated(session, order)
    timeline = orders.timeline(session, order.id)
    steps = [step for step in timeline if step.verb in _OWN_WORDS and step.text]
    return Own(
        text=submission.text,
        phone=submission.citizen_phone,
        question=order.question,
        said=[Said(step.at, _OWN_WORDS[step.verb], step.text or "") for step in steps],
        may_add=order.state in VERBS["supplement"].from_states,
        may_rate=not rated and any(order.state in VERBS[verb].from_states for verb in ("record_callback", "rate")),
        rated=rated,
        pictures=[row.id for row in reply_pictures(session, order, unscanned=unscanned)],
        followed=loop.told(timeline),
    )


def reply_pictures(session: Session, order: WorkOrder, *, unscanned: bool) -> list[Attachment]:
    """The pictures that a unit has put beside its reply, once the reply has passed the audit; only types that can be
    freed of place, time and device.
    """
    if order.state not in _AUDITED:
        return []
    given = ("clean", "unscanned", "waiting") if unscanned else ("clean",)
    return [
        row
        for row in attachments.of_order(session, order.id)
        if row.kind == "handling"
        and row.department_code is not None
        and row.withdrawn_seq is None
        and row.content.scan_state in given
        and attachments.publishable(row.content.media_type)
    ]


def _by_number(session: Session, number: str) -> Found | None:
    """By the receipt, else by the order's number: each by its own index, for anybody may ask."""
    demands = (
        select(InboxMessage, WorkOrder)
        .where(InboxMessage.channel.in_(DOORS), InboxMessage.kind == "demand")
        .order_by(InboxMessage.id)
        .limit(1)
    )
    of_order = WorkOrder.id == InboxMessage.order_id
    row = (
        session.execute(demands.outerjoin(WorkOrder, of_order).where(InboxMessage.external_id == number)).first()
        or session.execute(demands.join(WorkOrder, of_order).where(WorkOrder.order_no == number)).first()
    )
    return Found(row[0], row[1]) if row else None
