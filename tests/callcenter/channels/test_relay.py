"""What happened to an order is told: once, in order, signed, and again when the far side was away."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from callcenter.channels import relay, sending, webhooks
from integrations import app
from integrations.channel import channels, save
from integrations.website.channel import CHANNEL as WEBSITE
from models import clock, intake, orders, outbox
from models.callbacks.policy import _INVITE
from models.catalogue import Department
from models.database import Store
from models.intake import Channel, Submission
from models.orders import SYSTEM, Actor, WorkOrder
from models.outbox import Delivery, Webhook
from tests.callcenter.channels.telling import work
from tests.integrations.far_side import Asked, FarSide

HEAD = Actor(None, "负责人", "supervisor")


@pytest.fixture
def unit(store: Store) -> str:
    with store.reading() as session:
        return session.scalars(select(Department.code).order_by(Department.code).limit(1)).one()


@pytest.fixture
def callbacks(store: Store, far_side: FarSide) -> FarSide:
    """Website and app both want to hear."""
    with store.transaction() as session:
        for channel in (WEBSITE, app.CHANNEL):
            values = {"system_id": "portal", "secret": "s" * 16, "callback_url": f"{far_side.url}/{channel.name}"}
            save(session, channel.name, channel.settings, values, enabled=True, version=0, by="x")
    return far_side


def an_order(store: Store, unit: str, *doors: Channel) -> WorkOrder:
    """An order that came by these doors."""
    with store.transaction() as session:
        order = None
        for number, door in enumerate(doors or (Channel.WEBSITE,)):
            submission = Submission(door, f"M-{number}", "路灯不亮", clock.now(), citizen_phone="13812345678")
            message = intake.accept(session, submission).message_id
            if order is None:
                form = {"title": "路灯", "content": "路灯不亮", "lead_code": unit}
                order = orders.create_draft(session, SYSTEM, submission=submission, message_id=message, **form)
                intake.processed(session, message, order.id, "order")
            else:
                orders.apply(session, SYSTEM, order.order_no, "supplement", None, text=submission.text)
                intake.processed(session, message, order.id, "supplement")
        assert order is not None
        return order


def do(store: Store, order: WorkOrder, verb: str, actor: Actor = HEAD, **given: Any) -> None:
    with store.transaction() as session:
        orders.apply(session, actor, order.order_no, verb, None, **given)


def notices(far_side: FarSide, path: str) -> list[str]:
    return [asked.json()["notice"] for asked in far_side.asked if asked.path == path]


def later(store: Store) -> None:
    """What waits for its next try need wait no longer."""
    with store.transaction() as session:
        session.execute(update(Delivery).where(Delivery.state != "sent").values(next_at=clock.now()))


def states(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Delivery.state).order_by(Delivery.id)))


def test_every_door_hears_and_each_once(store: Store, callbacks: FarSide, unit: str) -> None:
    order = an_order(store, unit, Channel.WEBSITE, Channel.APP)
    do(store, order, "dispatch")
    work(store)
    assert notices(callbacks, "/website") == ["accepted", "dispatched"]
    assert notices(callbacks, "/app") == ["supplemented", "dispatched"]
    do(store, order, "sign")
    do(store, order, "reply", reply_text="内部：张某已处理", public_reply_text="路灯已修好", solved="已解决")
    do(store, order, "accept_reply")
    work(store)
    for path in ("/website", "/app"):
        assert notices(callbacks, path)[-1] == "replied"
    do(store, order, "invite_callback", SYSTEM)
    work(store)
    for path in ("/website", "/app"):
        assert notices(callbacks, path)[-2:] == ["replied", "rate"]
    told = next(asked.json() for asked in callbacks.asked if asked.json()["notice"] == "replied")
    assert told["reply"] == "路灯已修好"
    assert "张某" not in json.dumps([asked.json() for asked in callbacks.asked], ensure_ascii=False)
    before = len(callbacks.asked)
    with store.transaction() as session:  # the relay goes over everything again
        session.execute(text("UPDATE reading_position SET seq = 0"))
    work(store)
    assert len(callbacks.asked) == before


def test_the_link_goes_with_orders_whose_page_opens(store: Store, callbacks: FarSide, unit: str) -> None:
    reply = {"reply_text": "已修", "public_reply_text": "已修好", "solved": "已解决"}
    order = an_order(store, unit)
    for verb, given in (
        ("dispatch", {}),
        ("sign", {}),
        ("reply", reply),
        ("accept_reply", {}),
    ):
        do(store, order, verb, **given)
    do(store, order, "invite_callback", SYSTEM)
    told = [_links(store)]
    with store.transaction() as session:  # as if it had come by a door whose demands are not followed on the page
        session.execute(text("DELETE FROM delivery"))
        session.execute(text("UPDATE reading_position SET seq = 0"))
        session.execute(text("UPDATE inbox_message SET kind = 'supplement'"))
    assert [*told, _links(store)] == [[True], [False]]


def _links(store: Store) -> list[bool]:
    while relay.turn(store, "https://12345.example.gov.cn"):
        pass
    with store.reading() as session:
        rated = session.scalars(select(Delivery.body).where(Delivery.kind == "rate")).all()
    return ["/website/rate/" in body for body in rated if body]


def test_who_plans_knows_which_channels_invite(store: Store, callbacks: FarSide) -> None:
    found = {name for name in channels() if (one := sending.teller(name)) is not None and _invites(one)}
    assert found == set(_INVITE)


def _invites(channel: Any) -> bool:
    """With everything set that it may need."""
    filled = channel.settings.model_construct(callback_url="https://far.example.cn")
    return "rate" in channel.tells(filled)


def test_a_redone_order_is_answered_again(store: Store, callbacks: FarSide, unit: str) -> None:
    order = an_order(store, unit)
    reply = {"reply_text": "已修", "public_reply_text": "已修好", "solved": "已解决"}
    do(store, order, "dispatch")
    do(store, order, "sign")
    do(store, order, "reply", **reply)
    do(store, order, "accept_reply")
    dissatisfied = {
        "callback_method": "人工",
        "callback_solved": "未解决",
        "callback_score": 1,
        "callback_reason": "没修",
    }
    do(store, order, "record_callback", SYSTEM, **dissatisfied)
    do(store, order, "redo", reason="重办")
    do(store, order, "sign")
    do(store, order, "reply", **reply)
    do(store, order, "accept_reply")
    work(store)
    told = notices(callbacks, "/website")
    assert told.count("dispatched") == 1
    assert told.count("replied") == 2
    keys = [asked.headers["idempotency-key"] for asked in callbacks.asked]
    assert len(keys) == len(set(keys))


def test_a_far_side_that_is_away_hears_later_in_order(store: Store, callbacks: FarSide, unit: str) -> None:
    callbacks.faults.extend(["error", "cut", "after"])
    order = an_order(store, unit)
    do(store, order, "dispatch")
    work(store)
    assert states(store) == ["waiting", "waiting"]
    for _ in range(3):
        later(store)
        work(store)
    assert states(store) == ["sent", "sent"]
    keys = [asked.headers["idempotency-key"] for asked in callbacks.asked]
    # the same key at every try, and the second notice not before the first has arrived
    assert [key.split(":")[1] for key in keys] == ["accepted"] * 4 + ["dispatched"]
    assert len(set(keys[:4])) == 1


def test_a_refusal_is_a_persons_and_holds_nothing_up(store: Store, callbacks: FarSide, unit: str) -> None:
    callbacks.faults.append("refuse")
    order = an_order(store, unit)
    do(store, order, "dispatch")
    work(store)
    assert states(store) == ["dead", "sent"]
    with store.transaction() as session:
        (dead,) = outbox.listing(session, state="dead")
        assert dead.error_code == "far-side-refused"
        outbox.replay(session, dead.id)
    work(store)
    assert states(store) == ["sent", "sent"]


def test_a_worker_that_died_is_followed_by_another(store: Store, callbacks: FarSide, unit: str) -> None:
    an_order(store, unit)
    relay.turn(store)
    with store.transaction() as session:
        (taken,) = outbox.take(session)
        assert not taken.resumed
    assert sending.send(store) == 0  # it is being sent
    later(store)
    work(store)
    assert states(store) == ["sent"]
    assert len(callbacks.asked) == 1


def test_what_was_perhaps_told_is_not_repeated_to_who_forgets(
    store: Store, callbacks: FarSide, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    forgetful = replace(WEBSITE, capabilities=replace(WEBSITE.capabilities, remembers=False))
    monkeypatch.setattr(sending, "channels", lambda: {"website": forgetful})
    an_order(store, unit)
    relay.turn(store)
    with store.transaction() as session:
        outbox.take(session)
    later(store)
    work(store)
    assert (states(store), callbacks.asked) == (["dead"], [])
    with store.transaction() as session:
        (dead,) = outbox.listing(session)
        assert dead.error_code == "delivery-uncertain"
        outbox.replay(session, dead.id)
    callbacks.faults.append("after")
    work(store)
    with store.reading() as session:
        (dead,) = outbox.listing(session)
        assert (dead.state, dead.error_code) == ("dead", "delivery-uncertain")


def test_a_paused_target_keeps_what_is_to_be_told(store: Store, callbacks: FarSide, unit: str) -> None:
    with store.transaction() as session:
        outbox.pause(session, "channel:website", "管理员", "对方维护")
    an_order(store, unit)
    work(store)
    assert callbacks.asked == []
    with store.transaction() as session:
        outbox.resume(session, "channel:website")
    work(store)
    assert notices(callbacks, "/website") == ["accepted"]


def test_who_is_not_set_up_is_not_told(store: Store, far_side: FarSide, unit: str) -> None:
    an_order(store, unit)
    work(store)
    assert states(store) == []


def hook(store: Store, far_side: FarSide, *topics: str, unit: str | None = None) -> Webhook:
    with store.transaction() as session:
        made = Webhook(
            name=f"hook {topics} {unit}", url=f"{far_side.url}/hook", secret=webhooks.new_secret(), topics=list(topics),
            department_code=unit, enabled=True, version=1, created_at=clock.now(), updated_at=clock.now(),
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made


def test_webhooks_are_signed_after_the_standard(store: Store, far_side: FarSide, unit: str) -> None:
    made = hook(store, far_side, "order.created", "order.changed")
    order = an_order(store, unit)
    do(store, order, "dispatch")
    work(store)
    assert [asked.json()["type"] for asked in far_side.asked] == ["order.created", "order.changed"]
    for version, asked in enumerate(far_side.asked, 1):
        _verify(made.secret, asked)
        assert asked.headers["webhook-id"] == f"msg_{order.order_no}_{version}"
        assert asked.json()["data"]["order_no"] == order.order_no
        assert "13812345678" not in asked.body.decode()


def _verify(secret: str, asked: Asked) -> None:
    """As the convention's own libraries do."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    right = base64.b64encode(hmac.digest(key, told, "sha256")).decode()
    assert asked.headers["webhook-signature"] == f"v1,{right}"
    assert abs(int(asked.headers["webhook-timestamp"]) - clock.now().timestamp()) < 60


