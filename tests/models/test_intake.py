"""Every channel ends at one door: stored raw, sealed, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from models import intake, orders
from models.database import Store
from models.intake import Channel, InboxMessage, Submission
from models.orders import SYSTEM

AT = datetime(2026, 11, 23, 1, 2, 3, 456, tzinfo=UTC)
WEB = Submission(
    channel=Channel.WEBSITE,
    external_id="W-1",
    text="温泉街道路灯不亮",
    received_at=AT,
    title="路灯",
    citizen_name="张三",
    citizen_phone="13812345678",
    place_text="温泉街道",
    occurred_at=AT - timedelta(days=1),
    flags=frozenset({"secret", "no_public"}),
    conversation_id=uuid4(),
    raw=bytes(range(256)),
)


def accept(store: Store, submission: Submission) -> intake.Accepted:
    with store.transaction() as session:
        return intake.accept(session, submission)


@pytest.mark.parametrize("submission", [WEB, Submission(Channel.QR, "Q", "字", AT)])
def test_comes_back_as_it_was(store: Store, submission: Submission) -> None:
    accepted = accept(store, submission)
    with store.reading() as session:
        assert session.get_one(InboxMessage, accepted.message_id).submission() == submission


def test_a_retry_is_the_same_message(store: Store) -> None:
    with ThreadPoolExecutor(6) as threads:
        accepted = list(threads.map(lambda n: accept(store, replace(WEB, text=f"第{n}次")), range(6)))
    assert len({one.message_id for one in accepted}) == 1
    assert [one.new for one in accepted].count(True) == 1
    assert accept(store, replace(WEB, channel=Channel.APP)).new


def test_nothing_readable_lies_in_the_table(store: Store) -> None:
    accept(store, WEB)
    with store.reading() as session:
        row = session.execute(text("SELECT m::text FROM inbox_message m")).scalar_one()
    for secret in ("张三", "13812345678", "路灯"):
        assert secret not in row
        assert secret.encode().hex() not in row


def test_life_of_a_message(store: Store) -> None:
    message = accept(store, WEB).message_id
    with store.transaction() as session:
        intake.failed(session, message, "routing-down", dead=False)
        assert intake.waiting(session, AT + timedelta(seconds=1)) == [message]
        assert intake.waiting(session, AT) == []
        order = orders.create_draft(session, SYSTEM, submission=WEB, message_id=message)
        intake.processed(session, message, order.id)
        assert intake.waiting(session, AT + timedelta(days=1)) == []
    with store.transaction() as session:
        again = orders.create_draft(session, SYSTEM, submission=replace(WEB, conversation_id=None), message_id=message)
        assert again.order_no == order.order_no
        assert session.scalar(select(func.count()).select_from(orders.WorkOrder)) == 1
    assert order.order_no[2:4] == "WZ"
    assert (order.accepted_at, order.is_secret, order.title, order.masked_name) == (AT, True, "路灯", "张*")


def test_a_dead_message_waits_for_a_person(store: Store) -> None:
    message = accept(store, WEB).message_id
    with store.transaction() as session:
        assert intake.begin(session, message) == 1
        intake.failed(session, message, "text-empty", dead=True)
    with store.reading() as session:
        row = session.get_one(InboxMessage, message)
        assert (row.state, row.error_code, row.attempts) == ("dead", "text-empty", 1)
        assert intake.waiting(session, AT + timedelta(days=1)) == []
