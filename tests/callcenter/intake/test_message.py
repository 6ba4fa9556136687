"""A message of a written channel becomes one order."""

import pytest

from callcenter.intake import message
from models import clock, intake
from models.database import Store
from models.intake import Channel, InboxMessage, Submission
from models.orders import get
from tests.callcenter.floor import ScriptedAdviser


def accepted(store: Store, text: str) -> int:
    with store.transaction() as session:
        submission = Submission(
            Channel.WEBSITE,
            "web-1",
            text,
            clock.now(),
            title="停水",
            citizen_phone="13812345678",
            place_text="温泉街道",
        )
        return intake.accept(session, submission).message_id


@pytest.mark.parametrize(
    ("confidence", "state", "reason"), [(0.95, "dispatched", None), (0.3, "draft", "low-confidence")]
)
def test_a_message_becomes_one_order(
    store: Store, adviser: ScriptedAdviser, confidence: float, state: str, reason: str | None
) -> None:
    adviser.confidence = confidence
    number = message.process(store, adviser, accepted(store, "小区停水三天了"), 0.7)
    assert number is not None
    with store.reading() as session:
        order = get(session, number)
        inbox = session.get_one(InboxMessage, order.message_id)
        assert (order.state, order.wait_reason, order.channel) == (state, reason, "website")
        assert (order.title, order.content, order.place_text) == ("停水", "小区停水三天了", "温泉街道")
        assert (inbox.state, inbox.order_id) == ("processed", order.id)
    assert message.process(store, adviser, inbox.id, 0.7) is None
