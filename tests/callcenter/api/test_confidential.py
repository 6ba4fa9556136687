"""Confidential and archived orders: who sees how much, as the city's policy says, and who looked."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from callcenter.web.audience import Viewer, audiences
from models import calls, events, hot_issues, orders, suggestions
from models.catalogue.sights import wrong_sight
from models.catalogue.tables import CitySetting
from models.database import Store
from models.orders import SYSTEM
from models.people import Role
from models.suggestions import Suggested
from tests.callcenter.browser import Browser

BOSS, BY_PEOPLE = orders.Actor(None, "王主管", "supervisor"), {"request_return", "agree_return"}
ACCUSED, OTHER = "421202", "XNSZ006"
DEMAND = {"title": "执法不公", "content": "某中队选择性执法", "caller_name": "张三", "caller_phone": "13812345678"}


def made(store: Store, **form: Any) -> str:
    with store.transaction() as session:
        return orders.create_draft(session, SYSTEM, **{**DEMAND, "request_type": "举报", **form}).order_no


def do(store: Store, number: str, verb: str, **fields: Any) -> None:
    with store.transaction() as session:
        orders.apply(session, BOSS if verb in BY_PEOPLE else SYSTEM, number, verb, None, **fields)


@pytest.fixture
def at_work(store: Store) -> str:
    """A report against a unit, which another one works on."""
    number = made(store, accused_code=ACCUSED)
    do(store, number, "dispatch", lead_code=OTHER)
    return number


def say(store: Store, key: str, value: str) -> None:
    with store.transaction() as session:
        session.merge(CitySetting(key=key, value=value, note=""))


def listed(colleague: Browser) -> list[str]:
    return [row["order_no"] for row in colleague.get("/orders").json()["items"]]


def test_it_is_never_sent_to_the_unit_that_it_accuses(browser: Callable[..., Browser], store: Store) -> None:
    agent, number = browser(Role.AGENT), made(store, accused_code=ACCUSED)
    answer = agent.post(f"/orders/{number}/dispatch", {"version": 1, "lead_code": ACCUSED})
    assert (answer.status_code, answer.json()["code"]) == (422, "field-invalid")
    assert "被反映的单位" in answer.json()["detail"]
    answer = agent.post(f"/orders/{number}/dispatch", {"version": 1, "lead_code": OTHER, "assist_codes": [ACCUSED]})
    assert answer.json()["code"] == "field-invalid"
    order = agent.post(f"/orders/{number}/dispatch", {"version": 1, "lead_code": OTHER}).json()
    assert order["accused"]["code"] == ACCUSED


def test_a_unit_that_had_it_before_it_was_confidential_sees_it_no_more(
    browser: Callable[..., Browser], store: Store
) -> None:
    number = made(store, request_type="投诉", accused_code=ACCUSED)
    do(store, number, "dispatch", lead_code=ACCUSED)
    clerk = browser(Role.CLERK, unit=ACCUSED)
    assert clerk.get(f"/orders/{number}").status_code == 200
    do(store, number, "request_return", return_reason="other_level", return_basis="应由上级办理")
    do(store, number, "agree_return")
    do(store, number, "edit", is_secret=True)
    do(store, number, "dispatch", lead_code=OTHER)
    for path in ("", "/timeline", "/similar"):
        assert clerk.get(f"/orders/{number}{path}").json()["code"] == "order-not-found"
    for verb, body in (("sign", {"version": 1}), ("reveal", {"fields": ["phone"], "reason": "联系"})):
        assert clerk.post(f"/orders/{number}/{verb}", body).json()["code"] == "order-not-found"
    assert listed(clerk) == []
    assert [queue["count"] for queue in clerk.get("/unit").json()["queues"] if queue["count"]] == []
    assert clerk.get("/unit/queues/history").json()["items"] == []
    with store.reading() as session:
        last = [event for event in events.after(session, 0) if event.topic == "order.changed"][-1]
        audience = audiences(session, [last])[0]
    assert audience is not None
    assert not audience.includes(Viewer(1, Role.CLERK, ACCUSED))
    assert audience.includes(Viewer(1, Role.CLERK, OTHER))


def test_a_handler_works_on_it_without_knowing_who_asked(
    browser: Callable[..., Browser], store: Store, at_work: str
) -> None:
    clerk, dispatcher = browser(Role.CLERK, unit=OTHER), browser(Role.DISPATCHER)
    order = clerk.get(f"/orders/{at_work}").json()
    assert order["citizen"] == {"name": "***", "phone": "***", "address": "***"}
    assert (order["caller"], order["conversation_id"]) == ("***", None)
    assert listed(clerk) == [at_work]
    assert clerk.get("/orders").json()["items"][0]["caller"] == "***"
    asked = {"fields": ["phone"], "reason": "联系举报人"}
    assert clerk.post(f"/orders/{at_work}/reveal", asked).json()["code"] == "role-not-allowed"
    assert dispatcher.get(f"/orders/{at_work}").json()["citizen"]["phone"] == "138****5678"
    assert dispatcher.get(f"/orders/{at_work}").status_code == 200
    assert dispatcher.post(f"/orders/{at_work}/reveal", asked).json()["fields"] == {"phone": "13812345678"}
    looks = browser(Role.AUDITOR).get(f"/orders/{at_work}/disclosures").json()["items"]
    assert [(one["actor_role"], one["fields"], one["reason"]) for one in looks] == [
        ("clerk", ["page"], "查看保密工单"),
        ("dispatcher", ["page"], "查看保密工单"),
        ("dispatcher", ["phone"], "联系举报人"),
    ]


def test_the_citys_policy_decides(browser: Callable[..., Browser], store: Store, at_work: str) -> None:
    clerk, asked = browser(Role.CLERK, unit=OTHER), {"fields": ["name"], "reason": "上门核实"}
    say(store, "sight-secret-clerk", "hidden")
    assert clerk.get(f"/orders/{at_work}").status_code == 404
    assert clerk.post(f"/orders/{at_work}/sign", {"version": 2}).status_code == 404
    assert listed(clerk) == []
    assert not any(queue["count"] for queue in clerk.get("/unit").json()["queues"])
    with store.reading() as session:
        last = [event for event in events.after(session, 0) if event.topic == "order.changed"][-1]
        audience = audiences(session, [last])[0]
    assert audience is not None
    assert not audience.includes(Viewer(1, Role.CLERK, OTHER))
    say(store, "sight-secret-clerk", "masked")
    assert clerk.get(f"/orders/{at_work}").json()["citizen"]["phone"] == "138****5678"
    assert clerk.post(f"/orders/{at_work}/reveal", asked).status_code == 403
    say(store, "sight-secret-clerk", "reveal")
    assert clerk.post(f"/orders/{at_work}/reveal", asked).json()["fields"] == {"name": "张三"}


def test_the_dispatchers_desk_follows_the_policy_too(browser: Callable[..., Browser], store: Store) -> None:
    dispatcher = browser(Role.DISPATCHER)
    first, second = (made(store, waits_for_person=True) for _ in range(2))
    plain = made(store, request_type="投诉", waits_for_person=True)
    alike = [Suggested(first, "group", 0.9, ("同一地点",))]
    with store.transaction() as session:
        suggestions.suggest(session, orders.get(session, second), alike)
    behind = hot_alert(store, [first, plain])

    def desk() -> tuple[list[str], int, int, int, list[str]]:
        told = dispatcher.get("/dispatch").json()
        waiting = next(queue["count"] for queue in told["queues"] if queue["name"] == "waiting")
        rows = dispatcher.get("/dispatch/queues/waiting").json()["items"]
        pairs = dispatcher.get("/dispatch/suggestions").json()["items"]
        hot = dispatcher.get(f"/dispatch/alerts/{behind}/orders").json()["items"]
        numbers = [row["order_no"] for row in rows]
        return numbers, waiting, told["suggestions"], len(pairs), [row["order_no"] for row in hot]

    assert desk() == ([first, second, plain], 3, 1, 1, [plain, first])
    (pair,) = dispatcher.get("/dispatch/suggestions").json()["items"]
    say(store, "sight-secret-dispatcher", "hidden")
    assert desk() == ([plain], 1, 0, 0, [plain])
    assert dispatcher.get(f"/dispatch/orders/{first}").json()["code"] == "order-not-found"
    assert dispatcher.post(f"/dispatch/orders/{first}/open").json()["code"] == "order-not-found"
    answer = dispatcher.post(f"/dispatch/suggestions/{pair['id']}/take", {"version": 1})
    assert answer.json()["code"] == "suggestion-not-found"


def hot_alert(store: Store, numbers: list[str]) -> int:
    with store.transaction() as session:
        raised = hot_issues.raise_alert(session, "matter X", "值班长", title="执法", reasons=[], order_nos=numbers)
        assert raised is not None
        return raised.id


def test_an_archived_order_names_nobody(browser: Callable[..., Browser], store: Store) -> None:
    number = made(store, request_type="求助")
    do(store, number, "transfer_emergency", emergency_service="119")
    dispatcher, supervisor = browser(Role.DISPATCHER), browser(Role.SUPERVISOR)
    assert dispatcher.get(f"/orders/{number}").json()["citizen"]["phone"] == "138****5678"
    do(store, number, "archive")
    asked = {"fields": ["phone"], "reason": "信访复查"}
    order = dispatcher.get(f"/orders/{number}").json()
    assert (order["citizen"]["name"], order["citizen"]["phone"], order["caller"]) == ("***", "***", "***")
    assert dispatcher.post(f"/orders/{number}/reveal", asked).status_code == 403
    assert supervisor.get(f"/orders/{number}").json()["citizen"]["phone"] == "138****5678"
    assert supervisor.post(f"/orders/{number}/reveal", asked).json()["fields"] == {"phone": "13812345678"}


def test_a_reporters_voice_is_for_those_who_may_know(browser: Callable[..., Browser], store: Store) -> None:
    conversation = uuid4()
    with store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
        order = orders.create_draft(session, SYSTEM, conversation_id=conversation, **{**DEMAND, "request_type": "举报"})
        calls.update(session, conversation, order_id=order.id)
    inspector, dispatcher = browser(Role.INSPECTOR), browser(Role.DISPATCHER)
    assert inspector.get(f"/calls/{conversation}").json()["code"] == "call-not-found"
    assert inspector.get("/calls").json()["items"] == []
    assert dispatcher.get(f"/calls/{conversation}").status_code == 200
    assert len(dispatcher.get("/calls").json()["items"]) == 1


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("name", "咸宁市", False),
        ("sight-secret-clerk", "nameless", False),
        ("sight-secret-clerk", "all", True),
        ("sight-public-clerk", "hidden", True),
        ("sight-secret", "hidden", True),
    ],
)
def test_a_policy_that_says_nothing_is_refused(key: str, value: str, wrong: bool) -> None:
    assert (wrong_sight(key, value) is not None) is wrong
