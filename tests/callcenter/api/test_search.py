"""Finding orders over HTTP: filters, similar ones, saved views, the Excel file; always within the user's rights."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from models.catalogue import Department
from models.database import Store
from models.people import Role
from models.search import OrderExport
from tests.callcenter.browser import Browser

PHONE = "13812345678"


@pytest.fixture
def units(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Department.code).order_by(Department.code).limit(2)))


def draft(agent: Browser, title: str, **fields: Any) -> dict[str, Any]:
    answer = agent.post("/orders", {"title": title, "content": f"永安大道{title}", **fields})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def dispatched(agent: Browser, title: str, unit: str, **fields: Any) -> dict[str, Any]:
    order = draft(agent, title, **fields)
    answer = agent.post(f"/orders/{order['order_no']}/dispatch", {"version": 1, "lead_code": unit})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def titles(asks: Browser, query: str) -> list[str]:
    answer = asks.get(f"/orders?{query}")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


def sheet(asks: Browser, query: str = "") -> list[list[Any]]:
    answer = asks.get(f"/orders/export.xlsx?{query}")
    assert answer.status_code == 200, answer.text
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_filters_sorts_and_pages(browser: Callable[..., Browser], units: list[str]) -> None:
    agent = browser(Role.AGENT)
    first = dispatched(agent, "路灯不亮", units[0], category_code="010101", place_code="421202001")
    draft(agent, "井盖丢失", category_code="020101")
    dispatched(agent, "夜间噪音", units[1])
    assert titles(agent, "q=永安") == ["夜间噪音", "井盖丢失", "路灯不亮"]
    assert titles(agent, "q=永安&state=draft&state=closed") == ["井盖丢失"]
    assert titles(agent, "category=01&place=421202&due=green") == ["路灯不亮"]
    assert titles(agent, "sort=oldest&limit=1") == titles(agent, "sort=due&limit=1") == ["路灯不亮"]
    assert (
        titles(agent, f"accepted_from={first['accepted_at']}&accepted_to={first['accepted_at']}".replace("+", "%2B"))
        == []
    )
    assert agent.get("/orders?accepted_from=2026-01-01").json()["code"] == "invalid-request"
    assert agent.get("/orders?colour=red").json()["code"] == "invalid-request"
    page = agent.get("/orders?sort=due&limit=1").json()
    assert titles(agent, f"sort=due&cursor={page['next']}") == ["夜间噪音"]
    assert agent.get(f"/orders?cursor={page['next']}").json()["code"] == "invalid-cursor"


def test_similar_orders_stay_within_the_unit(browser: Callable[..., Browser], units: list[str]) -> None:
    agent, clerk = browser(Role.AGENT), browser(Role.CLERK, unit=units[0])
    order = dispatched(agent, "路灯不亮好几天了", units[0])
    dispatched(agent, f"路灯不亮 {PHONE}", units[1])
    own = dispatched(agent, "路灯不亮", units[0])
    dispatched(agent, "路灯不亮好几天", units[0], request_type="举报")
    path = f"/orders/{order['order_no']}/similar"
    found = agent.get(path).json()["items"]
    assert {item["title"] for item in found} == {"路灯不亮 138****5678", "路灯不亮"}
    assert found == sorted(found, key=lambda item: -item["score"])
    assert [item["order_no"] for item in clerk.get(path).json()["items"]] == [own["order_no"]]


def test_views_are_each_users_own(browser: Callable[..., Browser]) -> None:
    agent, other = browser(Role.AGENT), browser(Role.DISPATCHER)
    wanted = {"state": ["draft"], "q": "路灯", "due": "red", "sort": "due"}
    made = agent.post("/views", {"name": " 超期的 ", "filter": wanted}, Idempotency_Key="view-0001").json()
    again = agent.post("/views", {"name": " 超期的 ", "filter": wanted}, Idempotency_Key="view-0001").json()
    assert made == again
    assert (made["name"], made["filter"]["state"], made["filter"]["sort"]) == ("超期的", ["draft"], "due")
    assert agent.post("/views", {"name": "超期的", "filter": {}}).json()["code"] == "view-name-taken"
    assert agent.post("/views", {"name": "x", "filter": {"colour": "red"}}).json()["code"] == "invalid-request"
    path = f"/views/{made['id']}"
    assert other.get("/views").json()["items"] == []
    for method in ("PUT", "DELETE"):
        assert other.ask(method, path, {"name": "x", "filter": {}}).json()["code"] == "view-not-found"
    assert agent.ask("PUT", path, {"name": "新的", "filter": {}}).json()["name"] == "新的"
    assert [item["name"] for item in agent.get("/views").json()["items"]] == ["新的"]
    assert agent.ask("DELETE", path).status_code == 200
    assert agent.get("/views").json()["items"] == []


def test_an_export_is_what_the_user_may_see_masked_and_written_down(
    browser: Callable[..., Browser], units: list[str], store: Store
) -> None:
    agent, clerk = browser(Role.SENIOR_AGENT), browser(Role.CLERK, unit=units[0])
    dispatched(agent, f"=路灯 {PHONE}", units[0], citizen_phone=PHONE)
    dispatched(agent, "噪音", units[1])
    draft(agent, "草稿", lead_code=units[0], is_secret=True)
    rows = sheet(clerk)
    assert [row[2] for row in rows] == ["标题", "=路灯 138****5678"]
    assert rows[1][10] == "138****5678"
    rows = sheet(agent, "q=永安&sort=oldest")
    assert [row[2] for row in rows[1:]] == ["=路灯 138****5678", "噪音", "草稿"]
    assert [row[15] for row in rows] == ["保密", "", "", "是"]
    assert sheet(clerk, f"department={units[1]}")[1:] == []
    with store.reading() as session:
        log = session.scalars(select(OrderExport).order_by(OrderExport.id)).all()
    assert [(one.user_id, one.rows, one.filter) for one in log] == [
        (clerk.user.id, 1, {}),
        (agent.user.id, 3, {"q": "永安", "sort": "oldest"}),
        (clerk.user.id, 0, {"department": units[1]}),
    ]


def test_an_export_that_is_too_large_says_so(browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    agent = browser(Role.SENIOR_AGENT)
    for number in range(3):
        draft(agent, f"第{number}件")
    monkeypatch.setattr("callcenter.api.orders.export.MOST", 2)
    answer = agent.get("/orders/export.xlsx")
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (422, "export-too-large", 2)
    assert "2 件" in answer.json()["detail"]
