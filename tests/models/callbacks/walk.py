"""An answered order, brought there by verbs."""

from typing import Any

from sqlalchemy import select

from models import clock, intake, orders
from models.database import Store
from models.intake import Channel, Submission
from models.orders import SYSTEM, Actor, WorkOrder

UNIT = "421202"
DISPATCHER = Actor(None, "周敏", "dispatcher")
CLERK = Actor(None, "李工", "clerk", UNIT)
CALLER = Actor(None, "吴婷", "callback_agent")
SUPERVISOR = Actor(None, "冯涛", "supervisor")
REPLY = {"reply_text": "已更换灯具", "public_reply_text": "路灯已修复", "solved": "已解决"}


def do(store: Store, number: str, verb: str, actor: Actor = SYSTEM, **fields: Any) -> WorkOrder:
    with store.transaction() as session:
        return orders.apply(session, actor, number, verb, None, **fields)


def answered(store: Store, *, by_message: bool = False, **fields: Any) -> str:
    """The number of an order that waits for its call-back."""
    given = {"title": "路灯不亮", "content": "永安大道路灯不亮", "request_type": "投诉", "lead_code": UNIT}
    given |= {"caller_name": "张三", "caller_phone": "13812345678"} | fields
    with store.transaction() as session:
        if by_message:
            words = Submission(
                channel=Channel.WEBSITE,
                external_id="WZ1",
                text="路灯不亮",
                received_at=clock.now(),
                raw=b"{}",
                citizen_phone="13812345678",
            )
            given |= {"message_id": intake.accept(session, words).message_id, "channel": Channel.WEBSITE}
        number = orders.create_draft(session, SYSTEM, **given).order_no
    do(store, number, "dispatch")
    handled(store, number)
    return number


def handled(store: Store, number: str) -> None:
    """Signed, replied, and the reply accepted."""
    do(store, number, "sign", CLERK)
    do(store, number, "reply", CLERK, **REPLY)
    do(store, number, "accept_reply", DISPATCHER)


def verbs(store: Store, number: str) -> list[str]:
    with store.reading() as session:
        order = session.scalars(select(WorkOrder).where(WorkOrder.order_no == number)).one()
        return [step.verb for step in orders.timeline(session, order.id)]
