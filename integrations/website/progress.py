"""What a citizen may read of a demand: how far it is, who has it, until when, and the answer meant for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.website.receipts import code_fits
from models.catalogue.tables import Department
from models.intake import Channel, InboxMessage
from models.orders import WorkOrder

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
    "callback": "承办单位已答复",
    "redo": "正在安排重新办理",
    "merged": "已与同类诉求一并办理",
    "direct_answered": "已直接答复",
    "emergency": "已转接紧急服务",
    "not_accepted": "不属受理范围，已告知办理途径",
    "archived": "已办结",
}
"""State -> what it means for the one who waits."""

ANSWERED_IN_PERSON: Final = "承办单位已直接答复您。如未收到答复，请拨打 12345。"
RECEIVED: Final = "已收到，正在登记"


@dataclass(frozen=True)
class Progress:
    """One demand's progress; number is the one that was asked for."""

    number: str
    state_name: str
    received_at: datetime
    department: str | None = None
    due_at: datetime | None = None
    replied_at: datetime | None = None
    reply: str | None = None


def follow(session: Session, number: str, code: str) -> Progress | None:
    """The progress behind a receipt or order number; None where it does not exist or the code is wrong.

    One answer for both, so that numbers cannot be probed.
    """
    number = "".join(number.split()).upper()
    found = session.execute(
        select(InboxMessage.external_id, InboxMessage.received_at, WorkOrder)
        .outerjoin(WorkOrder, WorkOrder.id == InboxMessage.order_id)
        .where(InboxMessage.channel == Channel.WEBSITE)
        .where((InboxMessage.external_id == number) | (WorkOrder.order_no == number))
    ).first()
    receipt = found[0] if found else ""
    if not code_fits(receipt, code) or found is None:
        return None
    received_at: datetime = found[1]
    order: WorkOrder | None = found[2]  # an outer join
    if order is None:
        return Progress(number, RECEIVED, received_at)
    department = session.get(Department, order.lead_code) if order.lead_code and order.dispatched_at else None
    answered = order.state in ("replied", "callback", "closed", "direct_answered")
    return Progress(
        number=number,
        state_name=WORDS[order.state],
        received_at=received_at,
        department=department.name if department else None,
        due_at=order.due_at,
        replied_at=order.replied_at,
        # never the internal text: it is written for colleagues
        reply=(order.public_reply_text or ANSWERED_IN_PERSON) if answered else None,
    )
