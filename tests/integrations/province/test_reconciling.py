"""The day's lists are compared, and what is wrong with the exchange becomes alarms that end with their causes."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update

from callcenter.channels import alarms, reconciling
from integrations.channel import save
from integrations.province.channel import ProvinceSettings
from integrations.province.day_list import day_list
from models import channel_alarms, clock, events, outbox, reconciliations
from models.channel_alarms import ChannelAlarm
from models.channels import ChannelSetting
from models.database import Store
from models.intake import InboxMessage
from models.orders import WorkOrder
from models.people import Role
from tests.callcenter.browser import Browser
from tests.integrations.channel.kit import WORDS
from tests.integrations.far_side import FarSide
from tests.integrations.province.platform import Platform
from tests.integrations.province.test_province import do, order_of, work

NOON = clock.now().astimezone(clock.LOCAL).replace(hour=12, minute=0, second=0, microsecond=0)
OTHER = "香城大道井盖缺失，夜间行人很危险，请尽快处理"


@pytest.fixture
def province(client: TestClient, far_side: FarSide, store: Store) -> Platform:
    world = Platform(client, far_side)
    with store.transaction() as session:
        save(session, "province", ProvinceSettings, world.settings, enabled=True, version=0, by="x")
    return world


def at_noon(store: Store) -> None:
    """Everything happened at noon: a test that runs at midnight sees the same."""
    with store.transaction() as session:
        session.execute(update(InboxMessage).values(received_at=NOON))
        session.execute(update(outbox.Delivery).where(outbox.Delivery.state == "sent").values(sent_at=NOON))


def report(store: Store) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    reconciling.reconcile(store, "province", NOON.date())
    with store.reading() as session:
        # the hourly job may have looked at another day meanwhile
        (row,) = [one for one in reconciliations.reports(session, "province") if one.day == NOON.date()]
        assert row.state == "done"
        return row.counts, [(one.kind, one.number) for one in row.found()]


def test_a_day_on_which_both_agree_and_one_on_which_they_do_not(
    province: Platform, store: Store, run_jobs: Callable[[], None]
) -> None:
    province.put("1001", WORDS)
    province.put("1002", OTHER)
    province.put("1003", "请尽快", kind="urge", refers_to="1001")
    province.bring("1001", "1002", "1003")
    run_jobs()
    work(store)
    at_noon(store)
    counts, found = report(store)
    assert (counts, found) == ({"down_here": 3, "down_there": 3, "up_here": 2, "up_there": 2}, [])

    second = order_of(store, "EZ1002")
    sent = next(iter(province.taken))
    province.forgets = {"msg-1002", sent}
    msg_id, biz, payload, _ = province.pushed["1001"]
    province.pushed["1001"] = (msg_id, biz, payload, b"other words")
    province.adds = [{"msg_id": "msg-9", "biz_type": "pushUrge", "sha256": ""}]
    province.taken["XN0:9:replied:1"] = b"{}"
    province.closed = {"EZ1002"}
    _, found = report(store)
    assert found == [
        ("missing_here", "msg-9"),
        ("differs", "EZ1001"),
        ("unknown_there", "EZ1002"),
        ("not_sent", "XN0:9:replied:1"),
        ("not_arrived", sent),
        ("closed_there", "EZ1002"),
    ]

    assert alarms.look(store) == (1, 0)
    with store.reading() as session:
        (alarm,) = channel_alarms.open_alarms(session)
        assert (alarm.kind, alarm.channel, alarm.subject) == ("closed_unnoticed", "province", second.order_no)
    do(store, second.order_no, "sign")
    do(store, second.order_no, "withdraw", reason="上级已办结")
    assert alarms.look(store) == (0, 1)


def test_what_was_pushed_twice_with_other_words_stands_under_its_msg_id(province: Platform) -> None:
    rows = [("msg-1", "a"), ("msg-2", "a"), ("msg-3", "b")]
    held = {
        "day": NOON.date().isoformat(),
        "down": [
            {"biz_type": "pushOrder", "province_no": "EZ1", "msg_id": number, "sha256": sha256}
            for number, sha256 in rows
        ],
    }
    envelope = json.loads(province.seal.closed("list", "syncAllOrders", held))
    assert day_list(province.seal, envelope, NOON.date()).down == {"EZ1": "a", "msg-3": "b"}


def test_a_list_that_is_not_to_be_had_or_not_signed(province: Platform, store: Store) -> None:
    province.far.faults.append("error")
    assert reconciling.reconcile(store, "province", NOON.date()) is None
    with store.reading() as session:
        (row,) = reconciliations.reports(session, "province")
    assert (row.state, row.error_code) == ("failed", "far-side-away")
    province.seal = type(province.seal)("xianning", "another secret of nobody", "HMAC-SHA256", province.seal.key)
    province.far.answer = lambda asked: (200, {"code": 0, "list": province._list(NOON.date().isoformat())})
    assert reconciling.reconcile(store, "province", NOON.date()) is None
    with store.reading() as session:
        (row,) = reconciliations.reports(session, "province")
    assert (row.state, row.error_code) == ("failed", "far-side-unreadable")


def test_the_alarms_rise_once_and_end_with_their_causes(
    province: Platform, store: Store, run_jobs: Callable[[], None], browser: Callable[..., Browser]
) -> None:
    soon = clock.now() + timedelta(hours=20)
    province.put("1001", WORDS, due_at=soon.isoformat())
    province.bring("1001")
    run_jobs()
    order = order_of(store, "EZ1001")
    long_ago = clock.now() - timedelta(hours=3)
    with store.transaction() as session:
        session.execute(delete(ChannelAlarm))  # the worker may have looked already
        begun = events.head(session)
        session.execute(update(InboxMessage).values(received_at=long_ago))
        session.execute(update(ChannelSetting).values(updated_at=long_ago))
        facts = {"target": "channel:province", "order_id": order.id, "body": "{}"}
        outbox.put(session, [facts | {"key": "1", "kind": "returned"}, facts | {"key": "2", "kind": "signed"}])
        rows = session.scalars(select(outbox.Delivery).order_by(outbox.Delivery.id)).all()
        rows[0].state, rows[0].error_code = "dead", "far-side-refused"
        rows[1].state, rows[1].sent_at = "sent", clock.now() - timedelta(hours=1)
    kinds = ["silent", "no_number", "near_deadline", "return_failed"]
    raised = alarms.look(store)
    with store.reading() as session:
        assert [one.kind for one in channel_alarms.open_alarms(session)] == kinds
    assert (raised, alarms.look(store)) == ((4, 0), (0, 0))
    supervisor = browser(Role.SUPERVISOR)
    shown = supervisor.get("/channel-alarms").json()
    assert [one["kind"] for one in shown["items"]] == kinds
    assert [one["order_no"] for one in shown["items"]] == [None, None, order.order_no, order.order_no]
    assert all(one["name"] and one["next_step"] and one["channel_name"] == "省12345平台" for one in shown["items"])
    seen = supervisor.post(f"/channel-alarms/{shown['items'][0]['id']}/acknowledge", {"note": "已联系省平台"})
    assert (seen.status_code, seen.json()["note"]) == (200, "已联系省平台")
    assert supervisor.post("/channel-alarms/999/acknowledge", {"note": "没有"}).json()["code"] == "alarm-not-found"

    with store.transaction() as session:
        session.execute(update(InboxMessage).values(received_at=clock.now()))
        session.execute(update(outbox.Delivery).where(outbox.Delivery.key == "2").values(receipt="R7"))
        session.execute(update(WorkOrder).values(upstream_due_at=clock.now() + timedelta(days=9)))
    again = supervisor.post("/deliveries/replay", {"target": "channel:province"})
    assert (again.status_code, again.json()["count"]) == (200, 1)
    assert alarms.look(store) == (0, 4)
    over = supervisor.get("/channel-alarms").json()
    assert (over["items"], len(over["over"])) == ([], 4)
    with store.reading() as session:
        told = [event.data for event in events.after(session, begun) if event.topic == "alarm"]
    assert [one["over"] for one in told if one["kind"] in kinds] == [False] * 4 + [True] * 4


def test_the_reports_over_the_api(
    province: Platform, store: Store, run_jobs: Callable[[], None], browser: Callable[..., Browser]
) -> None:
    day = NOON.date().isoformat()
    supervisor = browser(Role.SUPERVISOR)
    asked = supervisor.post("/channels/province/reconciliations", {"day": day})
    assert (asked.status_code, asked.json()["day"]) == (202, day)
    province.adds = [{"msg_id": "msg-9", "biz_type": "pushUrge", "sha256": ""}]
    run_jobs()
    items = supervisor.get("/channels/province/reconciliations").json()["items"]
    (row,) = [one for one in items if one["day"] == day]
    assert (row["state"], row["total"], row["counts"]["down_there"]) == ("done", 1, 1)
    assert (row["differences"][0]["name"], row["differences"][0]["number"]) == ("对方已发出，我方没有收到", "msg-9")
    future = (NOON + timedelta(days=2)).date().isoformat()
    assert supervisor.post("/channels/province/reconciliations", {"day": future}).status_code == 422
    assert supervisor.get("/channels/website/reconciliations").json()["code"] == "channel-not-found"
    rows = {one["name"]: one["reconciles"] for one in supervisor.get("/channels").json()["items"]}
    assert (rows["province"], rows["website"]) == (True, False)


def test_yesterday_is_due_until_it_is_done(province: Platform, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    yesterday = (NOON - timedelta(days=1)).date()
    assert reconciling.due(store) == [("province", yesterday)]
    assert reconciling.reconcile(store, "province", yesterday) == 0
    assert reconciling.due(store) == []
