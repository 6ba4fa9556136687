"""Orders over HTTP: the way of a demand, conflicts, repeated writes, masks, units."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from models import calls
from models.catalogue import Department
from models.database import Store
from models.orders import OrderEvent
from models.orders.tables import Disclosure
from models.people import Role
from tests.callcenter.browser import Browser

PHONE = "13812345678"
DEMAND = {
    "title": f"路灯不亮 {PHONE}",
    "content": f"永安大道路灯不亮，请打{PHONE}联系我，我的身份证420102199001011234",
    "request_type": "投诉",
    "citizen_name": "张三丰",
    "citizen_phone": PHONE,
    "citizen_address": "永安大道8号3栋",
}


@pytest.fixture
def units(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Department.code).order_by(Department.code).limit(2)))


def draft(agent: Browser, **fields: Any) -> dict[str, Any]:
    answer = agent.post("/orders", {**DEMAND, **fields})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def dispatched(agent: Browser, unit: str) -> dict[str, Any]:
    order = draft(agent)
    answer = agent.post(f"/orders/{order['order_no']}/dispatch", {"version": 1, "lead_code": unit})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_demand_goes_from_draft_to_closed(browser: Callable[..., Browser], units: list[str]) -> None:
    agent, clerk = browser(Role.AGENT), browser(Role.CLERK, unit=units[0])
    order = dispatched(agent, units[0])
    path = f"/orders/{order['order_no']}"
    assert (order["state"], order["state_name"], order["due_colour"]) == ("dispatched", "待签收", "green")
    assert order["departments"]["lead"]["code"] == units[0]
    assert order["due_at"] == order["original_due_at"]

    assert clerk.post(f"{path}/sign", {"version": order["version"]}).json()["state"] == "handling"
    reply = {"version": order["version"] + 1, "reply_text": "已派人维修", "public_reply_text": "路灯已修好"}
    reply["solved"] = "已解决"
    assert clerk.post(f"{path}/reply", reply).json()["public_reply_text"] == "路灯已修好"
    closing = browser(Role.DISPATCHER).post(f"{path}/close", {"version": order["version"] + 2})
    assert closing.json()["state"] == "closed"

    steps = agent.get(f"{path}/timeline").json()["items"]
    assert [step["verb"] for step in steps] == ["create", "dispatch", "sign", "reply", "close"]
    assert [step["seq"] for step in steps] == [1, 2, 3, 4, 5]
    assert steps[1]["chinese"] == "派单"


def test_buttons_say_why_they_are_grey(browser: Callable[..., Browser]) -> None:
    order = draft(browser(Role.AGENT))
    buttons = {button["verb"]: button for button in order["verbs"]}
    assert buttons["dispatch"]["allowed"] is True
    assert buttons["cancel"]["required"] == ["reason"]
    assert buttons["sign"]["allowed"] is False
    assert buttons["sign"]["why_not"]


def test_a_stale_version_is_a_conflict_that_names_the_present_one(browser: Callable[..., Browser]) -> None:
    agent = browser(Role.AGENT)
    order = draft(agent)
    path = f"/orders/{order['order_no']}"
    assert agent.ask("PATCH", path, {"version": 1, "place_text": "永安大道"}).json()["version"] == 2
    answer = agent.ask("PATCH", path, {"version": 1, "place_text": "别处"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["version"]) == ("version-conflict", 2)


@pytest.mark.parametrize(
    ("verb", "fields", "status", "code"),
    [
        ("sign", {}, 403, "role-not-allowed"),
        ("close", {}, 403, "role-not-allowed"),
        ("cancel", {}, 422, "field-missing"),
        ("dispatch", {"lead_code": "no-such-unit"}, 422, "field-invalid"),
        ("reply", {"reply_text": "好"}, 403, "role-not-allowed"),
        ("explode", {}, 404, "verb-unknown"),
        ("create", {}, 404, "verb-unknown"),
    ],
)
def test_refusals_have_stable_codes(
    browser: Callable[..., Browser], verb: str, fields: dict[str, Any], status: int, code: str
) -> None:
    agent = browser(Role.AGENT)
    order = draft(agent)
    answer = agent.post(f"/orders/{order['order_no']}/{verb}", {"version": 1, **fields})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert agent.get(f"/orders/{order['order_no']}").json()["version"] == 1


def test_the_same_key_does_a_write_once(browser: Callable[..., Browser], store: Store) -> None:
    agent = browser(Role.AGENT)
    first = agent.post("/orders", DEMAND, Idempotency_Key="key-of-one-click")
    again = agent.post("/orders", DEMAND, Idempotency_Key="key-of-one-click")
    assert first.json() == again.json()
    assert first.status_code == again.status_code == 201
    other = agent.post("/orders", {**DEMAND, "title": "另一件"}, Idempotency_Key="key-of-one-click")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-mismatch")
    with store.reading() as session:
        assert len(session.scalars(select(OrderEvent).where(OrderEvent.verb == "create")).all()) == 1


def test_a_key_belongs_to_its_user_and_a_failed_write_frees_it(browser: Callable[..., Browser]) -> None:
    agent, other = browser(Role.AGENT), browser(Role.SENIOR_AGENT)
    bad = {**DEMAND, "title": None}
    assert agent.post("/orders", bad, Idempotency_Key="key-of-one-click").status_code == 422
    one = agent.post("/orders", DEMAND, Idempotency_Key="key-of-one-click").json()
    two = other.post("/orders", DEMAND, Idempotency_Key="key-of-one-click").json()
    assert one["order_no"] != two["order_no"]


def test_no_number_leaves_unmasked_but_by_reveal(browser: Callable[..., Browser], units: list[str]) -> None:
    agent = browser(Role.AGENT)
    order = dispatched(agent, units[0])
    path = f"/orders/{order['order_no']}"
    for answer in (agent.get("/orders"), agent.get(path), agent.get(f"{path}/timeline")):
        assert answer.status_code == 200
        assert PHONE not in answer.text
        assert not re.search(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])", answer.text)
    assert order["citizen"] == {"name": "张**", "phone": "138****5678", "address": order["citizen"]["address"]}
    assert "8号" not in order["citizen"]["address"]
    assert "420102********1234" in order["content"]


def test_a_reveal_is_written_down(browser: Callable[..., Browser], store: Store) -> None:
    agent = browser(Role.AGENT)
    path = f"/orders/{draft(agent)['order_no']}/reveal"
    answer = agent.post(path, {"fields": ["phone", "content", "phone"], "reason": "市民要求回电"})
    assert answer.json() == {"fields": {"phone": PHONE, "content": DEMAND["content"]}}
    with store.reading() as session:
        (look,) = session.scalars(select(Disclosure)).all()
    assert (look.actor_id, look.fields, look.reason) == (agent.user.id, ["content", "phone"], "市民要求回电")
    assert agent.post(path, {"fields": ["phone"], "reason": " "}).status_code == 422
    assert agent.post(path, {"fields": ["password_hash"], "reason": "好奇"}).status_code == 422


def test_saving_what_was_shown_masked_keeps_the_numbers(browser: Callable[..., Browser]) -> None:
    agent = browser(Role.AGENT)
    order = draft(agent)
    path = f"/orders/{order['order_no']}"
    body = {
        "version": 1,
        "content": order["content"].replace("不亮", "全部不亮"),
        "citizen_name": order["citizen"]["name"],
        "citizen_phone": order["citizen"]["phone"],
    }
    assert agent.ask("PATCH", path, body).status_code == 200
    shown = agent.post(f"{path}/reveal", {"fields": ["content", "name", "phone"], "reason": "核对内容"}).json()
    assert shown["fields"]["content"] == DEMAND["content"].replace("不亮", "全部不亮")
    assert (shown["fields"]["name"], shown["fields"]["phone"]) == ("张三丰", PHONE)


def test_a_unit_sees_its_own_orders_only(browser: Callable[..., Browser], units: list[str]) -> None:
    agent = browser(Role.AGENT)
    order = dispatched(agent, units[0])
    draft(agent, lead_code=units[0])  # a draft is nobody's yet
    own, other = browser(Role.CLERK, unit=units[0]), browser(Role.DEPARTMENT_HEAD, unit=units[1])
    assert [item["order_no"] for item in own.get("/orders").json()["items"]] == [order["order_no"]]
    assert own.get("/orders?state=draft").json()["items"] == []
    assert other.get(f"/orders?department={units[0]}").json()["items"] == []
    path = f"/orders/{order['order_no']}"
    for answer in (
        other.get(path),
        other.get(f"{path}/timeline"),
        other.post(f"{path}/sign", {"version": 2}),
        other.post(f"{path}/reveal", {"fields": ["phone"], "reason": "想看看"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "order-not-found")
    assert browser(Role.CLERK, login="unitless").get("/orders").json()["items"] == []


def test_lists_turn_pages_without_gaps(browser: Callable[..., Browser]) -> None:
    agent = browser(Role.AGENT)
    numbers = [draft(agent)["order_no"] for _ in range(5)]
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        page = agent.get(f"/orders?limit=2&cursor={cursor}").json()
        found += [item["order_no"] for item in page["items"]]
        cursor = page["next"]
        assert page["as_of"]
        assert page["total_estimate"] == 5
    assert found == numbers[::-1]
    assert agent.get("/orders?cursor=nonsense").json()["code"] == "invalid-cursor"


def test_the_draft_of_a_call_has_its_number_and_comes_once(browser: Callable[..., Browser], store: Store) -> None:
    agent, conversation = browser(Role.AGENT), uuid4()
    with store.transaction() as session:
        calls.begin(session, conversation, PHONE, "12345")
        calls.update(session, conversation, agent_id=agent.user.id)
        calls.add_segment(session, conversation, "caller", calls.NewSegment(0, 3, "打13999998888找我爱人"))
    body = {"title": "路灯", "content": "打139****8888找我爱人", "conversation_id": str(conversation)}
    order = agent.post("/orders", body).json()
    assert order["citizen"]["phone"] == "138****5678"
    assert agent.post("/orders", {**body, "title": "别的"}).json()["title"] == "路灯"
    assert agent.get(f"/calls/{conversation}").json()["order_no"] == order["order_no"]
    shown = agent.post(f"/orders/{order['order_no']}/reveal", {"fields": ["content"], "reason": "核对"}).json()
    assert shown["fields"]["content"] == "打13999998888找我爱人"
    stranger = browser(Role.SENIOR_AGENT)
    assert stranger.post("/orders", {**body, "conversation_id": str(conversation)}).json()["code"] == "call-not-found"
