"""Calls and orders of some agents, to be drawn from; and marks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from models import calls, clock, orders
from models.calls import NewSegment
from models.clock import LOCAL
from models.database import Store
from models.orders import SYSTEM, Actor
from models.people import Role, User
from models.quality import Sheet

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)
DAY = MONDAY.date()


def person(store: Store, login: str, role: Role) -> Actor:
    with store.transaction() as session:
        user = User(login=login, name=f"{role.chinese}{login}", role=role.value, password_hash="")
        session.add(user)
        session.flush()
        return Actor.of(user)


def call(store: Store, agent: Actor, at: datetime = MONDAY, *, secret: bool | None = None, words: bool = True) -> UUID:
    """A call that `agent` answered. secret: of its order; None: it has none."""
    conversation = uuid4()
    with store.transaction() as session, clock.running_from(lambda: at):
        calls.begin(session, conversation, "13812345678", "12345")
        if words:
            calls.add_segment(session, conversation, "caller", NewSegment(0.0, 2.0, "永安大道路灯不亮"))
        order = None
        if secret is not None:
            order = orders.create_draft(session, SYSTEM, title="路灯", content="不亮", is_secret=secret).id
        answered = at + timedelta(seconds=8)
        calls.end(
            session, conversation, "talked", ended_at=at + timedelta(minutes=3), agent_id=agent.user_id,
            agent_answered_at=answered, order_id=order,
        )  # fmt: skip
    return conversation


def order(store: Store, agent: Actor, at: datetime = MONDAY, *, ended: bool = True, secret: bool = False) -> int:
    """An order that `agent` registered, and answered at once."""
    with store.transaction() as session, clock.running_from(lambda: at):
        form = {"title": "公积金", "content": "怎样提取", "request_type": "咨询", "category_code": "010101"}
        made = orders.create_draft(session, agent, **form, is_secret=secret, caller_phone="13812345678")
        if ended:
            answer = {"public_reply_text": "凭身份证办理", "knowledge_ref": "K-1"}
            orders.apply(session, agent, made.order_no, "answer", None, **answer)
        return made.id


def days(count: int) -> Sequence[date]:
    return [DAY + timedelta(days=number) for number in range(count)]


def full(sheet: Sheet, **other: int) -> dict[str, int]:
    """All points and nothing fatal, save `other`."""
    return {item.code: item.points for item in sheet.items} | other
