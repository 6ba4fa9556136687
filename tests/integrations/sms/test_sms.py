"""Text messages keep the contract: notices go out once, answers find their order by the number, nobody is flooded."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from callcenter.channels.health import health
from integrations.channel import Delivery, Refused, TryLater, save
from integrations.sms import CHANNEL
from integrations.sms.settings import SmsSettings
from integrations.sms.words import of_notice
from integrations.website import passes
from integrations.website.receipts import query_code
from models import clock, contacts, intake, orders, outbox
from models.callbacks import CallbackAnswer
from models.catalogue import Department
from models.database import Store
from models.intake import Channel, InboxMessage, Submission
from models.orders import SYSTEM, Actor, WorkOrder
from tests.callcenter.channels.telling import work
from tests.integrations.channel.kit import WORDS, ChannelContract
from tests.integrations.far_side import FarSide
from tests.integrations.sms.gateway import PHONE, Gateway

HEAD = Actor(None, "值班长", "supervisor")


@pytest.fixture
def world(client: TestClient, far_side: FarSide) -> Gateway:
    return Gateway(client, far_side)


class TestSms(ChannelContract):
    """The kit."""


@pytest.fixture
def gateway(world: Gateway, store: Store) -> Gateway:
    set_up(world, store)
    return world


def set_up(gateway: Gateway, store: Store, version: int = 0, **more: Any) -> None:
    with store.transaction() as session:
        save(session, "sms", SmsSettings, gateway.settings | more, enabled=True, version=version, by="x")


def do(store: Store, order: WorkOrder, verb: str, actor: Actor = HEAD, **given: Any) -> None:
    with store.transaction() as session:
        orders.apply(session, actor, order.order_no, verb, None, **given)


def called(store: Store, phone: str | None = PHONE, door: Channel = Channel.PHONE) -> WorkOrder:
    """The order of a telephone call."""
    with store.transaction() as session:
        unit = session.scalars(select(Department.code).order_by(Department.code).limit(1)).one()
        submission = Submission(door, f"call-{phone}-{door}", WORDS, clock.now(), citizen_phone=phone)
        message = intake.accept(session, submission).message_id
        form = {"title": "路灯", "content": WORDS, "lead_code": unit}
        order = orders.create_draft(session, SYSTEM, submission=submission, message_id=message, **form)
        intake.processed(session, message, order.id, "order")
    do(store, order, "dispatch")
    return order


def answered(store: Store, order: WorkOrder) -> None:
    do(store, order, "sign")
    do(store, order, "reply", reply_text="内部意见", public_reply_text="路灯已修好", solved="已解决")
    do(store, order, "accept_reply")


def incoming(gateway: Gateway, number: str, words: str, phone: str = PHONE) -> None:
    gateway.put(number, words, phone=phone)
    gateway.bring(number)


def messages(store: Store) -> list[InboxMessage]:
    with store.reading() as session:
        wanted = select(InboxMessage).where(InboxMessage.channel == "sms").order_by(InboxMessage.id)
        return list(session.scalars(wanted))


def steps(store: Store, order: WorkOrder) -> list[tuple[str, str | None]]:
    with store.reading() as session:
        return [(step.verb, step.text) for step in orders.timeline(session, order.id)]


def test_who_called_hears_by_text_message_once(gateway: Gateway, store: Store) -> None:
    order = called(store)
    do(store, order, "ask", text="是哪一根路灯？")
    answered(store, order)
    do(store, order, "invite_callback", SYSTEM)
    gateway.far.faults.extend(["after", "error"])
    work(store)
    for _ in range(4):
        with store.transaction() as session:
            session.execute(
                update(outbox.Delivery).where(outbox.Delivery.state == "waiting").values(next_at=clock.now())
            )
        work(store)
    told = gateway.texts()
    assert len(told) == 5
    assert all(one.startswith("【咸宁12345】") for one in told)
    code = query_code(f"call-{PHONE}-phone")
    for words, part in zip(told, (code, "交承办单位", "是哪一根路灯", "路灯已修好", "直接回复 1 至 5"), strict=True):
        assert part in words
    assert "内部意见" not in "".join(told)


def test_an_invitation_brings_its_link(gateway: Gateway, store: Store) -> None:
    order = called(store)
    answered(store, order)
    do(store, order, "invite_callback", SYSTEM)
    work(store, "https://12345.example.gov.cn")
    invited = gateway.texts()[-1]
    link = invited[invited.index("https://") :].split()[0]
    assert passes.read_rating(link.rpartition("/")[2]) == order.order_no
    assert link.startswith("https://12345.example.gov.cn/website/rate/")
    assert len(invited) < 3 * 67


def test_a_land_line_and_nobody_get_none(gateway: Gateway, store: Store) -> None:
    called(store, "0715-8123456")
    called(store, None, Channel.WEBSITE)
    work(store)
    with store.reading() as session:
        assert session.scalars(select(outbox.Delivery)).all() == []


def test_a_telephone_that_wrote_by_two_doors_hears_once(
    gateway: Gateway, store: Store, run_jobs: Callable[[], None]
) -> None:
    order = called(store)
    incoming(gateway, "1001", "补充：第四根也不亮")
    run_jobs()
    answered(store, order)
    work(store)
    assert [("已答复" in one, "补充" in one) for one in gateway.texts()].count((True, False)) == 1


def test_an_answer_finds_the_question(gateway: Gateway, store: Store, run_jobs: Callable[[], None]) -> None:
    first, second = called(store), called(store, door=Channel.COUNTER)
    do(store, first, "ask", text="是哪一根？")
    incoming(gateway, "1001", "从东数第三根")
    incoming(gateway, "1002", "从东数第三根", phone="13900009999")
    run_jobs()
    assert steps(store, first)[-1] == ("answer_question", "从东数第三根")
    assert [step for step in steps(store, second) if step[0] != "create"][-1][0] == "dispatch"
    assert [one.outcome for one in messages(store)] == ["supplement", "order"]


def test_a_digit_rates_what_was_answered(gateway: Gateway, store: Store, run_jobs: Callable[[], None]) -> None:
    order = called(store)
    answered(store, order)
    incoming(gateway, "1001", "5")
    run_jobs()
    with store.reading() as session:
        rated = orders.get(session, order.order_no)
        assert (rated.state, rated.callback_score, rated.callback_solved) == ("closed", 5, "已解决")
    incoming(gateway, "1002", "2，又坏了")
    run_jobs()
    with store.reading() as session:
        first, later = session.scalars(select(CallbackAnswer).order_by(CallbackAnswer.seq)).all()
        assert (first.score, first.solved) == (5, "已解决")
        assert (later.score, later.solved, later.words, later.method) == (2, "未解决", "又坏了", "短信")
        stands = orders.get(session, order.order_no)
        assert (stands.state, stands.callback_score, stands.callback_solved) == ("closed", 5, "已解决")
        assert steps(store, order)[-1][0] == "rate_again"


def test_a_digit_of_whom_nothing_was_asked_waits_for_a_person(
    gateway: Gateway, store: Store, run_jobs: Callable[[], None]
) -> None:
    called(store)
    incoming(gateway, "1001", "5")
    run_jobs()
    (message,) = messages(store)
    assert (message.state, message.error_code) == ("received", "reference-unknown")
    assert PHONE not in str(message.refers_to)


def test_only_the_own_order_may_be_named(gateway: Gateway, store: Store, run_jobs: Callable[[], None]) -> None:
    order = called(store)
    incoming(gateway, "1000", WORDS, phone="13900009999")  # the order's channel is known, the sender another one
    incoming(gateway, "1001", f"{order.order_no} 催办", phone="13900009999")
    incoming(gateway, "1002", f"{order.order_no} 催办")
    run_jobs()
    assert [one.error_code for one in messages(store)] == [None, "reference-unknown", None]
    with store.reading() as session:
        assert orders.get(session, order.order_no).urge_count == 1


@pytest.mark.parametrize(
    ("code", "error", "ours"),
    [
        ("busy", TryLater, "far-side-away"),
        ("balance", TryLater, "sms-balance"),
        ("number-invalid", Refused, "phone-invalid"),
        ("number-blocked", Refused, "sms-blocked"),
        ("content-refused", Refused, "sms-content-refused"),
        ("signature-refused", Refused, "credentials-refused"),
        ("something new", TryLater, "far-side-unreadable"),
    ],
)
def test_the_gateways_codes(gateway: Gateway, code: str, error: type[Exception], ours: str) -> None:
    gateway.codes.append(code)
    settings = SmsSettings.model_validate(gateway.settings)
    told = Delivery("1:replied:3", "replied", "M", "XN1", "已答复", phone=PHONE)
    with pytest.raises(error) as raised:
        CHANNEL.deliver(settings, told)
    assert raised.value.code == ours  # type: ignore[attr-defined]
    assert CHANNEL.deliver(settings, told).receipt
    assert CHANNEL.deliver(settings, told).receipt == "again"
    assert len(gateway.sent) == 1


def test_a_number_is_not_flooded(gateway: Gateway, store: Store) -> None:
    set_up(gateway, store, version=1, per_hour=2)
    called(store)
    called(store, door=Channel.COUNTER)
    work(store)
    assert len(gateway.texts()) == 2
    with store.reading() as session:
        waiting = session.scalars(select(outbox.Delivery).where(outbox.Delivery.state == "waiting")).all()
        assert {one.error_code for one in waiting} == {"sms-limit"}
        (shown,) = [one for one in health(session) if one.name == "sms"]
        assert (shown.undelivered, shown.error_code) == (2, "sms-limit")
    later = clock.now() + timedelta(hours=2)
    with clock.running_from(lambda: later):
        work(store)
        assert len(gateway.texts()) == 4


def test_a_number_that_floods_us_waits_for_a_person(
    gateway: Gateway, store: Store, run_jobs: Callable[[], None]
) -> None:
    set_up(gateway, store, version=1, from_per_hour=2)
    for number in ("1001", "1002", "1003"):
        incoming(gateway, number, f"{WORDS}{number}")
    incoming(gateway, "1004", WORDS, phone="13900009999")
    run_jobs()
    assert [one.error_code for one in messages(store)] == [None, None, "sender-too-often", None]


def test_what_did_not_reach_its_reader_is_a_persons(gateway: Gateway, store: Store) -> None:
    called(store)
    work(store)
    failed = next(iter(gateway.sent))
    raw = json.dumps({"msg_id": failed, "status": "failed", "code": "off"}).encode()
    assert gateway.call("receipts", raw, **{"X-Hotline-Signature": "00"}).status_code == 401
    assert gateway.call("receipts", b"{").status_code == 422
    assert gateway.call("receipts", raw).json() == {"code": "ok"}
    assert gateway.call("receipts", raw.replace(failed.encode(), b"code:unknown")).status_code == 200
    with store.reading() as session:
        states = {one.key: (one.state, one.error_code) for one in session.scalars(select(outbox.Delivery))}
    assert states.pop(failed) == ("dead", "sms-undelivered")
    assert set(states.values()) == {("sent", None)}


def test_long_replies_are_cut_and_what_can_be_done_stays(gateway: Gateway) -> None:
    settings = SmsSettings.model_validate(gateway.settings | {"longest": 100})
    words = of_notice(settings, Delivery("k", "question", "M", "XN1", "问\n题" * 200))
    assert len(words) == 100
    assert words.endswith("全文请拨打 12345 查询。请直接回复本短信。")


def test_whoever_is_given_a_code_can_follow(gateway: Gateway, client: TestClient, store: Store) -> None:
    for door in (Channel.PHONE, Channel.APP, Channel.OPEN311):
        order = called(store, door=door)
        work(store)
        (told,) = [one for one in gateway.texts() if order.order_no in one and "查询码" in one]
        code = told.partition("查询码 ")[2][:10]
        assert client.post("/website/follow", data={"number": order.order_no, "code": code}).status_code == 200


def test_the_code_of_the_own_page_goes_through_the_gateway(gateway: Gateway, client: TestClient, store: Store) -> None:
    order = called(store)
    code = query_code(f"call-{PHONE}-phone")
    page = client.post("/website/follow", data={"number": order.order_no, "code": code}).text
    held = {"pass": re.search(r'name="pass" value="([^"]+)"', page)[1]}  # type: ignore[index]
    assert WORDS not in page
    gateway.far.faults.append("error")
    assert client.post("/website/follow/code", data=held).status_code == 503
    with store.reading() as session:
        assert next(one for one in health(session) if one.name == "sms").error_code == "far-side-away"
    later = clock.now() + timedelta(minutes=2)
    with clock.running_from(lambda: later):
        asked = client.post("/website/follow/code", data=held).text
        (words,) = gateway.texts()
        sms = re.search(r"\d{6}", words.removeprefix("【咸宁12345】"))
        assert sms
        assert sms[0] not in asked
        assert WORDS in client.post("/website/follow/confirm", data={**held, "sms": sms[0]}).text
    with store.reading() as session:
        assert next(one for one in health(session) if one.name == "sms").error_code is None


def test_what_was_counted_is_forgotten_after_a_week(store: Store) -> None:
    with store.transaction() as session:
        assert contacts.admit(session, "out", "a", "phone", PHONE, most={timedelta(hours=1): 1})
        assert contacts.admit(session, "out", "a", "phone", PHONE, most={timedelta(hours=1): 1})
        assert not contacts.admit(session, "out", "b", "phone", f"+86 {PHONE}", most={timedelta(hours=1): 1})
        assert contacts.admit(session, "in", "b", "phone", PHONE, most={timedelta(hours=1): 1})
        later = clock.now() + contacts.KEPT + timedelta(minutes=1)
        with clock.running_from(lambda: later):
            assert contacts.purge(session) == 2
