"""The unit's desk over HTTP: in which queue an order stands, what is due first, and whose desk it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from callcenter.web.audience import Viewer, audiences
from callcenter.web.signed_in import open_session
from models import clock, events
from models.catalogue import Author, Source, versions
from models.database import Store
from models.orders import WorkOrder
from models.people import Role
from tests.callcenter.browser import Browser
from tests.models.catalogue.test_versions import edited

LEAD, ASSIST = "421202", "XNSZ006"
START = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # a Monday, 10:30 in China
REPLY = {"reply_text": "已更换灯具", "public_reply_text": "路灯已于11月23日修复", "solved": "已解决"}


def _at(instant: datetime) -> AbstractContextManager[None]:
    return clock.running_from(lambda: instant)


def again(store: Store, browser: Browser) -> Browser:
    """Signed in anew: a session ends while time goes by."""
    with store.transaction() as session:
        token, row = open_session(session, browser.user)
        return replace(browser, cookie=token, csrf=row.csrf)


@pytest.fixture
def people(browser: Callable[..., Browser]) -> dict[str, Browser]:
    return {
        "agent": browser(Role.AGENT),
        "clerk": browser(Role.CLERK, unit=LEAD),
        "assistant": browser(Role.CLERK, "assistant", ASSIST),
        "dispatcher": browser(Role.DISPATCHER),
        "supervisor": browser(Role.SUPERVISOR),
    }


def do(who: Browser, number: str, verb: str, **fields: Any) -> None:
    version = who.get(f"/orders/{number}").json()["version"]
    answer = who.post(f"/orders/{number}/{verb}", {"version": version, **fields})
    assert answer.status_code == 200, (verb, answer.text)


def dispatched(people: dict[str, Browser], title: str = "路灯不亮", **fields: Any) -> str:
    demand = {"title": title, "content": f"永安大道{title}", "request_type": "投诉", "lead_code": LEAD, **fields}
    number: str = people["agent"].post("/orders", demand).json()["order_no"]
    do(people["agent"], number, "dispatch")
    return number


def queues_of(who: Browser, query: str = "") -> dict[str, list[str]]:
    """Every queue that is not empty; the counts must agree with the rows."""
    counted = who.get(f"/unit{query}").json()
    found: dict[str, list[str]] = {}
    for queue in counted["queues"]:
        rows = who.get(f"/unit/queues/{queue['name']}{query}").json()["items"]
        assert len(rows) == queue["count"], queue
        if rows:
            found[queue["name"]] = [row["order_no"] for row in rows]
    return found


def test_an_order_goes_through_the_queues(people: dict[str, Browser]) -> None:
    clerk, dispatcher = people["clerk"], people["dispatcher"]
    number = dispatched(people)
    assert queues_of(clerk) == {"to_sign": [number]}
    do(clerk, number, "sign")
    assert queues_of(clerk) == {"handling": [number]}
    do(clerk, number, "request_extension", extension_days=1, reason="备料")
    assert set(queues_of(clerk)) == {"handling", "to_approve"}
    do(dispatcher, number, "refuse_extension", reason="时限充裕")
    do(clerk, number, "reply", **REPLY)
    assert queues_of(clerk) == {"history": [number]}
    do(dispatcher, number, "send_back_reply", reason="缺少措施")
    assert set(queues_of(clerk)) == {"handling", "sent_back"}
    (row,) = clerk.get("/unit/queues/sent_back").json()["items"]
    assert (row["came_back"], row["part_role"], row["part_state"]) == ("缺少措施", "lead", "sent_back")
    do(dispatcher, number, "supervise", reason="群众催促")
    do(people["agent"], number, "urge", reason="再次来电")
    (row,) = clerk.get("/unit/queues/supervised").json()["items"]
    assert (row["is_supervised"], row["urge_count"]) == (True, 1)


def test_a_refused_return_comes_back_until_it_is_answered(people: dict[str, Browser]) -> None:
    clerk, dispatcher = people["clerk"], people["dispatcher"]
    number = dispatched(people)
    do(clerk, number, "request_return", return_reason="not_ours", return_basis="三定方案")
    assert queues_of(clerk) == {"to_approve": [number]}
    do(dispatcher, number, "refuse_return", reason="属你单位职责")
    assert set(queues_of(clerk)) == {"handling", "sent_back"}
    assert clerk.get("/unit/queues/sent_back").json()["items"][0]["came_back"] == "属你单位职责"
    do(clerk, number, "reply", **REPLY)
    assert queues_of(clerk) == {"history": [number]}


def test_assistants_have_their_own_part(people: dict[str, Browser]) -> None:
    clerk, assistant = people["clerk"], people["assistant"]
    number = dispatched(people, assist_codes=[ASSIST])
    assert set(queues_of(assistant)) == {"to_sign", "assist"}
    do(clerk, number, "sign")
    assert set(queues_of(assistant)) == {"to_sign", "assist"}
    do(assistant, number, "sign_part")
    assert queues_of(assistant) == {"assist": [number]}
    do(assistant, number, "submit_part", text="已断电")
    assert set(queues_of(clerk)) == {"handling", "to_approve"}
    do(clerk, number, "send_back_part", part_unit=ASSIST, reason="缺少照片")
    assert set(queues_of(assistant)) == {"assist", "sent_back"}
    assert queues_of(people["supervisor"], f"?department={ASSIST}") == queues_of(assistant)


def test_what_is_due_first_stands_first_with_the_time_left(people: dict[str, Browser], store: Store) -> None:
    with _at(START):
        people = {name: again(store, one) for name, one in people.items()}
        later = dispatched(people, "占道经营")
        urgent = dispatched(people, "井盖缺失", urgency="紧急")
        rows = people["clerk"].get("/unit/queues/to_sign").json()["items"]
        assert [row["order_no"] for row in rows] == [urgent, later]
        # three working days end on Thursday night: 5 h 30 of Monday are left, and three whole days
        ordinary = rows[1]
        assert (ordinary["left_by"], ordinary["left_minutes"]) == ("office", 270 + 3 * 390)
        first = people["clerk"].get("/unit/queues/to_sign?limit=1").json()
        following = people["clerk"].get(f"/unit/queues/to_sign?limit=1&cursor={first['next']}").json()
        assert [row["order_no"] for row in following["items"]] == [later]
        assert following["next"] is None
    with _at(datetime(2026, 11, 26, 2, 0, tzinfo=UTC)):
        clerk = again(store, people["clerk"])
        queues = queues_of(clerk)
        assert later in queues["near_due"]
        assert queues["overdue"] == [urgent]
    with _at(datetime(2026, 11, 27, 1, 30, tzinfo=UTC)):
        clerk = again(store, people["clerk"])
        assert queues_of(clerk)["overdue"] == [urgent, later]
        row = clerk.get("/unit/queues/overdue").json()["items"][1]
        assert row["left_minutes"] == -60  # overdue since midnight; the office opened an hour ago


def test_a_listed_order_is_neither_near_its_due_date_nor_late(people: dict[str, Browser], store: Store) -> None:
    plan = {"listing_plan": "纳入改造", "listing_until": (START + timedelta(days=90)).isoformat(), "caller_told": True}
    with _at(START):
        people = {name: again(store, one) for name, one in people.items()}
        number = dispatched(people)
        do(people["clerk"], number, "sign")
        do(people["clerk"], number, "request_listing", **plan)
        do(people["dispatcher"], number, "grant_listing")
    for days in (3, 60):
        with _at(START + timedelta(days=days)):
            clerk = again(store, people["clerk"])
            assert set(queues_of(clerk)) == {"handling"}
            (row,) = clerk.get("/unit/queues/handling").json()["items"]
            assert (row["due_colour"], row["left_minutes"]) == ("none", None)


def test_a_desk_is_its_own_units(people: dict[str, Browser], browser: Callable[..., Browser]) -> None:
    clerk, supervisor = people["clerk"], people["supervisor"]
    assert clerk.get(f"/unit?department={ASSIST}").status_code == 404
    assert supervisor.get("/unit").json()["code"] == "field-missing"
    assert supervisor.get("/unit?department=XN0").status_code == 404
    assert browser(Role.CLERK, "lost").get("/unit").status_code == 404
    assert clerk.get("/unit/queues/elsewhere").status_code == 422
    assert clerk.get("/unit/queues/handling?cursor=eA").json()["code"] == "invalid-cursor"


def test_who_has_the_work_of_a_merged_unit_has_its_orders(
    people: dict[str, Browser], browser: Callable[..., Browser], store: Store
) -> None:
    """乡村振兴局 goes into 农业农村局, and that into 水利局: what runs is seen and worked by the last one's people."""
    first, second, heir = "XNSZ030", "XNSZ018", "XNSZ019"
    old, new, helper = browser(Role.CLERK, "old", first), browser(Role.CLERK, "new", heir), people["assistant"]
    number = dispatched(people, lead_code=first, assist_codes=[ASSIST])
    before = dispatched(people, lead_code=first, accused_code=second)
    assert queues_of(new) == {}
    assert new.get(f"/orders/{number}").status_code == 404
    with store.transaction() as session:
        book = versions.present(session)
        for code, successor in ((first, second), (second, heir)):
            book = edited(book, "departments", code, valid_to="2026-11-23", successor=successor)
        versions.apply(session, book, Author(None, "管理员甲"), Source("控制台"))
        session.execute(update(WorkOrder).where(WorkOrder.order_no == before).values(is_secret=True))
    assert new.get("/session").json()["user"]["units"] == [second, heir, first]
    assert queues_of(new)["to_sign"] == [number]  # not what accuses its own unit, under whatever name
    assert queues_of(new) == queues_of(people["supervisor"], f"?department={heir}")
    assert [row["order_no"] for row in new.get("/orders").json()["items"]] == [number]
    assert [row["order_no"] for row in new.get(f"/orders?department={first}").json()["items"]] == [number]
    assert new.get(f"/orders/{before}").status_code == 404
    do(new, number, "sign")
    do(old, number, "contact", contact_at=clock.now().isoformat())  # who worked on it may end his work
    do(helper, number, "sign_part")
    do(helper, number, "submit_part", text="已断电")
    do(new, number, "accept_part", part_unit=ASSIST)
    do(new, number, "reply", **REPLY)
    assert queues_of(new) == {"history": [number]}
    with store.reading() as session:
        told = [event for event in events.after(session, 0) if event.topic == "order.changed"]
        of_order, of_report = (
            audiences(session, [one for one in told if one.subject == subject][-1:])[0] for subject in (number, before)
        )
    assert of_order is not None
    assert of_report is not None
    viewer = Viewer(new.user.id, Role.CLERK, heir)
    assert (of_order.includes(viewer), of_report.includes(viewer)) == (True, False)
    sent = {"title": "再次举报", "content": "原乡村振兴干部", "request_type": "举报", "accused_code": first}
    again_ = people["agent"].post("/orders", {**sent, "lead_code": heir}).json()["order_no"]
    answer = people["agent"].post(f"/orders/{again_}/dispatch", {"version": 1})
    assert "被反映的单位" in answer.json()["detail"]


def test_the_due_date_is_told_before_the_dispatch(people: dict[str, Browser], store: Store) -> None:
    with _at(START):
        people = {name: again(store, one) for name, one in people.items()}
        asked = people["agent"].get("/limits/preview?request_type=投诉&urgency=一般").json()
        number = dispatched(people)
        order = people["agent"].get(f"/orders/{number}").json()
        assert (asked["due_at"], asked["guessed"]) == (order["due_at"], False)
        assert asked["code"] == order["progress"]["limit_code"]
        grave = people["agent"].get("/limits/preview?request_type=投诉&urgency=特急").json()
        assert datetime.fromisoformat(grave["due_at"]) == START + timedelta(hours=24)
    with _at(START + timedelta(days=3650)):
        agent = again(store, people["agent"])
        assert agent.get("/limits/preview?request_type=投诉&urgency=一般").json()["guessed"] is True
