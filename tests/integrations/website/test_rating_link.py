"""The link of an invitation: opens without login, rates once, and tells what becomes of it."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from integrations.website import passes
from models import clock, intake, orders
from models.callbacks import CallbackAnswer, CallbackAttempt
from models.database import Store
from models.intake import Channel, Submission
from models.orders import SYSTEM
from tests.integrations.website.test_own_page import hidden
from tests.models.callbacks.walk import UNIT, do, handled

GOOD = {"solved": "已解决", "grade": "5", "words": ""}
BAD = {"solved": "未解决", "grade": "1", "reason": "no_contact", "words": ""}


@pytest.fixture
def number(store: Store) -> str:
    """Of an order of a caller who was sent a link."""
    with store.transaction() as session:
        said = Submission(Channel.PHONE, "call-1", "路灯不亮", clock.now(), citizen_phone="13812345678")
        message = intake.accept(session, said).message_id
        form = {"title": "路灯", "content": "路灯不亮", "request_type": "投诉", "lead_code": UNIT}
        order = orders.create_draft(session, SYSTEM, submission=said, message_id=message, **form)
        intake.processed(session, message, order.id, "order")
    do(store, order.order_no, "dispatch")
    handled(store, order.order_no)
    do(store, order.order_no, "invite_callback")
    return order.order_no


def test_one_tap_opens_it_and_looking_does_nothing(client: TestClient, store: Store, number: str) -> None:
    page = client.get(f"/website/rate/{passes.of_rating(number)}")
    assert page.status_code == 200
    assert all(words in page.text for words in (number, "路灯已修复", "非常不满意", "没有人联系"))
    assert not any(words in page.text for words in ("13812345678", "张三", "路灯不亮"))
    with store.reading() as session:
        assert orders.get(session, number).state == "callback"


def test_it_rates_once_and_then_tells_what_becomes_of_it(client: TestClient, store: Store, number: str) -> None:
    link = f"/website/rate/{passes.of_rating(number)}"
    nonce = hidden(client.get(link).text, "nonce")
    assert client.post(link, data=BAD | {"nonce": nonce, "reason": ""}).status_code == 422
    assert client.post(link, data=BAD | {"nonce": nonce, "reason": "unheard-of"}).status_code == 422
    for _ in range(2):  # sent twice
        page = client.post(link, data=BAD | {"nonce": nonce})
        assert page.status_code == 200
        assert "感谢您的评价" in page.text
        assert "您的评价：非常不满意，未解决，我们将回访核实" in page.text
    assert "已经评价过" in client.post(link, data=GOOD | {"nonce": "another"}).text
    with store.reading() as session:
        after = orders.get(session, number)
        (answer,) = session.scalars(select(CallbackAnswer))
        (attempt,) = session.scalars(select(CallbackAttempt))
    assert (after.state, after.rating_unverified) == ("redo", True)
    assert (answer.score, answer.solved, answer.reason_code, answer.words) == (1, "未解决", "no_contact", "没有人联系")
    assert (attempt.way, attempt.result) == ("link", "reached")


def test_only_its_own_order_and_not_for_ever(client: TestClient, number: str) -> None:
    token = passes.of_rating(number)
    forged = (
        token[:-1] + ("0" if token[-1] != "0" else "1"),
        token.replace(number, "XNDH2026112700001X"),
        "x",
        "é-1-2",
    )
    for wrong in forged:
        assert client.get(f"/website/rate/{wrong}").status_code == 403
        assert client.post(f"/website/rate/{wrong}", data=GOOD).status_code == 403
    later = clock.now() + passes.RATING_LASTS + timedelta(hours=1)
    with clock.running_from(lambda: later):
        assert "评价链接已过期" in client.get(f"/website/rate/{token}").text