@pytest.mark.parametrize(("mine", "told"), [(True, 1), (False, 0)])
def test_a_unit_hears_of_its_own_orders(store: Store, far_side: FarSide, unit: str, mine: bool, told: int) -> None:
    hook(store, far_side, "order.created", unit=unit if mine else "999999")
    an_order(store, unit)
    work(store)
    assert len(far_side.asked) == told


@pytest.fixture
def hanging(store: Store) -> Iterator[threading.Event]:
    """A subscriber, with twenty steps to hear of, that answers nobody until the event is set."""
    free = threading.Event()
    far = FarSide(answer=lambda asked: (200, {"waited": free.wait(30)}))
    with far.running():
        held = webhooks.target(hook(store, far, "order.created").id)
        with store.transaction() as session:
            outbox.put(session, [_row(held, number, "order.changed") for number in range(20)])
        yield free
        free.set()


def _row(target: str, number: int, kind: str) -> dict[str, Any]:
    return {"target": target, "key": f"XN:{number}", "kind": kind, "body": "{}"}


def _told(store: Store, target: str) -> int:
    with store.reading() as session:
        done = select(Delivery.id).where(Delivery.target == target, Delivery.state == "sent")
        return len(session.scalars(done).all())


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_who_hangs_holds_up_nobody_else(store: Store, far_side: FarSide, hanging: threading.Event) -> None:
    other = webhooks.target(hook(store, far_side, "order.changed").id)
    with store.transaction() as session:
        outbox.put(session, [_row(other, number, "order.changed") for number in range(20)])
    senders = sending.Senders(store)

    def all_but_the_hanging() -> bool:
        senders.start()
        return _told(store, other) == 20

    _until(all_but_the_hanging)
    with store.reading() as session:
        under_way = session.scalars(select(Delivery.target).where(Delivery.state == "sending")).all()
    assert len(under_way) == sending.OF_ONE_TARGET
    assert other not in under_way
    hanging.set()
    senders.finish()


