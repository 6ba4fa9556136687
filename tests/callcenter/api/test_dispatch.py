"""The dispatcher's desk over HTTP: queues, what stands beside an order, the soft lock, suggestions, hot issues."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import WebSocketTestSession

from callcenter.matters.earlier import Earlier
from callcenter.matters.hot import HotWatch
from callcenter.matters.judging import Judging
from models import clock, events, orders
from models.database import Store
from models.openings import LASTS
from models.orders import Actor
from models.people import Role
from tests.callcenter.browser import Browser
from tests.callcenter.matters.demands_of_people import LAMP, PIPE, PIPE_AGAIN, PIPE_OTHERS, reported

LEAD, SECOND = "421202", "XNSZ006"
ADVICE = {
    "category": {"code": "120101", "path": ["公用事业", "供水", "停水"]},
    "departments": {"lead": {"code": SECOND, "name": "x"}, "assist": [{"code": LEAD, "name": "y"}], "guidance": None},
    "request_type": "投诉",
    "urgency": "一般",
    "place": None,
    "confidence": 0.5,
    "demand": True,
    "title": "停水",
    "evidence": [],
    "alternatives": [],
    "model": "",
}


@pytest.fixture
def dispatcher(browser: Callable[..., Browser]) -> Browser:
    return browser(Role.DISPATCHER)


@pytest.fixture
def clerk(browser: Callable[..., Browser]) -> Browser:
    return browser(Role.CLERK, unit=LEAD)


def do(who: Browser, number: str, verb: str, **fields: Any) -> dict[str, Any]:
    version = who.get(f"/orders/{number}").json()["version"]
    answer = who.post(f"/orders/{number}/{verb}", {"version": version, **fields})
    assert answer.status_code == 200, (verb, answer.text)
    body: dict[str, Any] = answer.json()
    return body


def returned(store: Store, dispatcher: Browser, clerk: Browser) -> str:
    number = reported(store, LAMP, category_code="020403", advice=ADVICE)
    do(dispatcher, number, "dispatch", lead_code=LEAD)
    do(
        clerk,
        number,
        "request_return",
        return_reason="not_ours",
        return_basis="三定方案第三条",
        reason="路灯不归本单位",
    )
    return number


def queue(who: Browser, name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = who.get(f"/dispatch/queues/{name}").json()["items"]
    return items


def counted(who: Browser) -> dict[str, int]:
    return {one["name"]: one["count"] for one in who.get("/dispatch").json()["queues"] if one["count"]}


def test_each_order_stands_in_the_queues_that_wait_for_the_hotline(
    store: Store, dispatcher: Browser, clerk: Browser
) -> None:
    waiting = reported(store, PIPE)
    urgent = reported(store, PIPE_AGAIN, urgency="特急")
    gone = returned(store, dispatcher, clerk)
    extending = reported(store, PIPE_OTHERS[0])
    do(dispatcher, extending, "dispatch", lead_code=LEAD)
    do(clerk, extending, "sign")
    do(clerk, extending, "request_extension", extension_days=2, reason="管材未到")
    do(dispatcher, extending, "urge", reason="来电人催问")
    ground = {"exclusion_reason": "statutory", "evidence": "见停水公告", "reason": "依法须先公告"}
    do(clerk, extending, "request_exclusion", **ground)
    assert counted(dispatcher) == {"waiting": 2, "returns": 1, "requests": 1, "claims": 1, "urged": 1}
    beside = dispatcher.get(f"/dispatch/orders/{extending}").json()["requests"]
    assert [(one["chinese"], one["basis"]) for one in beside] == [("延期", ""), ("不纳入考核", "见停水公告")]
    assert [one["order_no"] for one in queue(dispatcher, "waiting")] == [urgent, waiting]  # the graver first
    assert [one["order_no"] for one in queue(dispatcher, "returns")] == [gone]
    assert [one["order_no"] for one in queue(dispatcher, "requests")] == [extending]
    first = dispatcher.get("/dispatch/queues/waiting?limit=1").json()
    second = dispatcher.get(f"/dispatch/queues/waiting?limit=1&cursor={first['next']}").json()
    assert [first["items"][0]["order_no"], second["items"][0]["order_no"], second["next"]] == [urgent, waiting, None]
    assert dispatcher.get("/dispatch/queues/nobody").json()["code"] == "field-invalid"
    assert dispatcher.get(f"/dispatch/queues/review?cursor={first['next']}").json()["code"] == "invalid-cursor"


def test_a_confidential_complaint_is_not_offered_to_the_unit_that_it_accuses(store: Store, dispatcher: Browser) -> None:
    number = reported(store, LAMP, category_code="020403", advice=ADVICE, is_secret=True, accused_code=SECOND)
    offered = {one["lead"]["code"] for one in dispatcher.get(f"/dispatch/orders/{number}").json()["candidates"]}
    assert offered
    assert SECOND not in offered


def test_the_hotlines_own_limits_that_have_passed(store: Store, dispatcher: Browser) -> None:
    number = reported(store, PIPE, caller_name="张三", place_text="碧桂园", occurred_at=clock.now())
    do(dispatcher, number, "submit")
    assert "overdue" not in counted(dispatcher)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE order_clock SET due = due - interval '3 days'")
    assert counted(dispatcher) == {"review": 1, "overdue": 1}


def test_a_return_comes_with_its_ground_the_catalogue_and_other_units(
    store: Store, dispatcher: Browser, clerk: Browser
) -> None:
    number = returned(store, dispatcher, clerk)
    desk = dispatcher.get(f"/dispatch/orders/{number}").json()
    (request,) = desk["requests"]
    assert (request["kind"], request["unit"]["code"]) == ("return_request", LEAD)
    assert request["ground"] == "不属本单位职责"
    assert (request["basis"], request["text"]) == ("三定方案第三条", "路灯不归本单位")
    assert any(rule["applies"] and rule["basis"] for rule in desk["duties"])
    assert desk["candidates"][0]["lead"]["code"] == SECOND
    assert "系统建议" in desk["candidates"][0]["why"]
    assert [unit["code"] for unit in desk["candidates"][0]["assist"]] == [LEAD]
    do(dispatcher, number, "agree_return")
    desk = dispatcher.get(f"/dispatch/orders/{number}").json()
    assert desk["requests"] == []
    gone = [one for one in desk["candidates"] if one["returned"]]
    assert [one["lead"]["code"] for one in gone] in ([], [LEAD])
    assert not any(one["returned"] for one in desk["candidates"][: len(desk["candidates"]) - len(gone)])


def test_two_dispatchers_who_grab_one_order(store: Store, dispatcher: Browser, browser: Callable[..., Browser]) -> None:
    other, number = browser(Role.SUPERVISOR), reported(store)
    assert dispatcher.post(f"/dispatch/orders/{number}/open").json()["held_by"] is None
    assert other.post(f"/dispatch/orders/{number}/open").json()["held_by"] == "派单员甲"
    assert queue(other, "waiting")[0]["opened_by"]["name"] == "派单员甲"
    assert queue(dispatcher, "waiting")[0]["opened_by"] is None
    seen = other.get(f"/orders/{number}").json()["version"]
    do(dispatcher, number, "dispatch", lead_code=LEAD)
    late = other.post(f"/orders/{number}/dispatch", {"version": seen, "lead_code": SECOND})
    assert (late.status_code, late.json()["code"], late.json()["version"]) == (409, "version-conflict", seen + 1)
    dispatcher.post(f"/dispatch/orders/{number}/leave")
    assert other.post(f"/dispatch/orders/{number}/open").json()["held_by"] is None
    later = clock.now() + 2 * LASTS
    with clock.running_from(lambda: later):
        assert dispatcher.post(f"/dispatch/orders/{number}/open").json()["held_by"] is None


def suggested(store: Store) -> None:
    earlier = Earlier(store)
    earlier.build()
    Judging(store, earlier).round()


def test_a_suggestion_is_taken_undone_and_another_refused(store: Store, dispatcher: Browser) -> None:
    first, again = reported(store, PIPE), reported(store, PIPE_AGAIN)
    neighbour = reported(store, PIPE_OTHERS[0], "13800000002")
    suggested(store)
    assert dispatcher.get("/dispatch").json()["suggestions"] == 2
    items = dispatcher.get("/dispatch/suggestions").json()["items"]
    one = next(item for item in items if item["kind"] == "repeat")
    assert (one["child"]["order_no"], one["master"]["order_no"], one["kind_name"]) == (again, first, "重复来电")
    assert one["reasons"]
    assert "13800000001" not in str(one)
    path = f"/dispatch/suggestions/{one['id']}"
    stale = dispatcher.post(f"{path}/take", {"version": 9})
    assert (stale.status_code, stale.json()["code"]) == (409, "version-conflict")
    taken = dispatcher.post(f"{path}/take", {"version": one["child"]["version"]})
    assert taken.json()["state"] == "taken"
    assert taken.json()["child"]["state"] == "merged"
    assert dispatcher.post(f"{path}/refuse", {}).json()["code"] == "suggestion-decided"
    beside = dispatcher.get(f"/dispatch/orders/{first}").json()["suggestions"]
    assert {item["child"]["order_no"] for item in beside} == {again, neighbour}
    undone = dispatcher.post(f"{path}/undo", {"reason": "不是同一处"}).json()
    assert (undone["state"], undone["child"]["state"], undone["note"]) == ("undone", "review", "不是同一处")
    group = next(
        item for item in items if item["child"]["order_no"] == neighbour and item["master"]["order_no"] == first
    )
    refused = dispatcher.post(f"/dispatch/suggestions/{group['id']}/refuse", {"note": "两处水管"}).json()
    assert (refused["state"], refused["decided_by"]["name"]) == ("refused", "派单员甲")
    decided = dispatcher.get("/dispatch/suggestions?decided=true").json()["items"]
    assert [item["state"] for item in decided] == ["refused", "undone"]


def test_hot_issues_and_alerts_with_their_orders(store: Store, dispatcher: Browser) -> None:
    told = [reported(store, text, f"1380000001{n}") for n, text in enumerate(PIPE_OTHERS)]
    HotWatch(store).round()
    page = dispatcher.get("/dispatch/hot").json()
    (issue,) = page["issues"]
    assert (issue["count"], issue["people"], issue["places"]) == (5, 5, [["永安街道", 5]])
    behind = dispatcher.get(f"/dispatch/hot/{issue['id']}/orders").json()["items"]
    assert [one["order_no"] for one in behind] == told[::-1]
    (alert,) = page["alerts"]
    assert (alert["level"], alert["seen_at"]) == ("值班长", None)
    assert len(dispatcher.get(f"/dispatch/alerts/{alert['id']}/orders").json()["items"]) == len(told)
    assert dispatcher.get("/dispatch").json()["alerts"] == 1
    assert dispatcher.post(f"/dispatch/alerts/{alert['id']}/see").json()["seen_by"]["name"] == "派单员甲"
    assert dispatcher.get("/dispatch").json()["alerts"] == 0
    assert dispatcher.post("/dispatch/alerts/999/see").json()["code"] == "alert-not-found"


def test_the_desk_hears_of_it_and_a_unit_does_not(store: Store, dispatcher: Browser, clerk: Browser) -> None:
    number = reported(store)
    with store.transaction() as session:
        orders.apply(session, Actor.of(dispatcher.user), number, "dispatch", None, lead_code=LEAD)
    with store.reading() as session:
        before = events.head(session)

    def topics(socket: WebSocketTestSession, count: int) -> list[str]:
        """What came after everything that had happened before."""
        heard: list[str] = []
        while len(heard) < count:
            message = socket.receive_json()
            heard += [message["topic"]] if message["topic"] != "hello" and message["seq"] > before else []
        return heard

    with dispatcher.events() as desk, clerk.events() as unit:
        dispatcher.post(f"/dispatch/orders/{number}/open")
        do(clerk, number, "sign")
        assert topics(desk, 2) == ["order.opened", "order.changed"]
        assert topics(unit, 1) == ["order.changed"]
