"""Confidential and archived orders: who sees how much, as the city's policy says, and who looked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from callcenter.settings import Settings
from callcenter.web.audience import Viewer, audiences
from models import calls, clock, events, hot_issues, intake, orders, suggestions
from models.catalogue.sights import wrong_sight
from models.catalogue.tables import CitySetting
from models.database import Store
from models.intake import Channel, Submission
from models.orders import SYSTEM
from models.people import Role
from models.suggestions import Suggested
from tests import files
from tests.callcenter.api.test_attachments import add
from tests.callcenter.api.test_calls import recorded
from tests.callcenter.browser import Browser

BOSS, BY_PEOPLE = orders.Actor(None, "王主管", "supervisor"), {"request_return", "agree_return", "release"}
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


def test_a_report_stays_confidential_whatever_its_form_says(browser: Callable[..., Browser], store: Store) -> None:
    agent = browser(Role.AGENT)
    given = {"request_type": "举报", "title": "执法不公", "content": "某中队选择性执法", "is_secret": False}
    order = agent.post("/orders", given).json()
    assert order["is_secret"] is True
    number, version = order["order_no"], order["version"]
    steps = (None, ("submit", {"is_anonymous": True, "reason": "来电未留姓名"}), ("approve", {}))
    for step in steps:  # as a draft, in review, and waiting for its dispatch
        if step:
            do(store, number, step[0], **step[1])
            version += 1
        for change in ({"is_secret": False}, {"request_type": "举报", "is_secret": False}):
            answer = agent.ask("PATCH", f"/orders/{number}", {"version": version, **change})
            assert (answer.status_code, answer.json()["is_secret"]) == (200, True)
            version = answer.json()["version"]
    assert agent.ask("PATCH", f"/orders/{number}", {"version": version, "request_type": "投诉"}).status_code == 200
    plain = {"version": version + 1, "is_secret": False}
    assert agent.ask("PATCH", f"/orders/{number}", plain).json()["code"] == "field-invalid"
    opened = {"version": version + 1, "reason": "误登记为举报"}
    assert agent.post(f"/orders/{number}/lift_secrecy", opened).json()["code"] == "role-not-allowed"
    assert browser(Role.SUPERVISOR).post(f"/orders/{number}/lift_secrecy", opened).json()["is_secret"] is False


def test_it_is_made_confidential_at_any_time(browser: Callable[..., Browser], store: Store) -> None:
    number = made(store, request_type="投诉", accused_code=ACCUSED)
    do(store, number, "dispatch", lead_code=OTHER)
    do(store, number, "release")
    agent, clerk = browser(Role.AGENT), browser(Role.CLERK, unit=OTHER)
    accused = browser(Role.CLERK, login="accused", unit=ACCUSED)
    body = {"version": 3, "reason": "诉求人担心被报复"}
    assert clerk.get(f"/orders/{number}").json()["caller"] == "138****5678"
    assert clerk.post(f"/orders/{number}/conceal", body).json()["code"] == "role-not-allowed"
    assert agent.post(f"/orders/{number}/conceal", {"version": 3}).json()["code"] == "field-missing"
    order = agent.post(f"/orders/{number}/conceal", body).json()
    assert (order["is_secret"], order["state"]) == (True, "dispatched")
    (row,) = clerk.get("/orders").json()["items"]
    assert (row["is_secret"], row["caller"]) == (True, "***")
    with store.reading() as session:
        assert orders.get(session, number).released_at is None
    assert clerk.get(f"/orders/{number}").json()["caller"] == "***"
    assert accused.get(f"/orders/{number}").json()["code"] == "order-not-found"
    body["version"] = order["version"]
    assert agent.post(f"/orders/{number}/conceal", body).json()["code"] == "verb-not-allowed"


def test_the_unit_that_it_accuses_loses_it(browser: Callable[..., Browser], store: Store) -> None:
    number = made(store, request_type="投诉", accused_code=ACCUSED)
    do(store, number, "dispatch", lead_code=ACCUSED, assist_codes=[OTHER])
    do(store, number, "sign")
    clerk, dispatcher = browser(Role.CLERK, unit=ACCUSED), browser(Role.DISPATCHER)
    asked = {"version": 3, "extension_days": 2, "reason": "需要时间"}
    assert clerk.post(f"/orders/{number}/request_extension", asked).status_code == 200
    order = dispatcher.post(f"/orders/{number}/conceal", {"version": 4, "reason": "诉求人要求保密"}).json()
    assert (order["state"], order["progress"]["pending_request"]) == ("pending_dispatch", None)
    steps = dispatcher.get(f"/orders/{number}/timeline").json()["items"]
    assert [(step["verb"], step["actor_role"]) for step in steps[-2:]] == [
        ("conceal", "dispatcher"),
        ("take_back", "system"),
    ]
    assert {part["state"] for part in order["parts"]} == {"ended"}
    assert clerk.get(f"/orders/{number}").json()["code"] == "order-not-found"
    again = {"version": order["version"], "lead_code": ACCUSED}
    assert dispatcher.post(f"/orders/{number}/dispatch", again).json()["code"] == "field-invalid"
    again |= {"lead_code": OTHER, "assist_codes": []}
    assert dispatcher.post(f"/orders/{number}/dispatch", again).json()["state"] == "dispatched"


def test_an_assistant_that_it_accuses_loses_its_part(store: Store) -> None:
    number = made(store, request_type="投诉", accused_code=ACCUSED)
    do(store, number, "dispatch", lead_code=OTHER, assist_codes=[ACCUSED])
    do(store, number, "conceal", reason="诉求人要求保密")
    with store.reading() as session:
        order = orders.get(session, number)
        assert order.state == "dispatched"
        assert {part.department_code: part.state for part in order.assignments} == {
            OTHER: "pending_sign",
            ACCUSED: "ended",
        }


def test_a_report_is_never_opened(browser: Callable[..., Browser], at_work: str) -> None:
    answer = browser(Role.SUPERVISOR).post(
        f"/orders/{at_work}/lift_secrecy", {"version": 2, "reason": "应承办单位要求"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "verb-not-allowed")
    assert "举报一律保密" in answer.json()["detail"]


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


def test_an_alarm_about_it_is_for_those_for_whom_it_exists(store: Store, at_work: str) -> None:
    with store.transaction() as session:
        events.publish(session, "alarm", at_work, {"code": "rating-bad-again", "order_no": at_work})
        events.publish(session, "alarm", "calendar", {"code": "calendar-missing"})
    with store.reading() as session:
        told = [event for event in events.after(session, 0) if event.topic == "alarm"][-2:]
        of_order, of_calendar = audiences(session, told)
    assert of_order is not None
    assert of_calendar is not None
    supervisor, administrator = Viewer(1, Role.SUPERVISOR, None), Viewer(2, Role.ADMINISTRATOR, None)
    assert (of_order.includes(supervisor), of_order.includes(administrator)) == (True, False)
    assert (of_calendar.includes(supervisor), of_calendar.includes(administrator)) == (True, True)


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


def test_whoever_reads_any_of_it_is_written_down(
    browser: Callable[..., Browser], store: Store, settings: Settings
) -> None:
    conversation = recorded(store, settings, "report.wav")
    with store.transaction() as session:
        sent = Submission(Channel.WEBSITE, "W-1", "某中队选择性执法", clock.now())
        message = intake.accept(session, sent).message_id
        form = {**DEMAND, "request_type": "举报", "conversation_id": conversation, "message_id": message}
        number = orders.create_draft(session, SYSTEM, **form).order_no
        calls.update(session, conversation, order_id=orders.get(session, number).id)
    file = add(browser(Role.AGENT), number, files.jpeg(), kind="demand").json()["id"]
    auditor = browser(Role.AUDITOR)
    asked = (
        f"/orders/{number}",
        f"/orders/{number}/timeline",
        f"/orders/{number}/sources",
        f"/orders/{number}/attachments",
        f"/orders/{number}/attachments/{file}/content",
        f"/orders/{number}/proposals",
        f"/dispatch/orders/{number}",
        f"/inbox/{message}",
        f"/calls/{conversation}",
        f"/calls/{conversation}/recording",
    )
    for many, path in enumerate(asked, 1):
        supervisor = browser(Role.SUPERVISOR, f"supervisor{many}")
        for _ in range(2):  # looks within ten minutes are one
            assert supervisor.get(path).status_code == 200, path
        looks = auditor.get(f"/orders/{number}/disclosures").json()["items"]
        assert [(one["fields"], one["reason"]) for one in looks] == [(["page"], "查看保密工单")] * many, path


def test_what_a_page_asks_for_at_once_is_one_look(store: Store, at_work: str) -> None:
    def look() -> None:
        with store.transaction() as session:
            order = orders.get(session, at_work)
            together.wait()
            orders.note_look(session, order, orders.Actor(7, "李派单", "dispatcher"))

    together = Barrier(4)
    with ThreadPoolExecutor(4) as threads:
        for asked in [threads.submit(look) for _ in range(4)]:
            asked.result()
    with store.reading() as session:
        assert len(orders.disclosures(session, orders.get(session, at_work).id)) == 1


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
    agent = browser(Role.AGENT).user.id
    with store.transaction() as session:
        calls.update(session, conversation, agent_id=agent)
        for topic in ("segment", "draft.proposed", "call.recorded"):
            events.publish(session, topic, str(conversation), {})
    with store.reading() as session:
        told = events.after(session, 0)[-3:]
        for audience in audiences(session, told):
            assert audience is not None
            heard_by = {role for role in Role if audience.includes(Viewer(0, role, None))}
            assert heard_by == {Role.DISPATCHER, Role.CALLBACK_AGENT, Role.SUPERVISOR}
            assert audience.includes(Viewer(agent, Role.AGENT, None))


def test_a_callers_earlier_reports_are_not_told_by_his_next_call(browser: Callable[..., Browser], store: Store) -> None:
    conversation = uuid4()
    with store.transaction() as session:
        calls.begin(session, conversation, "13812345678", "12345")
    report, kept, plain = made(store), made(store, request_type="求助"), made(store, request_type="投诉")
    do(store, kept, "transfer_emergency", emergency_service="119")
    do(store, kept, "archive")

    def earlier(role: Role) -> list[str]:
        found = browser(role).get(f"/calls/{conversation}/caller-orders").json()["items"]
        return [row["order_no"] for row in found]

    assert earlier(Role.INSPECTOR) == [plain]
    assert earlier(Role.DISPATCHER) == [plain, report]
    assert earlier(Role.SUPERVISOR) == [plain, kept, report]


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
