"""The operator's inbox and the administrator's channels."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from callcenter.jobs import defer
from models import clock, intake, orders
from models.catalogue.tables import CitySetting
from models.database import Store
from models.intake import Arrival, Channel, InboxMessage, Submission
from models.people import Role
from tests.callcenter.browser import Browser

SETTINGS = {"system_id": "portal", "secret": "a secret of sixteen signs"}


@pytest.fixture
def dead(store: Store) -> int:
    """A message that nobody could read."""
    with store.transaction() as session:
        arrival = Arrival("W-1", "张三丰 13812345678 \ufffd".encode() + b"\xff", clock.now())
        message = intake.arrive(session, "website", arrival).message_id
        assert intake.begin(session, message) == 1
        intake.failed(session, message, "encoding-broken", dead=True)
        return message


def test_dead_letters_are_listed_in_words(browser: Callable[..., Browser], dead: int, store: Store) -> None:
    with store.transaction() as session:
        intake.accept(session, Submission(Channel.WEBSITE, "W-2", "字", clock.now()))
    dispatcher = browser(Role.DISPATCHER)
    rows = dispatcher.get("/inbox?state=dead").json()["items"]
    assert [(row["id"], row["external_id"], row["channel_name"]) for row in rows] == [(dead, "W-1", "网络问政平台")]
    assert rows[0]["error"].startswith("文字编码损坏")
    first = dispatcher.get("/inbox?limit=1").json()
    second = dispatcher.get(f"/inbox?limit=1&cursor={first['next']}").json()
    assert [page["items"][0]["external_id"] for page in (first, second)] == ["W-2", "W-1"]


def test_a_dead_letter_is_looked_at_mended_and_replayed(
    browser: Callable[..., Browser], dead: int, store: Store
) -> None:
    dispatcher = browser(Role.DISPATCHER)
    answer = dispatcher.get(f"/inbox/{dead}")
    body = answer.json()
    assert (body["submission"], body["raw_bytes"]) == (None, 26)
    assert "raw" not in body
    assert "张三丰" not in answer.text  # no masking knows a name in what nobody could read
    clear = dispatcher.post(f"/inbox/{dead}/reveal", {"reason": "核对原文"}).json()
    assert "13812345678" in clear["raw"]
    edited = dispatcher.ask(
        "PATCH", f"/inbox/{dead}", {"text": "永安大道路灯不亮", "citizen_phone": "13812345678", "reason": "补填"}
    )
    assert edited.json()["submission"]["citizen_phone"] == "138****5678"
    replayed = dispatcher.post(f"/inbox/{dead}/replay", {"reason": "已补填"})
    assert replayed.json()["state"] == "received"
    assert [action["act"] for action in replayed.json()["actions"]] == ["revealed", "edited", "replayed"]
    again = dispatcher.post(f"/inbox/{dead}/replay", {"reason": "已补填"})
    assert (again.status_code, again.json()["code"]) == (409, "message-not-dead")
    with store.reading() as session:
        assert session.get_one(InboxMessage, dead).submission().text == "永安大道路灯不亮"


def test_a_dead_letter_that_is_none_is_put_away(browser: Callable[..., Browser], dead: int) -> None:
    supervisor = browser(Role.SUPERVISOR)
    assert supervisor.post(f"/inbox/{dead}/discard", {"reason": "测试消息"}).json()["state"] == "discarded"
    assert supervisor.get("/inbox?state=dead").json()["items"] == []
    missing = supervisor.get("/inbox/999")
    assert (missing.status_code, missing.json()["code"]) == (404, "message-not-found")


def test_settings_are_checked_and_their_secrets_stay_inside(browser: Callable[..., Browser]) -> None:
    admin = browser(Role.ADMINISTRATOR)
    before = admin.get("/channels/website/settings").json()
    assert (before["version"], before["enabled"]) == (0, False)
    assert before["form"]["properties"]["secret"]["title"] == "签名密钥"

    def put(values: dict[str, Any], version: int) -> Any:
        return admin.ask("PUT", "/channels/website/settings", {"enabled": True, "version": version, "values": values})

    wrong = put({**SETTINGS, "secret": "short", "unknown": 1}, 0)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "channel-settings-invalid")
    assert {error["field"] for error in wrong.json()["errors"]} == {"secret", "unknown"}
    assert "short" not in wrong.text
    saved = put(SETTINGS, 0).json()
    assert (saved["version"], saved["values"]["secret"]) == (1, "********")
    assert put(saved["values"], 1).json()["version"] == 2
    stale = put(SETTINGS, 1)
    assert (stale.status_code, stale.json()["code"]) == (409, "version-conflict")
    unknown = admin.get("/channels/nothing/settings")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "channel-not-found")


def test_the_health_of_channels(browser: Callable[..., Browser], dead: int, store: Store) -> None:
    with store.transaction() as session:
        message = intake.accept(session, Submission(Channel.WEBSITE, "W-2", "字", clock.now())).message_id
        defer.process_message(session, message)
    rows = {row["name"]: row for row in browser(Role.SUPERVISOR).get("/channels").json()["items"]}
    website = rows["website"]
    assert (website["backlog"], website["dead"], website["enabled"], website["set_up"]) == (1, 1, False, False)
    assert website["receives"]
    assert website["last_message_at"]
    assert website["lag_s"] >= 0


def test_an_order_tells_its_sources(browser: Callable[..., Browser], store: Store) -> None:
    with store.transaction() as session:
        submission = Submission(
            Channel.WEBSITE,
            "W-2",
            "字",
            clock.now(),
            citizen_name="张三丰",
            citizen_phone="13812345678",
            account="zhangsf",
        )
        message = intake.accept(session, submission).message_id
        order = orders.create_draft(session, orders.SYSTEM, submission=submission, message_id=message)
        intake.processed(session, message, order.id)
        more = intake.accept(session, Submission(Channel.APP, "A-1", "补充", clock.now(), kind="supplement")).message_id
        intake.processed(session, more, order.id, "supplement")
        called = intake.accept(session, Submission(Channel.PHONE, "D-1", "再催", clock.now(), kind="urge")).message_id
        intake.processed(session, called, order.id, "act")
    rows = browser(Role.AGENT).get(f"/orders/{order.order_no}/sources").json()["items"]
    assert [(row["channel"], row["kind_name"], row["outcome"]) for row in rows] == [
        ("website", "新诉求", "order"),
        ("app", "补充", "supplement"),
        ("phone", "催办", "act"),
    ]
    assert [row["outcome_name"] for row in rows] == ["登记为工单", "并入为补充", "并入办理过程"]
    assert rows[2]["channel_name"] == "电话"
    assert {row["order_no"] for row in rows} == {order.order_no}
    assert rows[0]["citizen"] == {"name": "张**", "phone": "138****5678", "account": "z******"}
    with store.transaction() as session:
        orders.apply(session, orders.SYSTEM, order.order_no, "edit", None, is_secret=True)
    veiled = browser(Role.INSPECTOR).get(f"/orders/{order.order_no}/sources").json()["items"]
    assert veiled[0]["citizen"] == {"name": "***", "phone": "***", "account": "***"}


def test_a_message_of_a_confidential_order_is_as_visible_as_the_order(
    browser: Callable[..., Browser], store: Store
) -> None:
    with store.transaction() as session:
        held = json.dumps({"name": "张三丰", "place": "永安大道88号2单元"}, ensure_ascii=False).encode()
        submission = Submission(
            Channel.WEBSITE,
            "W-2",
            "某所乱收费",
            clock.now(),
            citizen_name="张三丰",
            citizen_phone="13812345678",
            raw=held,
        )
        message = intake.accept(session, submission).message_id
        plain = intake.accept(session, Submission(Channel.WEBSITE, "W-3", "路灯", clock.now())).message_id
        # made at once: the message is not processed yet
        order = orders.create_draft(
            session, orders.SYSTEM, submission=submission, message_id=message, request_type="举报"
        ).order_no
    dispatcher, auditor, asked = browser(Role.DISPATCHER), browser(Role.AUDITOR), {"reason": "核对原文"}
    told = auditor.get(f"/inbox/{message}").json()["submission"]
    assert (told["citizen_name"], told["citizen_phone"]) == ("***", "***")
    told = dispatcher.get(f"/inbox/{message}").json()["submission"]
    assert (told["citizen_name"], told["citizen_phone"]) == ("张**", "138****5678")
    assert "88号" in dispatcher.post(f"/inbox/{message}/reveal", asked).json()["raw"]
    looks = auditor.get(f"/orders/{order}/disclosures").json()["items"]
    assert [(one["actor_role"], one["reason"]) for one in looks][-1:] == [("dispatcher", "核对原文")]
    with store.transaction() as session:
        session.merge(CitySetting(key="sight-secret-dispatcher", value="nameless", note=""))
    assert dispatcher.post(f"/inbox/{message}/reveal", asked).json()["code"] == "role-not-allowed"
    with store.transaction() as session:
        session.merge(CitySetting(key="sight-secret-dispatcher", value="hidden", note=""))
        intake.begin(session, message)
        intake.failed(session, message, "processing-crashed", dead=True)
    for answer in (
        dispatcher.get(f"/inbox/{message}"),
        dispatcher.post(f"/inbox/{message}/reveal", asked),
        dispatcher.ask("PATCH", f"/inbox/{message}", {"text": "无", **asked}),
        dispatcher.post(f"/inbox/{message}/replay", asked),
        dispatcher.post(f"/inbox/{message}/discard", asked),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "message-not-found")
    assert [row["id"] for row in dispatcher.get("/inbox").json()["items"]] == [plain]
    assert len(browser(Role.SUPERVISOR).get("/inbox").json()["items"]) == 2
