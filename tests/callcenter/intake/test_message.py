"""A message of a written channel becomes one order."""

from typing import Any

import pytest
from sqlalchemy import select

from callcenter.intake import message
from models import clock, intake, orders
from models.database import Store
from models.events import Event
from models.intake import Channel, InboxMessage, Submission
from models.orders import SYSTEM, get
from routing.advice import Advice, Departments, RuleFault
from tests.callcenter.floor import ScriptedAdviser


def accepted(store: Store, text: str, external_id: str = "web-1") -> int:
    with store.transaction() as session:
        submission = Submission(
            Channel.WEBSITE,
            external_id,
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


ACCUSED = "421202"


@pytest.mark.parametrize(
    ("kept", "flags", "becomes"),
    [
        (
            {"request_type": "举报", "accused_code": ACCUSED, "is_anonymous": True},
            set(),
            ("举报", True, True, False, ACCUSED),
        ),
        ({"request_type": "投诉", "is_secret": True, "no_public": True}, set(), ("投诉", True, False, True, None)),
        ({"request_type": "求助"}, {"secret", "no_public"}, ("求助", True, False, True, None)),
        ({"request_type": "求助"}, set(), ("求助", False, False, False, None)),
    ],
)
def test_what_is_added_to_a_closed_order_is_as_confidential_as_it_was(
    store: Store,
    adviser: ScriptedAdviser,
    kept: dict[str, Any],
    flags: set[str],
    becomes: tuple[str, bool, bool, bool, str | None],
) -> None:
    phone = "13812345678"
    with store.transaction() as session:
        closed = orders.create_draft(
            session, SYSTEM, title="反映", content="某所收费", caller_phone=phone, **kept
        ).order_no
        orders.apply(session, orders.Actor(None, "李派单", "dispatcher"), closed, "cancel", None, reason="重复")
        words = Submission(
            Channel.WEBSITE,
            "web-2",
            "我又想起一件事",
            clock.now(),
            citizen_phone=phone,
            kind="supplement",
            refers_to=closed,
            flags=frozenset(flags),
        )
        received = intake.accept(session, words).message_id
    number = message.process(store, adviser, received, 0.7)
    assert number is not None
    assert number != closed
    with store.reading() as session:
        made = get(session, number)
        held = (made.request_type, made.is_secret, made.is_anonymous, made.no_public, made.accused_code)
        assert (held, made.wait_reason, closed in made.content) == (becomes, "reference-closed", True)


class FaultyRule:
    """Meets a rule that names nobody."""

    def advise(self, text: str, subject: str = "") -> Advice:
        return Advice(
            category=None,
            departments=Departments(None),
            request_type="投诉",
            urgency="一般",
            place=None,
            confidence=0.0,
            demand=True,
            title=text[:20],
            fault=RuleFault("duty-unit-unknown", "S09", "规则 S09 引用了不存在的部门：XN999"),
        )


def test_a_faulty_rule_rings_once_a_day_and_its_orders_wait_for_a_person(store: Store) -> None:
    first, second = (
        message.process(store, FaultyRule(), accepted(store, text, text), 0.6) for text in ("路灯", "井盖")
    )
    assert first is not None
    assert second is not None
    with store.reading() as session:
        alarms = session.scalars(select(Event).where(Event.topic == "alarm", Event.subject == "duty S09")).all()
        assert [alarm.data["code"] for alarm in alarms] == ["duty-unit-unknown"]
        assert alarms[0].data["order_no"] == first
        for number in (first, second):
            assert (get(session, number).state, get(session, number).waits_for_person) == ("draft", True)
