"""Our side of the open interface: stored first, an order at once, masked for everybody, and nothing confidential."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select, text
from starlette.datastructures import QueryParams

from callcenter.intake import message
from integrations.open311 import updates
from integrations.open311.asking import asked
from models import api_clients, intake, orders
from models.database import Store
from models.intake import InboxMessage
from models.orders import SYSTEM, Actor, WorkOrder
from models.people import Role
from routing.advice import Advice, CategoryRef, DepartmentRef, Departments
from tests.callcenter.browser import Browser

V2 = "/open311/v2"
DISPATCHER = Actor(None, "周敏", "dispatcher")
LAMP = "020403"
GOOD = {
    "service_code": LAMP,
    "address_string": "温泉路88号",
    "description": "我叫张三丰，温泉路88号门前的路灯不亮了，电话13812345678",
    "last_name": "张",
    "first_name": "三丰",
    "phone": "13812345678",
}


class Proposing:
    """An adviser that always proposes the same."""

    def __init__(self, category: str = LAMP, confidence: float = 0.9) -> None:
        self.category, self.confidence = category, confidence

    def advise(self, text: str, subject: str = "") -> Advice:
        return Advice(
            category=CategoryRef(self.category, ("城市管理", "市政", "路灯")),
            departments=Departments(DepartmentRef("421202", "咸安区")),
            request_type="求助",
            urgency="紧急",
            place=None,
            confidence=self.confidence,
            demand=True,
            title="路灯不亮",
        )


@pytest.fixture
def key(store: Store) -> str:
    with store.transaction() as session:
        return api_clients.issue(session, "随手拍", "张工")[1]


def post(client: TestClient, key: str, **form: str) -> Any:
    answer = client.post(f"{V2}/requests.json", data={**GOOD, "api_key": key, **form})
    assert answer.status_code == 200, answer.text
    return answer.json()[0]


def process(store: Store, adviser: Any = None) -> None:
    with store.reading() as session:
        waiting = list(session.scalars(select(InboxMessage.id).where(InboxMessage.state == "received")))
    for one in waiting:
        message.process(store, adviser or Proposing(), one, 0.6)


def order_of(store: Store, number: str) -> WorkOrder:
    with store.reading() as session:
        return orders.get(session, number)


def test_a_request_is_stored_sealed_and_is_an_order_at_once(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key, lat="29.852814", long="114.322492", email="z@example.com")["service_request_id"]
    order = order_of(store, number)
    assert (order.state, order.channel, order.category_code) == ("draft", "open311", LAMP)
    assert (order.caller_name, order.caller_phone) == ("张三丰", "13812345678")
    assert (order.lat, order.lng) == (29.852814, 114.322492)
    with store.reading() as session:
        kept = session.scalars(select(InboxMessage)).one()
        assert (kept.order_id, kept.state) == (order.id, "received")
        assert kept.raw is not None
        assert "z@example.com" in kept.raw
        assert key not in kept.raw
        bytes_at_rest = session.execute(text("SELECT raw, body FROM inbox_message")).one()
        assert all(b"13812345678" not in bytes(column) for column in bytes_at_rest)
        assert list(session.scalars(text("SELECT task_name FROM procrastinate_jobs"))) == ["process_message"]


def test_what_everybody_reads_is_masked(client: TestClient, key: str) -> None:
    number = post(client, key, lat="29.852814", long="114.322492", media_url="https://example.com/1.jpg")[
        "service_request_id"
    ]
    (record,) = client.get(f"{V2}/requests/{number}.json").json()
    assert record["description"] == "我叫张**，温泉路*号门前的路灯不亮了，电话138****5678"
    assert (record["address"], record["lat"], record["long"]) == ("温泉路*号", 29.853, 114.322)
    assert record["media_url"] is None
    assert record["agency_responsible"] is None


def test_the_job_completes_the_draft_and_dispatches_it(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key)["service_request_id"]
    process(store)
    order = order_of(store, number)
    assert (order.state, order.lead_code, order.urgency, order.title) == ("dispatched", "421202", "紧急", "路灯不亮")
    assert order.content == GOOD["description"]
    process(store)
    assert order_of(store, number).version == order.version
    (record,) = client.get(f"{V2}/requests/{number}.json", params={"extensions": "true"}).json()
    assert (record["status"], record["extended_attributes"]["status"]) == ("open", "action_scheduled")
    assert record["agency_responsible"] == "咸安区人民政府" or "咸安" in record["agency_responsible"]
    assert record["expected_datetime"].endswith("+08:00")


def test_another_matter_than_the_sender_chose_waits_for_a_person(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key)["service_request_id"]
    process(store, Proposing("050101"))
    order = order_of(store, number)
    assert (order.state, order.category_code, order.wait_reason) == ("draft", LAMP, "category-differs")


def test_what_a_person_wrote_first_stays(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key)["service_request_id"]
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, number, "edit", None, title="人工改过的标题")
    process(store)
    assert (order_of(store, number).state, order_of(store, number).title) == ("draft", "人工改过的标题")


def test_where_the_order_cannot_be_made_a_token_resolves_later(
    client: TestClient, store: Store, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("models.orders.create_draft", lambda *given, **form: 1 / 0)
        said = post(client, key, account_id="a-1")
    assert "service_request_id" not in said
    assert said["account_id"] == "a-1"
    token = said["token"]
    assert client.get(f"{V2}/tokens/{token}.json").json() == [{"service_request_id": None, "token": token}]
    process(store)
    (found,) = client.get(f"{V2}/tokens/{token}.json").json()
    assert order_of(store, found["service_request_id"]).state == "dispatched"


def test_an_idempotency_key_makes_sending_twice_harmless(client: TestClient, store: Store, key: str) -> None:
    sent = {"data": {**GOOD, "api_key": key}, "headers": {"Idempotency-Key": "abc"}}
    first, second = (client.post(f"{V2}/requests.json", **sent).json() for _ in range(2))  # type: ignore[arg-type]
    assert first == second
    with store.reading() as session:
        assert len(session.scalars(select(WorkOrder)).all()) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"attribute[secret]": "是"},
        {"attribute[no_public]": "不同意"},
        {"description": "我要举报某单位领导贪污受贿、私分公款"},
    ],
)
def test_what_is_confidential_is_never_shown(client: TestClient, store: Store, key: str, form: dict[str, str]) -> None:
    number = post(client, key, **form)["service_request_id"]
    assert client.get(f"{V2}/requests/{number}.json").status_code == 404
    assert client.get(f"{V2}/requests.json", params={"service_request_id": number}).json() == []
    assert client.get(f"{V2}/requests.json", params={"api_key": key}).json() == []
    assert client.get(f"{V2}/servicerequestupdates.json", params={"service_request_id": number}).json() == []


def test_lists_show_what_a_clerk_released(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key)["service_request_id"]
    process(store)
    with store.transaction() as session:
        of_a_call = orders.create_draft(session, SYSTEM, title="停水", content="我家停水")
    listed = f"{V2}/requests.json"
    assert client.get(listed).json() == []
    assert client.get(f"{V2}/requests/{of_a_call.order_no}.json").status_code == 404
    assert [one["service_request_id"] for one in client.get(listed, params={"api_key": key}).json()] == [number]
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, number, "release", None, public_content="路灯不亮")
    (record,) = client.get(listed).json()
    assert (record["service_request_id"], record["description"]) == (number, "路灯不亮")
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, number, "retract", None, reason="当事人要求")
    assert client.get(listed).json() == []


def test_attributes_are_asked_checked_and_kept(client: TestClient, store: Store, key: str) -> None:
    asked = client.get(f"{V2}/services/070101.json").json()["attributes"]
    assert [one["code"] for one in asked if one["required"]] == ["employer"]
    assert [one["order"] for one in asked] == list(range(1, len(asked) + 1))
    form = {**GOOD, "api_key": key, "service_code": "070101"}
    wrong = client.post(f"{V2}/requests.json", data={**form, "attribute[arrears]": "很多"})
    assert wrong.status_code == 400
    assert [error["code"] for error in wrong.json()] == [400, 400]
    good = {
        **form,
        "attribute[arrears]": "3000",
        "attribute[employer][]": "某建筑公司",
        "attribute[request_type]": "投诉",
    }
    number = client.post(f"{V2}/requests.json", data=good).json()[0]["service_request_id"]
    order = order_of(store, number)
    assert order.request_type == "投诉"
    assert order.content.endswith("用人单位或工程项目的名称：某建筑公司\n拖欠的金额（元）：3000")


TAKEN: list[tuple[dict[str, str], int]] = [
    ({"address_string": "", "address_id": "421202"}, 200),
    ({"address_string": "", "address_id": "999999"}, 400),
    ({"address_string": "", "lat": "29.8", "long": "114.3"}, 200),
    ({"lat": "91", "long": "114.3"}, 400),
    ({"lat": "nan", "long": "114.3"}, 400),
    ({"description": "长" * 4001}, 400),
    ({"description": ""}, 200),
    ({"media_url": "javascript:alert(1)"}, 400),
    ({"phone": "请打给我"}, 400),
    ({"phone": ""}, 200),
    ({"jurisdiction_id": "elsewhere"}, 404),
    ({"jurisdiction_id": "xianning"}, 200),
    ({"service_code": "02"}, 404),
    ({"description": "\x00\x01路灯\x0b不亮"}, 200),
]


def test_what_is_taken(client: TestClient, key: str) -> None:
    for form, status in TAKEN:
        answer = client.post(f"{V2}/requests.xml", data={**GOOD, "api_key": key, **form})
        assert answer.status_code == status, (form, answer.text)


def test_updates_tell_what_became_of_a_request_and_take_what_is_added(
    client: TestClient, store: Store, key: str
) -> None:
    number = post(client, key)["service_request_id"]
    process(store)
    clerk = Actor(None, "李工", "clerk", "421202")
    with store.transaction() as session:
        orders.apply(session, clerk, number, "sign", None)
        replies = {"reply_text": "内部：张某已修", "public_reply_text": "已修好，电话13812345678", "solved": "已解决"}
        orders.apply(session, clerk, number, "reply", None, **replies)
        orders.apply(session, DISPATCHER, number, "accept_reply", None)
    of = {"service_request_id": number}
    found = client.get(f"{V2}/servicerequestupdates.json", params=of).json()
    assert [one["status"] for one in found] == ["for_triage", "action_scheduled", "in_progress", "in_progress", "fixed"]
    assert found[-1]["description"] == "承办单位已答复：已修好，电话138****5678"
    assert "内部" not in str(found)
    assert client.get(f"{V2}/servicerequestupdates.json").json() == []
    sent = {"api_key": key, **of, "update_id": "u1", "updated_datetime": "2026-11-27T00:00:00Z", "status": "OPEN"}
    sent["description"] = "又坏了"
    first, second = (client.post(f"{V2}/servicerequestupdates.json", data=sent) for _ in range(2))
    assert first.json() == second.json()
    with store.reading() as session:
        steps = orders.timeline(session, order_of(store, number).id)
        assert [step.text for step in steps if step.verb == "supplement"] == ["又坏了"]


def test_updates_of_published_requests_are_found_by_an_index_on_orders(
    client: TestClient, store: Store, key: str
) -> None:
    number = post(client, key)["service_request_id"]
    process(store)
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, number, "release", None, public_content="路灯不亮")
    listed = f"{V2}/servicerequestupdates.json"
    assert [one["service_request_id"] for one in client.get(listed).json()] == [number] * 2

    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, given: Any, *_: object) -> None:
        if "FROM order_event JOIN work_order" in statement:
            plans.extend(row[0] for row in connection.connection.cursor().execute(f"EXPLAIN {statement}", given))

    with store.transaction() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(session.connection(), "before_cursor_execute", explain)
        updates.found(session, asked(QueryParams()), None)
    conditions = [line for line in plans if "Index Cond" in line]
    assert any("accepted_at >= " in line for line in conditions), plans
    assert any("order_id = work_order.id" in line for line in conditions), plans

    with store.transaction() as session:
        session.execute(text("UPDATE work_order SET accepted_at = accepted_at - interval '500 days'"))
    assert client.get(listed).json() == []
    assert len(client.get(listed, params={"service_request_id": number}).json()) == 2


def test_an_update_of_a_closed_request_becomes_an_order_that_waits(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key)["service_request_id"]
    with store.transaction() as session:
        orders.apply(session, DISPATCHER, number, "cancel", None, reason="重复")
    sent = {"api_key": key, "service_request_id": number, "update_id": "u1", "status": "open", "description": "又坏了"}
    answer = client.post(f"{V2}/servicerequestupdates.json", data={**sent, "updated_datetime": "2026-11-27T00:00:00Z"})
    assert answer.status_code == 200
    process(store)
    with store.reading() as session:
        made = session.scalars(select(WorkOrder).order_by(WorkOrder.id.desc())).first()
        assert made is not None
        assert (made.wait_reason, number in made.content) == ("reference-closed", True)


def test_nobody_adds_to_what_another_has_handed_in(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key)["service_request_id"]
    with store.transaction() as session:
        other = api_clients.issue(session, "别的应用", "李工")[1]
    sent = {"api_key": other, "service_request_id": number, "update_id": "u1", "status": "open", "description": "x"}
    answer = client.post(f"{V2}/servicerequestupdates.xml", data={**sent, "updated_datetime": "2026-11-27T00:00:00Z"})
    assert answer.status_code == 404


def test_what_is_unknown_is_said_in_the_format_asked_for(client: TestClient) -> None:
    assert client.get(f"{V2}/nonsense.json").json()[0]["code"] == 404
    assert client.get("/open311/v3").headers["content-type"] == "text/xml; charset=utf-8"
    assert client.delete(f"{V2}/requests.json").status_code == 400
    assert client.get(f"{V2}/services.yaml").status_code == 400
    assert client.post(f"{V2}/requests.json", json={"service_code": LAMP}).status_code == 400


def test_who_asks_too_often_waits(client: TestClient, key: str) -> None:
    limit = client.app.state.hotline.public_reads  # type: ignore[attr-defined]
    while limit.wait_s("testclient") == 0:
        limit.note("testclient")
    answer = client.get(f"{V2}/services.json")
    assert (answer.status_code, answer.json()[0]["code"]) == (429, 429)
    assert int(answer.headers["retry-after"]) > 0


def test_a_supplement_is_no_new_demand(client: TestClient, store: Store, key: str) -> None:
    number = post(client, key)["service_request_id"]
    sent = {"api_key": key, "service_request_id": number, "update_id": "u1", "status": "open", "description": "更暗了"}
    client.post(f"{V2}/servicerequestupdates.json", data={**sent, "updated_datetime": "2026-11-27T00:00:00Z"})
    process(store)
    with store.reading() as session:
        assert len(session.scalars(select(WorkOrder)).all()) == 1
        assert intake.waiting(session, order_of(store, number).updated_at) == []


def test_administrators_give_and_take_keys(browser: Callable[..., Browser], client: TestClient) -> None:
    admin = browser(Role.ADMINISTRATOR)
    made = admin.post("/api-clients", {"name": "随手拍", "contact": "张工 0715-1234567"}).json()
    post(client, made["key"])
    assert admin.post("/api-clients", {"name": "随手拍", "contact": "张工"}).json()["code"] == "name-taken"
    (listed,) = admin.get("/api-clients").json()["items"]
    assert (listed["name"], listed["revoked_at"]) == ("随手拍", None)
    assert "key" not in listed
    assert admin.ask("DELETE", f"/api-clients/{listed['id']}").status_code == 204
    refused = client.post(f"{V2}/requests.json", data={**GOOD, "api_key": made["key"]})
    assert (refused.status_code, refused.json()[0]["code"]) == (403, 403)
    assert admin.ask("DELETE", "/api-clients/999").status_code == 404
