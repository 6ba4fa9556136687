"""What passes between an order and its citizen, and what a clerk lets everybody read."""

import pytest

from models import api_clients, orders
from models.database import Store
from models.orders import SYSTEM, Actor, OrderError, WorkOrder

CLERK = Actor(None, "李工", "clerk", "421202")
DISPATCHER = Actor(None, "周敏", "dispatcher")


def made(store: Store, **form: object) -> WorkOrder:
    given = {
        "title": "刘建国家漏水",
        "content": "我叫刘建国，温泉小区3栋501室漏水，电话13812345678",
        "caller_name": "刘建国",
    }
    with store.transaction() as session:
        order = orders.create_draft(session, SYSTEM, **{**given, **form})  # type: ignore[arg-type]
        return orders.apply(session, SYSTEM, order.order_no, "dispatch", None, lead_code="421202")


def do(store: Store, actor: Actor, order: WorkOrder, verb: str, **fields: object) -> WorkOrder:
    with store.transaction() as session:
        return orders.apply(session, actor, order.order_no, verb, None, **fields)  # type: ignore[arg-type]


def test_a_question_waits_until_the_citizen_answers(store: Store) -> None:
    order = made(store)
    order = do(store, CLERK, order, "ask", text="是哪一面墙漏水？")
    assert order.question == "是哪一面墙漏水？"
    with pytest.raises(OrderError, match="还没有回复"):
        do(store, CLERK, order, "ask", text="还有呢？")
    order = do(store, SYSTEM, order, "answer_question", text="北墙")
    assert (order.question, order.question_at, order.state) == (None, None, "dispatched")
    with pytest.raises(OrderError, match="没有等待"):
        do(store, SYSTEM, order, "answer_question", text="北墙")
    order = do(store, SYSTEM, order, "supplement", text="今天更严重了")
    with store.reading() as session:
        steps = orders.timeline(session, order.id)
    assert [(step.verb, step.text) for step in steps[-3:]] == [
        ("ask", "是哪一面墙漏水？"),
        ("answer_question", "北墙"),
        ("supplement", "今天更严重了"),
    ]
    assert orders.replay(steps)["question"] is None


def test_what_is_released_is_masked_whoever_wrote_it(store: Store) -> None:
    order = do(store, DISPATCHER, made(store), "release")
    assert (order.public_title, order.public_content) == (
        "刘**家漏水",
        "我叫刘**，温泉小区*栋*室漏水，电话138****5678",
    )
    order = do(store, DISPATCHER, order, "release", public_title="房屋漏水", public_content="刘建国家漏水，请修")
    assert (order.public_title, order.public_content) == ("房屋漏水", "刘**家漏水，请修")
    order = do(store, DISPATCHER, order, "retract", reason="当事人要求")
    assert order.released_at is None


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"request_type": "举报"}, "不能公开"),
        ({"is_secret": True}, "不能公开"),
        ({"no_public": True}, "不同意公开"),
    ],
)
def test_what_is_confidential_is_never_released(store: Store, form: dict[str, object], why: str) -> None:
    order = made(store, **form)
    with pytest.raises(OrderError, match=why):
        do(store, DISPATCHER, order, "release")


def test_units_do_not_release(store: Store) -> None:
    order = made(store)
    with pytest.raises(OrderError, match="角色不能"):
        do(store, CLERK, order, "release")


def test_a_key_opens_until_it_is_revoked(store: Store) -> None:
    with store.transaction() as session:
        client, key = api_clients.issue(session, "随手拍", "张工 0715-1234567")
        assert api_clients.by_key(session, key) is client
        assert api_clients.by_key(session, key + "x") is None
        assert key.encode() not in client.key_hash
        api_clients.revoke(session, client.id)
        assert api_clients.by_key(session, key) is None
        assert api_clients.revoke(session, 999) is None
        assert [one.name for one in api_clients.every(session)] == ["随手拍"]