def test_an_emergency_goes_where_every_thread_waits(
    store: Store, far_side: FarSide, unit: str, hanging: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sending, "OF_ONE_TARGET", sending.AT_ONCE
    )  # as if as many subscribers hung as there are threads
    order = an_order(store, unit)
    senders = sending.Senders(store)
    while senders.start():
        pass
    urgent = webhooks.target(hook(store, far_side, "order.changed").id)
    late = {"order_id": order.id}
    with store.transaction() as session:
        outbox.put(session, [_row(urgent, 0, "progress") | late, _row(urgent, 1, "emergency") | late])
    assert senders.start() == 1  # past what is told of its order before it
    _until(lambda: _told(store, urgent) == 1)
    with store.reading() as session:
        kinds = dict(session.execute(select(Delivery.kind, Delivery.state).where(Delivery.target == urgent)).all())
    assert kinds == {"progress": "waiting", "emergency": "sent"}
    hanging.set()
    senders.finish()


def test_tries_take_two_days_and_end() -> None:
    waits = [sending._wait(n) for n in range(1, sending.GIVE_UP)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert timedelta(days=1) < sum(waits, timedelta(0)) < timedelta(days=3)


def test_a_restored_database_is_read_from_its_beginning(store: Store, callbacks: FarSide, unit: str) -> None:
    with store.transaction() as session:
        session.execute(text("INSERT INTO reading_position (reader, seq) VALUES ('relay', 9000000000000000000)"))
    an_order(store, unit)
    work(store)
    assert notices(callbacks, "/website") == ["accepted"]
