"""The provincial platform keeps the contract; its orders come down once, their handling goes up, its due date binds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from integrations.channel import Delivery, Refused, TryLater, decoding, save
from integrations.province import CHANNEL
from integrations.province.channel import ProvinceSettings
from models import clock, orders
from models.catalogue import Department
from models.database import Store
from models.intake import InboxMessage
from models.orders import Actor, WorkOrder
from tests.callcenter.channels.telling import work
from tests.integrations.channel.kit import WORDS, ChannelContract
from tests.integrations.far_side import FarSide
from tests.integrations.province.platform import Platform


@pytest.fixture
def world(client: TestClient, far_side: FarSide) -> Platform:
    return Platform(client, far_side)


class TestProvince(ChannelContract):
    """The kit."""


@pytest.fixture
def province(world: Platform, store: Store) -> Platform:
    with store.transaction() as session:
        save(session, "province", ProvinceSettings, world.settings, enabled=True, version=0, by="x")
    return world


def order_of(store: Store, number: str) -> WorkOrder:
    with store.reading() as session:
        message = session.scalars(select(InboxMessage).where(InboxMessage.external_id == number)).one()
        return orders.get(session, session.get_one(WorkOrder, message.order_id).order_no)


def do(store: Store, order_no: str, verb: str, **given: Any) -> None:
    with store.transaction() as session:
        orders.apply(session, Actor(None, "值班长", "supervisor"), order_no, verb, None, **given)


def unit(store: Store) -> str:
    with store.reading() as session:
        return session.scalars(select(Department.code).order_by(Department.code).limit(1)).one()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"sign": "00"}, 401, "signature-wrong"),
        ({"sign": ""}, 401, "signature-missing"),
        ({"biz_type": "pushUrge"}, 401, "signature-wrong"),
        ({"msg_id": "another"}, 401, "signature-wrong"),
        ({"app_id": "wuhan"}, 401, "signature-wrong"),
        ({"timestamp": "1"}, 401, "signature-wrong"),
    ],
)
def test_what_the_province_did_not_sign_stays_out(
    province: Platform, store: Store, change: dict[str, str], status: int, code: str
) -> None:
    province.put("1001", WORDS)
    answer = province.push("1001", **change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    with store.reading() as session:
        assert session.scalars(select(InboxMessage)).all() == []


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"[]," * 500 + b"[]]",
        b'{"sign": ' + b"[" * 1000 + b"]" * 1000 + b"}",
        b"{" + b",".join(b'"%d":1' % number for number in range(1001)) + b"}",
    ],
)
def test_what_is_no_envelope_is_not_parsed(
    province: Platform, client: TestClient, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(decoding.json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
        answer = client.post("/channels/province/messages", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "message-unreadable")


def test_a_closed_door_parses_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(decoding.json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
        answer = client.post("/channels/province/messages", content=b"{}")
    assert (answer.status_code, answer.json()["code"]) == (503, "channel-disabled")


def test_an_address_that_is_refused_again_and_again_waits(province: Platform, store: Store) -> None:
    province.put("1001", WORDS)
    for _ in range(70):
        province.bring("1001")  # what is signed counts for nothing, however often it comes
    for _ in range(60):
        assert province.push("1001", sign="00").status_code == 401
    for answer in (province.push("1001", sign="00"), province.push("1001")):
        assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
        assert 0 < int(answer.headers["Retry-After"]) <= 61


@pytest.mark.parametrize("algorithm", ["HMAC-SHA256", "HMAC-SM3"])
def test_both_algorithms_and_payloads_in_clear(
    client: TestClient, far_side: FarSide, store: Store, algorithm: str, run_jobs: Callable[[], None]
) -> None:
    world = Platform(client, far_side, encrypted=False, algorithm=algorithm)
    with store.transaction() as session:
        save(session, "province", ProvinceSettings, world.settings, enabled=True, version=0, by="x")
    world.put("1001", WORDS)
    world.bring("1001")
    run_jobs()
    assert order_of(store, "EZ1001").content == WORDS


def test_everything_that_comes_down_joins_its_order(
    province: Platform, store: Store, run_jobs: Callable[[], None]
) -> None:
    province.put("1001", WORDS)
    province.put("1002", "补充：第四根也不亮", kind="supplement", refers_to="1001")
    province.put("1003", "请尽快", kind="urge", refers_to="1001")
    province.put("1004", "省领导批示", kind="supervise", refers_to="1001")
    province.put("1005", "群众已撤回", kind="withdraw", refers_to="1001")
    province.bring("1001")
    run_jobs()
    number = order_of(store, "EZ1001").order_no
    province.bring("1002", "1003", "1004", "1005", "1003")
    run_jobs()
    order = order_of(store, "EZ1001")
    assert (order.order_no, order.urge_count, order.is_supervised, order.state) == (number, 1, True, "dispatched")
    with store.reading() as session:
        steps = [(step.verb, step.reason) for step in orders.timeline(session, order.id)]
    assert steps.count(("supplement", "申请撤回，请人工处理")) == 1


def test_the_same_number_with_other_words_joins_its_order(
    province: Platform, store: Store, run_jobs: Callable[[], None]
) -> None:
    province.put("1001", WORDS)
    province.bring("1001")
    assert province.push("1001").json()["repeated"] is True
    changed, urged = (
        {"content": "更正：是第四根路灯", "province_no": "EZ1001"},
        {"content": "急", "province_no": "EZ1001"},
    )
    told = [
        ("msg-7", "pushOrder", {"content": WORDS, "province_no": "EZ1001"}),  # the same under another msg_id
        ("msg-8", "pushOrder", changed),
        ("msg-8", "pushOrder", changed),
        ("msg-8", "pushUrge", urged),  # a msg_id that was used for something else
        ("msg-8", "pushUrge", urged),
        ("msg-1001", "pushOrder", changed | {"content": "再更正：第五根"}),
    ]
    repeated = [province.send(*one).json()["repeated"] for one in told]
    assert repeated == [True, False, True, False, True, False]
    run_jobs()
    order = order_of(store, "EZ1001")
    with store.reading() as session:
        states = session.execute(select(InboxMessage.kind, InboxMessage.state, InboxMessage.order_id)).all()
        steps = [(step.verb, step.text) for step in orders.timeline(session, order.id)]
    assert sorted(kind for kind, _, _ in states) == ["demand", "supplement", "supplement", "urge"]
    assert {(state, order_id) for _, state, order_id in states} == {("processed", order.id)}
    assert [text for verb, text in steps if verb == "supplement"] == [
        "对方以同一编号再次推送，请与原文核对：更正：是第四根路灯",
        "对方以同一编号再次推送，请与原文核对：再更正：第五根",
    ]
    assert (order.content, order.urge_count) == (WORDS, 1)


def test_a_second_push_binds_with_its_new_date_and_wish_for_secrecy(
    province: Platform, store: Store, run_jobs: Callable[[], None]
) -> None:
    province.put("1001", WORDS)
    province.bring("1001")
    run_jobs()
    before, soon = order_of(store, "EZ1001"), (clock.now() + timedelta(hours=5)).replace(microsecond=0)
    changed = {"content": WORDS, "province_no": "EZ1001", "due_at": soon.isoformat(), "is_secret": True}
    province.send("msg-8", "pushOrder", changed)
    run_jobs()
    order = order_of(store, "EZ1001")
    assert (before.is_secret, order.is_secret) == (False, True)
    assert order.upstream_due_at == order.due_at == order.original_due_at == soon
    assert before.due_at is not None
    assert before.due_at > soon
    with store.reading() as session:
        steps = [step.verb for step in orders.timeline(session, order.id)]
    assert steps[-3:] == ["conceal", "take_upstream_limit", "supplement"]  # secret before its new words are there


def test_what_does_not_open_any_more_is_known_by_its_msg_id(province: Platform, store: Store) -> None:
    province.put_bytes("1001", b"no JSON")
    assert [province.push("1001").json()["repeated"] for _ in range(2)] == [False, True]
    with store.transaction() as session:
        session.scalars(select(InboxMessage)).one().raw = "no envelope"
    assert [province.push("1001").json()["repeated"] for _ in range(2)] == [False, True]


def test_its_due_date_binds_where_it_is_earlier(province: Platform, store: Store, run_jobs: Callable[[], None]) -> None:
    soon = clock.now().replace(microsecond=0) + timedelta(hours=20)
    late = soon + timedelta(days=100)
    province.put("1001", WORDS, due_at=soon.isoformat())
    province.put("1002", "香城大道井盖缺失，夜间行人很危险，请尽快处理", due_at=late.isoformat())
    province.bring("1001", "1002")
    run_jobs()
    first, second = order_of(store, "EZ1001"), order_of(store, "EZ1002")
    assert (first.state, first.due_at, first.original_due_at) == ("dispatched", soon, soon)
    assert second.due_at is not None
    assert second.due_at < late
    do(store, first.order_no, "sign")
    do(store, first.order_no, "request_return", return_reason="not_ours", return_basis="三定方案")
    do(store, first.order_no, "agree_return")
    do(store, first.order_no, "dispatch", lead_code=unit(store))
    assert order_of(store, "EZ1001").due_at == soon


def test_its_handling_goes_up_step_by_step(province: Platform, store: Store, run_jobs: Callable[[], None]) -> None:
    province.put("1001", WORDS)
    province.bring("1001")
    run_jobs()
    order = order_of(store, "EZ1001")
    do(store, order.order_no, "sign")
    do(store, order.order_no, "request_extension", extension_days=2, reason="需要采购灯具")
    do(store, order.order_no, "grant_extension")
    do(store, order.order_no, "report_progress", text="灯具已到货")
    do(store, order.order_no, "reply", reply_text="内部意见", public_reply_text="已修好", solved="已解决")
    do(store, order.order_no, "accept_reply")
    do(store, order.order_no, "close")
    province.far.faults.extend(["after", "error"])
    work(store)
    for _ in range(3):
        with store.transaction() as session:
            from sqlalchemy import update

            from models.outbox import Delivery as Row

            session.execute(update(Row).where(Row.state == "waiting").values(next_at=clock.now()))
        work(store)
    assert [biz for biz, _ in province.up.values()] == [
        "receive", "sign", "applyExtension", "progress", "reply", "close",
    ]  # fmt: skip
    told = dict(province.up.values())
    assert told["receive"]["order_no"] == order.order_no
    assert told["applyExtension"]["days"] == 2
    assert (told["reply"]["reply"], told["reply"]["solved"]) == ("已修好", "已解决")
    assert "内部意见" not in str(told)
    assert {payload["province_no"] for payload in told.values()} == {"EZ1001"}


@pytest.mark.parametrize(("code", "error"), [(400, Refused), (503, TryLater)])
def test_codes_in_its_answers(province: Platform, code: int, error: type[Exception]) -> None:
    province.answers.append(code)
    settings = ProvinceSettings.model_validate(province.settings)
    told = Delivery("1:signed:3", "signed", "EZ1", "XN1", "")
    with pytest.raises(error):
        CHANNEL.deliver(settings, told)
    assert CHANNEL.deliver(settings, told).receipt == "R1"
    assert CHANNEL.deliver(settings, told).receipt == "again"


def test_a_key_that_is_none_is_not_taken(province: Platform) -> None:
    for key in ("not base64!", "c2hvcnQ="):
        with pytest.raises(ValueError):
            ProvinceSettings.model_validate(province.settings | {"key": key})
