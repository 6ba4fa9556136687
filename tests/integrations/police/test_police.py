"""110 keeps the contract: what is no police matter comes once and is answered, emergencies go over and are taken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from callcenter.channels import emergencies
from callcenter.channels.health import health
from integrations.channel import save
from integrations.police import CHANNEL
from integrations.police.channel import PoliceSettings
from models import clock, intake, orders, outbox
from models.database import Store
from models.events import Event
from models.intake import Channel, InboxMessage, Submission
from models.orders import SYSTEM, Actor, Overlay, WorkOrder
from tests.callcenter.channels.telling import work
from tests.integrations.channel.kit import WORDS, ChannelContract
from tests.integrations.far_side import FarSide
from tests.integrations.police.platform import Platform110

PHONE = "13812345678"


@pytest.fixture
def world(client: TestClient, far_side: FarSide) -> Platform110:
    return Platform110(client, far_side)


class TestPolice(ChannelContract):
    """The kit."""


@pytest.fixture
def police(world: Platform110, store: Store) -> Platform110:
    set_up(world, store)
    return world


def set_up(world: Platform110, store: Store, version: int = 0, **more: Any) -> None:
    with store.transaction() as session:
        save(session, "police", PoliceSettings, world.settings | more, enabled=True, version=version, by="x")


def again(store: Store) -> None:
    """What waits for its next try need wait no longer."""
    with store.transaction() as session:
        waiting = update(outbox.Delivery).where(outbox.Delivery.state == "waiting")
        session.execute(waiting.values(next_at=clock.now()))
    work(store)


def do(store: Store, order: WorkOrder, verb: str, **given: Any) -> None:
    with store.transaction() as session:
        orders.apply(session, Actor(None, "值班长", "supervisor"), order.order_no, verb, None, **given)


def only_order(store: Store) -> WorkOrder:
    with store.reading() as session:
        return session.scalars(select(WorkOrder)).one()


def steps(store: Store, order: WorkOrder) -> list[str]:
    with store.reading() as session:
        return [step.verb for step in orders.timeline(session, order.id)]


def called(store: Store, service: str = "110", **given: Any) -> WorkOrder:
    """A call with an emergency, transferred."""
    with store.transaction() as session:
        submission = Submission(
            Channel.PHONE, "call-1", "有人持刀伤人", clock.now(), citizen_phone=PHONE, citizen_name="张三"
        )
        message = intake.accept(session, submission).message_id
        form = {"title": "伤人", "content": "有人持刀伤人", "place_text": "永安大道"}
        order = orders.create_draft(session, SYSTEM, submission=submission, message_id=message, **form)
        intake.processed(session, message, order.id, "order")
    do(store, order, "transfer_emergency", emergency_service=service, **given)
    return order


def alarms(store: Store) -> list[dict[str, Any]]:
    with store.transaction() as session:
        emergencies.alarm(session)
    with store.reading() as session:
        return [event.data for event in session.scalars(select(Event).where(Event.topic == "alarm"))]


def shown(store: Store) -> str | None:
    with store.reading() as session:
        return next(one for one in health(session) if one.name == "police").error_code


def test_the_same_number_with_other_words_joins_its_order(
    police: Platform110, store: Store, run_jobs: Callable[[], None]
) -> None:
    first = {"BJNR": WORDS, "JJDBH": "JJ1"}
    for msg_id, words in (("msg-1", WORDS), ("msg-2", WORDS), ("msg-3", "报警人更正：在桥南")):
        assert police.send(msg_id, "pushOrder", first | {"BJNR": words}).json()["code"] == 0
    run_jobs()
    order = only_order(store)
    with store.reading() as session:
        added = [step.text for step in orders.timeline(session, order.id) if step.verb == "supplement"]
    assert added == ["对方以同一编号再次推送，请与原文核对：报警人更正：在桥南"]


def test_a_transferred_alarm_keeps_its_fields_and_is_answered(
    police: Platform110, store: Store, run_jobs: Callable[[], None]
) -> None:
    more = {"BJDZ": "永安大道12号", "BJDH": "07158123456", "JQLBMC": "求助", "GXDWMC": "温泉派出所", "SFBM": "1"}
    police.put("1001", WORDS, title="路灯", name="张三", phone=PHONE, occurred="2026-01-02 08:30:00", **more)
    police.bring("1001")
    run_jobs()
    order = only_order(store)
    assert (order.channel, order.order_no[2:4], order.is_secret) == ("police", "JJ", True)
    assert order.occurred_at is not None
    with store.reading() as session:
        message = session.scalars(select(InboxMessage)).one()
        held = message.submission()
    assert (message.external_id, held.citizen_phone, held.place_text) == ("J42121001", PHONE, "永安大道12号")
    assert held.details == {"JQLBMC": "求助", "GXDWMC": "温泉派出所"}
    for verb, given in (
        ("sign", {}),
        ("report_progress", {"text": "灯具已到货"}),
        ("reply", {"reply_text": "内部意见", "public_reply_text": "路灯已修好", "solved": "已解决"}),
        ("accept_reply", {}),
        ("close", {}),
    ):
        do(store, order, verb, **given)
    police.far.faults.extend(["after", "error"])
    work(store)
    for _ in range(3):
        again(store)
    assert police.told() == ["receive", "dispatch", "progress", "reply", "close"]
    told = dict(police.taken.values())
    assert {one["JJDBH"] for one in told.values()} == {"J42121001"}
    assert {one["FLOWID"] for one in told.values()} == {order.order_no}
    assert (told["reply"]["HANDLEOPINION"], told["reply"]["SOLVED"]) == ("路灯已修好", "已解决")
    assert told["progress"]["HANDLEOPINION"] == "灯具已到货"
    assert told["reply"]["HANDLEBMNAME"] != "12345热线"  # the unit by its name
    assert "内部意见" not in str(told)


def test_what_is_not_ours_goes_back_with_the_route(
    police: Platform110, store: Store, run_jobs: Callable[[], None]
) -> None:
    police.put("1001", "合同纠纷，已经起诉到法院。" * 2000)  # too long for the machine: a person has it
    police.bring("1001")
    run_jobs()
    order = only_order(store)
    do(store, order, "reject", reject_code="02", route_told="请向受案法院咨询")
    work(store)
    assert police.told()[-1] == "returnOrder"
    assert list(police.taken.values())[-1][1]["HANDLEOPINION"] == "请向受案法院咨询"


def test_an_emergency_goes_over_and_is_acknowledged(
    police: Platform110, store: Store, run_jobs: Callable[[], None]
) -> None:
    order = called(store)
    police.far.faults.append("error")
    work(store)
    again(store)
    ((biz_type, told),) = police.taken.values()
    assert (biz_type, told["FLOWID"], told["SERVICE"]) == ("pushEmergency", order.order_no, "110")
    assert (told["BJNR"], told["BJDZ"], told["LXDH"], told["BJDHYHM"]) == ("有人持刀伤人", "永安大道", PHONE, "张三")
    with store.reading() as session:
        assert session.scalars(select(outbox.Delivery)).one().receipt == "R1"
    answer = {"FLOWID": order.order_no, "JJDBH": "J42129", "FKDWMC": "市局110", "FKSJ": "2026-11-23 10:00:00"}
    assert police.send("m1", "acknowledge", answer).json()["code"] == 0
    assert police.send("m1", "acknowledge", answer).json()["repeated"]
    assert police.send("m2", "feedback", {**answer, "CJCZQK": "民警已到场", "JQCLJGSM": "已控制"}).json()["code"] == 0
    run_jobs()
    assert steps(store, order).count("confirm_emergency") == 2
    with store.reading() as session:
        told_by = session.scalars(select(Overlay).order_by(Overlay.id)).all()
    said = [one.detail["ack"] for one in told_by if "ack" in one.detail]
    assert said == [
        "110 已接警：市局110 11月23日 10:00；接警单号 J42129",
        "110 反馈：市局110 11月23日 10:00；接警单号 J42129；民警已到场；已控制",
    ]
    later = clock.now() + timedelta(minutes=10)
    with clock.running_from(lambda: later):
        assert alarms(store) == []
        assert shown(store) is None


def test_an_emergency_that_nobody_takes_is_an_alarm_once(
    police: Platform110, store: Store, run_jobs: Callable[[], None]
) -> None:
    order = called(store)
    work(store)
    assert alarms(store) == []
    later = clock.now() + timedelta(minutes=6)
    with clock.running_from(lambda: later):
        (told,) = alarms(store)
        assert (told["code"], told["order_no"], told["service"]) == (emergencies.ALARM, order.order_no, "110")
        assert len(alarms(store)) == 1
        assert shown(store) == emergencies.ALARM
    do(store, order, "confirm_emergency", transfer_ack="已电话联系 110，接警员 0123")
    with clock.running_from(lambda: later):
        assert shown(store) is None


def test_what_an_agent_had_confirmed_is_no_alarm(police: Platform110, store: Store) -> None:
    called(store, transfer_ack="三方通话，110 已接")
    later = clock.now() + timedelta(minutes=6)
    with clock.running_from(lambda: later):
        assert alarms(store) == []


def test_other_services_do_not_go_to_110(police: Platform110, store: Store) -> None:
    called(store, "120")
    work(store)
    later = clock.now() + timedelta(minutes=6)
    with clock.running_from(lambda: later):
        assert (police.taken, alarms(store)) == ({}, [])


def test_an_emergency_that_110_returns_waits_for_a_person(
    police: Platform110, store: Store, run_jobs: Callable[[], None]
) -> None:
    order = called(store)
    work(store)
    assert police.send("m1", "returnOrder", {"FLOWID": order.order_no, "reason": "系经济纠纷"}).json()["code"] == 0
    run_jobs()
    with store.reading() as session:
        last = orders.timeline(session, order.id)[-1]
    assert (last.verb, last.text) == ("supplement", "110 退回，请人工处理：系经济纠纷")


def test_only_what_was_given_to_110_may_be_named_by_it(
    police: Platform110, store: Store, run_jobs: Callable[[], None]
) -> None:
    order = called(store, "120")
    assert police.send("m1", "acknowledge", {"FLOWID": order.order_no, "JJDBH": "J1"}).json()["code"] == 0
    run_jobs()
    with store.reading() as session:
        message = session.scalars(select(InboxMessage).where(InboxMessage.channel == "police")).one()
    assert (message.state, message.error_code) == ("dead", "reference-unknown")


@pytest.mark.parametrize("change", [{"sign": "00"}, {"biz_type": "feedback"}, {"msg_id": "x"}, {"app_id": "y"}])
def test_what_110_did_not_sign_stays_out(police: Platform110, change: dict[str, str]) -> None:
    assert police.send("m1", "pushOrder", {"BJNR": WORDS}, **change).status_code == 401


def test_services_are_known_ones(police: Platform110) -> None:
    with pytest.raises(ValueError):
        PoliceSettings.model_validate(police.settings | {"services": ["911"]})
    settings = PoliceSettings.model_validate(police.settings | {"services": ["110", "119"]})
    assert CHANNEL.emergencies(settings) == {"110", "119"}
