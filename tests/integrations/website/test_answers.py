"""The public list: only what a clerk has published and the hotline has answered, masked."""

from fastapi.testclient import TestClient

from models import orders
from models.database import Store
from models.orders import SYSTEM, Actor

DISPATCHER = Actor(None, "周敏", "dispatcher")
CLERK = Actor(None, "李工", "clerk", "421202")


def answered(store: Store, **form: object) -> str:
    given = {"title": "路灯不亮", "content": "我叫张三丰，路灯不亮", "caller_name": "张三丰", **form}
    with store.transaction() as session:
        number = orders.create_draft(session, SYSTEM, **given).order_no  # type: ignore[arg-type]
        orders.apply(session, SYSTEM, number, "dispatch", None, lead_code="421202")
        orders.apply(session, CLERK, number, "sign", None)
        reply = {"reply_text": "内部", "public_reply_text": "张三丰您好，已修好，详询13812345678", "solved": "已解决"}
        orders.apply(session, CLERK, number, "reply", None, **reply)
    return number


def do(store: Store, number: str, verb: str, **fields: object) -> None:
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, number, verb, None, **fields)  # type: ignore[arg-type]


def test_only_what_is_published_and_answered_is_listed_and_masked(client: TestClient, store: Store) -> None:
    number, other = answered(store), answered(store, title="另一件")
    do(store, number, "release")
    assert "路灯不亮" not in client.get("/website/answers").text  # the reply has not been accepted yet
    do(store, number, "accept_reply")
    do(store, other, "accept_reply")
    page = client.get("/website/answers").text
    assert "路灯不亮" in page
    assert "另一件" not in page
    single = client.get(f"/website/answers/{number}").text
    assert "张**您好，已修好，详询138****5678" in single
    assert "张三丰" not in single
    assert "内部" not in single
    assert client.get(f"/website/answers/{other}").status_code == 404
    do(store, number, "retract", reason="当事人要求")
    assert client.get(f"/website/answers/{number}").status_code == 404


def test_long_lists_have_pages(client: TestClient, store: Store) -> None:
    for place in range(21):
        number = answered(store, title=f"第{place}件")
        do(store, number, "release")
        do(store, number, "accept_reply")
    first = client.get("/website/answers").text
    assert "第20件" in first
    assert "第0件" not in first
    following = first.rpartition('href="/website/answers?before=')[2].partition('"')[0]
    assert "第0件" in client.get("/website/answers", params={"before": following}).text
