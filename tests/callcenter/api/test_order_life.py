"""The ordinary life of an order and the hard ones, over HTTP with real logins (issue: the whole life of an order)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from callcenter.jobs.limits import fire_all, sign_timelines
from callcenter.web.signed_in import COOKIE
from models import clock
from models.catalogue.tables import CitySetting
from models.database import Store
from models.orders import Overlay
from models.orders.verification import Checked, findings
from models.people import Role, User
from tests.callcenter.browser import API, PASSWORD, Browser

LEAD, ASSIST, SECOND = "421202", "XNSZ006", "XNSZ015"
DEMAND = {
    "title": "路灯不亮",
    "content": "永安大道路灯不亮三天了",
    "request_type": "投诉",
    "citizen_name": "张三丰",
    "citizen_phone": "13812345678",
    "place_text": "永安大道",
    "occurred_at": "2026-11-20T12:00:00Z",
}
REPLY = {
    "reply_text": "已更换灯具",
    "public_reply_text": "路灯已修复",
    "found_true": "属实",
    "contacted": True,
    "contact_at": "2026-11-23T03:00:00Z",
    "solved": "已解决",
    "signer": "赵立新",
}
HAPPY = {"callback_method": "人工", "callback_solved": "已解决", "callback_score": 5}
UNHAPPY = {
    "callback_method": "人工",
    "callback_solved": "未解决",
    "callback_score": 1,
    "callback_reason": "又不亮了",
    "callback_fault": True,
}
START = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # a Monday, 10:30 in China


class City:
    """Everybody at work, each signed in by password; one clock that the test moves."""

    def __init__(self, client: TestClient, person: Callable[..., User], store: Store) -> None:
        self.client, self.store, self.now = client, store, START
        self.users = [
            person(role, name, unit)
            for name, role, unit in (
                ("agent", Role.AGENT, None),
                ("dispatcher", Role.DISPATCHER, None),
                ("clerk", Role.CLERK, LEAD),
                ("head", Role.DEPARTMENT_HEAD, LEAD),
                ("assistant", Role.CLERK, ASSIST),
                ("second", Role.CLERK, SECOND),
                ("callback", Role.CALLBACK_AGENT, None),
                ("supervisor", Role.SUPERVISOR, None),
            )
        ]
        self.people: dict[str, Browser] = {}
        self.sign_in()

    def sign_in(self) -> None:
        """Everybody by password; again where time went by, for sessions end."""
        for user in self.users:
            answer = self.client.post(f"{API}/session", json={"login": user.login, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            self.people[user.login] = Browser(self.client, user, answer.cookies[COOKIE], answer.json()["csrf"])
            self.client.cookies.clear()

    def draft(self, **fields: Any) -> str:
        answer = self.people["agent"].post("/orders", {**DEMAND, **fields})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["order_no"])

    def page(self, number: str) -> dict[str, Any]:
        body: dict[str, Any] = self.people["dispatcher"].get(f"/orders/{number}").json()
        return body

    def ask(self, who: str, number: str, verb: str, **fields: Any) -> Any:
        self.now += timedelta(minutes=1)
        version = self.page(number)["version"]
        return self.people[who].post(f"/orders/{number}/{verb}", {"version": version, **fields})

    def do(self, who: str, number: str, verb: str, **fields: Any) -> dict[str, Any]:
        answer = self.ask(who, number, verb, **fields)
        assert answer.status_code == 200, (verb, answer.text)
        body: dict[str, Any] = answer.json()
        return body

    def refused(self, who: str, number: str, verb: str, **fields: Any) -> str:
        answer = self.ask(who, number, verb, **fields)
        assert answer.status_code >= 400, (verb, answer.text)
        return str(answer.json()["code"])

    def at_work(self, **fields: Any) -> str:
        """An order that the lead unit has signed."""
        number = self.draft()
        self.do("agent", number, "dispatch", lead_code=LEAD, **fields)
        self.do("clerk", number, "sign")
        return number

    def verbs(self, number: str) -> list[str]:
        steps = self.people["dispatcher"].get(f"/orders/{number}/timeline").json()["items"]
        return [step["verb"] for step in steps]

    def later(self, **span: int) -> None:
        self.now += timedelta(**span)
        fire_all(self.store)
        self.sign_in()


@pytest.fixture
def city(client: TestClient, person: Callable[..., User], store: Store) -> Any:
    held: dict[str, City] = {}
    with clock.running_from(lambda: held["city"].now if held else START):
        held["city"] = City(client, person, store)
        yield held["city"]
        sign_timelines(store)
        with store.reading() as session:
            assert list(findings(session, Checked())) == []


def test_the_ordinary_life_from_received_to_archived(city: City) -> None:
    number = city.draft()
    assert city.do("agent", number, "submit")["state"] == "review"
    assert city.do("dispatcher", number, "approve")["state"] == "pending_dispatch"
    order = city.do("dispatcher", number, "dispatch", lead_code=LEAD)
    assert {one["kind"] for one in order["clocks"]} == {"sign", "return", "first_contact", "reply"}
    city.do("clerk", number, "sign")
    order = city.do("clerk", number, "contact", contact_at=city.now.isoformat())
    assert {one["kind"] for one in order["clocks"]} == {"return", "reply"}
    assert city.do("clerk", number, "reply", **REPLY)["state"] == "replied"
    assert city.do("dispatcher", number, "send_back_reply", reason="未写明更换时间")["state"] == "handling"
    city.do("clerk", number, "reply", **REPLY)
    assert city.do("dispatcher", number, "accept_reply")["state"] == "callback"
    order = city.do("callback", number, "record_callback", **HAPPY)
    assert (order["state"], order["progress"]["callback_score"]) == ("closed", 5)
    city.later(days=16)
    order = city.page(number)
    assert (order["state"], order["clocks"]) == ("archived", [])
    assert not any(button["allowed"] for button in order["verbs"])
    assert city.verbs(number)[-1] == "archive"


def test_a_return_agreed_and_one_refused(city: City) -> None:
    number = city.at_work()
    asked = {"return_reason": "not_ours", "return_basis": "路灯由城管局维护"}
    assert city.do("clerk", number, "request_return", **asked)["state"] == "return_requested"
    order = city.do("dispatcher", number, "refuse_return", reason="属地负责", forbid_return=True)
    assert (order["state"], order["progress"]["forbid_return"]) == ("handling", True)
    assert city.refused("clerk", number, "request_return", **asked) == "verb-not-allowed"

    number = city.at_work()
    city.do("clerk", number, "request_return", **asked)
    assert city.do("dispatcher", number, "agree_return")["state"] == "pending_dispatch"
    order = city.do("dispatcher", number, "dispatch", lead_code=SECOND)
    assert {(part["unit"]["code"], part["state"]) for part in order["parts"]} == {
        (LEAD, "returned"),
        (SECOND, "pending_sign"),
    }
    # the second return of the same order goes to arbitration, and the ruling is final
    order = city.do("second", number, "request_return", **asked)
    assert (order["state"], order["progress"]["return_count"]) == ("arbitration", 2)
    order = city.do("dispatcher", number, "rule", lead_code=SECOND, arbitration_opinion="编办意见：城管局主办")
    assert (order["state"], order["progress"]["forbid_return"]) == ("dispatched", True)
    assert city.refused("second", number, "request_return", **asked) == "verb-not-allowed"


def test_a_return_after_its_limit_is_too_late(city: City) -> None:
    number = city.at_work()
    city.later(days=3)
    answer = city.ask("clerk", number, "request_return", return_reason="not_ours", return_basis="三定方案")
    assert answer.json()["detail"] == "退单时限已过"


def test_the_lead_waits_for_two_assistants(city: City) -> None:
    number = city.at_work(assist_codes=[ASSIST, SECOND])
    assert city.refused("clerk", number, "reply", **REPLY) == "verb-not-allowed"
    city.do("assistant", number, "sign_part")
    city.do("assistant", number, "submit_part", text="已送电")
    assert city.refused("clerk", number, "reply", **REPLY) == "verb-not-allowed"
    city.do("second", number, "return_part", reason="不涉及本单位")
    city.do("dispatcher", number, "agree_part_return", part_unit=SECOND)
    city.do("clerk", number, "send_back_part", part_unit=ASSIST, reason="缺时间")
    assert city.refused("clerk", number, "reply", **REPLY) == "verb-not-allowed"
    city.do("assistant", number, "submit_part", text="23日10时已送电")
    city.do("clerk", number, "accept_part", part_unit=ASSIST)
    assert city.do("clerk", number, "reply", **REPLY)["state"] == "replied"


def test_extension_granted_and_refused(city: City) -> None:
    number = city.at_work()
    before = city.page(number)
    city.do("clerk", number, "request_extension", extension_days=3, reason="等待配件")
    assert city.refused("clerk", number, "reply", **REPLY) == "verb-not-allowed"
    order = city.do("dispatcher", number, "grant_extension")
    assert order["original_due_at"] == before["due_at"] == "2026-11-26T15:59:59Z"
    assert order["due_at"] == "2026-12-01T15:59:59Z"  # Friday, Monday, Tuesday
    assert next(c for c in order["clocks"] if c["kind"] == "reply")["original_due"] == before["due_at"]
    assert city.refused("clerk", number, "request_extension", extension_days=1, reason="再等") == "verb-not-allowed"

    number = city.at_work()
    city.do("clerk", number, "request_extension", extension_days=3, reason="等待配件")
    order = city.do("dispatcher", number, "refuse_extension", reason="配件已到")
    assert order["due_at"] == order["original_due_at"]
    city.later(days=5)
    answer = city.ask("clerk", number, "request_extension", extension_days=1, reason="再等")
    assert answer.json()["detail"] == "已超过办理期限，不能延期"


def test_dissatisfied_redone_then_supervised(city: City) -> None:
    number = city.at_work()
    for time in (1, 2):
        city.do("clerk", number, "reply", **REPLY)
        city.do("dispatcher", number, "accept_reply")
        assert city.do("callback", number, "record_callback", **UNHAPPY)["state"] == "redo"
        if time == 2:
            assert city.refused("dispatcher", number, "redo", reason="仍未解决") == "verb-not-allowed"
        order = city.do("supervisor", number, "redo", reason="市民不满意")
        assert (order["state"], order["lead"]["code"], order["progress"]["redo_count"]) == ("dispatched", LEAD, time)
        assert order["progress"]["is_supervised"] is (time == 2)
        city.do("clerk", number, "sign")
    city.do("clerk", number, "reply", **REPLY)
    city.do("dispatcher", number, "accept_reply")
    city.do("callback", number, "record_callback", **UNHAPPY)
    assert city.refused("supervisor", number, "redo", reason="再办") == "verb-not-allowed"
    assert city.refused("callback", number, "close") == "verb-not-allowed"
    assert city.do("supervisor", number, "close", reason="提级处理")["state"] == "closed"


def test_merged_demands_are_each_answered(city: City) -> None:
    master, children = city.at_work(), [city.draft(), city.draft()]
    for child in children:
        assert city.do("dispatcher", child, "merge", master_no=master)["state"] == "merged"
    assert city.refused("dispatcher", city.draft(), "merge", master_no=children[0]) == "verb-not-allowed"
    apart = city.draft()
    city.do("dispatcher", apart, "merge", master_no=master)
    assert city.do("dispatcher", apart, "unmerge", reason="地点不同")["state"] == "review"
    city.do("clerk", master, "reply", **REPLY)
    assert [city.page(child)["state"] for child in children] == ["merged", "merged"]
    city.do("dispatcher", master, "accept_reply")
    for child in children:
        order = city.page(child)
        assert (order["state"], order["public_reply_text"]) == ("callback", "路灯已修复")
        assert order["progress"]["master_no"] == master
    assert city.do("callback", children[0], "record_callback", **UNHAPPY)["state"] == "redo"
    assert city.do("callback", children[1], "record_callback", **HAPPY)["state"] == "closed"
    assert city.page(master)["state"] == "callback"


def test_a_cancelled_master_lets_its_children_go_openly(city: City) -> None:
    master, child = city.at_work(), city.draft()
    city.do("dispatcher", child, "merge", master_no=master)
    city.do("supervisor", master, "withdraw", reason="市民撤诉")
    assert city.page(child)["state"] == "review"
    assert city.verbs(child)[-1] == "unmerge"


def test_emergency_and_its_follow_up(city: City) -> None:
    number = city.draft(urgency="特急")
    order = city.do("agent", number, "transfer_emergency", emergency_service="119", transfer_ack="119已出警")
    assert order["state"] == "emergency"
    order = city.do("agent", number, "dispatch", lead_code=LEAD)
    assert {one["kind"] for one in order["clocks"]} == {"sign", "first_contact", "reply"}  # no return of 特急
    asked = {"return_reason": "not_ours", "return_basis": "三定方案"}
    assert city.refused("clerk", number, "request_return", **asked) == "verb-not-allowed"


def test_not_accepted_answered_and_reviewed_again(city: City) -> None:
    number = city.draft()
    city.do("agent", number, "submit")
    assert city.refused("dispatcher", number, "reject", reject_code="02") == "field-missing"
    order = city.do("dispatcher", number, "reject", reject_code="02", route_told="向咸安区人民法院起诉")
    assert order["state"] == "not_accepted"
    assert city.do("agent", number, "appeal", reason="市民补充材料")["state"] == "review"

    number = city.draft(request_type="咨询")
    answer = {"public_reply_text": "办理居住证需带身份证", "knowledge_ref": "K-0001"}
    assert city.do("agent", number, "answer", **answer)["state"] == "direct_answered"


def test_listing_and_three_tries_to_call_back(city: City) -> None:
    number = city.at_work()
    due = city.page(number)["due_at"]
    until = (city.now + timedelta(days=90)).isoformat()
    plan = {"listing_plan": "纳入春季改造", "listing_until": until, "caller_told": True}
    city.do("clerk", number, "request_listing", **plan)
    order = city.do("dispatcher", number, "grant_listing")
    assert (order["state"], order["due_colour"]) == ("listed", "none")
    assert next(c for c in order["clocks"] if c["kind"] == "reply")["paused"] is True
    city.later(days=20)
    assert city.page(number)["due_at"] == due
    order = city.do("clerk", number, "unlist", reason="提前开工")
    assert order["due_at"] > due
    assert order["original_due_at"] == due
    city.do("clerk", number, "reply", **REPLY)
    city.do("dispatcher", number, "accept_reply")
    for half_day in range(3):
        order = city.do("callback", number, "try_callback", callback_method="人工")
        if half_day < 2:
            assert city.refused("callback", number, "try_callback", callback_method="人工") == "verb-not-allowed"
            city.later(hours=12)
    assert (order["state"], order["progress"]["callback_tries"]) == ("closed", 3)
    assert city.do("supervisor", number, "reopen", reason="市民来电未修好")["state"] == "dispatched"


def test_clocks_sign_urge_and_escalate(city: City) -> None:
    number = city.draft()
    city.do("agent", number, "dispatch", lead_code=LEAD)
    city.later(hours=23)
    assert city.verbs(number)[-1] == "sign"  # four working hours have passed
    city.later(days=7)
    verbs = city.verbs(number)
    assert verbs.count("urge") == 2  # first contact, reply
    assert verbs[-1] == "supervise"
    order = city.page(number)
    assert (order["due_colour"], order["progress"]["is_supervised"]) == ("red", True)
    assert fire_all(city.store) == 0


APPEAL = {"assessment_item": "on_time", "reason": "配件厂停产", "evidence": "厂家证明，见附件"}


def test_an_assessment_appeal_is_decided_by_somebody_else(city: City) -> None:
    number = city.at_work()
    for missing in APPEAL:
        asked = {name: value for name, value in APPEAL.items() if name != missing}
        assert city.refused("clerk", number, "request_assessment_appeal", **asked) == "field-missing"
    assert city.refused("second", number, "request_assessment_appeal", **APPEAL) == "order-not-found"
    assert city.refused("supervisor", number, "request_assessment_appeal", **APPEAL) == "role-not-allowed"
    order = city.do("clerk", number, "request_assessment_appeal", **APPEAL)
    assert order["progress"]["pending_claim"] == "assessment_appeal"
    assert next(c for c in order["clocks"] if c["kind"] == "claim")["owner"] == "hotline"
    assert city.refused("clerk", number, "request_assessment_appeal", **APPEAL) == "verb-not-allowed"
    assert city.refused("clerk", number, "grant_assessment_appeal") == "role-not-allowed"
    order = city.do("supervisor", number, "grant_assessment_appeal")
    assert (order["progress"]["pending_claim"], order["progress"]["excluded_from"]) == (None, ["on_time"])
    city.do("clerk", number, "request_assessment_appeal", **APPEAL | {"assessment_item": "contact"})
    assert city.refused("supervisor", number, "refuse_assessment_appeal") == "field-missing"
    order = city.do("supervisor", number, "refuse_assessment_appeal", reason="证明与本单无关")
    assert order["progress"]["excluded_from"] == ["on_time"]
    with city.store.reading() as session:
        laid = session.scalars(select(Overlay).where(Overlay.kind == "assessment_appeal").order_by(Overlay.id)).all()
        who = dict(session.execute(select(User.id, User.login)).all())
    assert [(one.act, who[one.actor_id or 0], one.department_code) for one in laid] == [
        ("asked", "clerk", LEAD),
        ("granted", "supervisor", LEAD),
        ("asked", "clerk", LEAD),
        ("refused", "supervisor", LEAD),
    ]
    assert laid[0].detail == {"item": "on_time", "evidence": "厂家证明，见附件"}


def test_an_unreasonable_demand_is_explained_and_not_done_again(city: City) -> None:
    number = city.at_work()
    asked = {"reason": "要求拆除他人合法建筑", "evidence": "规划许可"}
    city.do("clerk", number, "request_unreasonable", **asked)
    city.do("supervisor", number, "refuse_unreasonable", reason="须先现场核实")
    city.do("clerk", number, "request_unreasonable", **asked)
    order = city.do("supervisor", number, "grant_unreasonable")
    assert order["progress"]["is_unreasonable"] is True
    assert order["progress"]["excluded_from"] == ["satisfied", "solved"]
    assert city.refused("clerk", number, "request_unreasonable", **asked) == "verb-not-allowed"
    city.do("clerk", number, "reply", **REPLY | {"solved": "不适用"})
    city.do("dispatcher", number, "accept_reply")
    assert city.do("callback", number, "record_callback", **UNHAPPY)["state"] == "closed"


def test_what_is_excluded_from_assessment_can_be_taken_back_and_archiving_waits(city: City) -> None:
    number = city.at_work()
    city.do("clerk", number, "reply", **REPLY)
    city.do("dispatcher", number, "accept_reply")
    asked = {"exclusion_reason": "incomplete", "reason": "无法定位", "evidence": "三次联系记录"}
    city.do("callback", number, "request_exclusion", **asked)
    city.do("callback", number, "record_callback", **HAPPY)
    city.later(days=17)
    assert city.page(number)["state"] == "closed"  # nothing is archived while something is asked
    assert city.refused("supervisor", number, "archive") == "verb-not-allowed"
    order = city.do("supervisor", number, "grant_exclusion")
    assert order["progress"]["excluded_from"] == ["contact", "satisfied", "solved"]
    order = city.do("supervisor", number, "revoke_exclusion", reason="后经核实地点清楚")
    assert order["progress"]["excluded_from"] == []
    assert city.refused("supervisor", number, "revoke_exclusion", reason="再次") == "verb-not-allowed"
    city.later(minutes=1)
    assert city.page(number)["state"] == "archived"


def test_a_supervised_order_is_archived_once_supervision_is_lifted(city: City) -> None:
    number = city.at_work()
    city.do("supervisor", number, "supervise", reason="媒体关注")
    city.do("supervisor", number, "withdraw", reason="市民撤诉")
    city.later(days=17)
    assert city.page(number)["state"] == "cancelled"
    city.do("supervisor", number, "lift_supervision", reason="已撤诉")
    city.later(minutes=1)
    assert city.page(number)["state"] == "archived"


def test_first_unit_keeps_in_touch_while_its_return_is_decided(city: City) -> None:
    number = city.at_work()
    city.do("clerk", number, "request_extension", extension_days=3, reason="等待配件")
    order = city.do("clerk", number, "request_return", return_reason="not_ours", return_basis="三定方案")
    assert order["progress"]["pending_request"] is None  # lapsed with the request for a return
    assert "first_contact" in {one["kind"] for one in order["clocks"]}
    order = city.do("clerk", number, "contact", contact_at=city.now.isoformat())
    assert "first_contact" not in {one["kind"] for one in order["clocks"]}
    city.do("clerk", number, "report_progress", text="已向市民说明")
    order = city.do("dispatcher", number, "refuse_return", reason="属地负责")
    assert "first_contact" not in {one["kind"] for one in order["clocks"]}
    with city.store.reading() as session:
        acts = session.scalars(select(Overlay.act).where(Overlay.kind == "extension").order_by(Overlay.id)).all()
    assert acts == ["asked", "lapsed"]


def test_risk_guidance_and_what_the_emergency_service_said(city: City) -> None:
    number = city.draft(urgency="特急")
    city.do("agent", number, "flag_risk", risk_kind="hazard", reason="电线垂地")
    assert city.refused("agent", number, "flag_risk", risk_kind="hazard", reason="电线垂地") == "field-invalid"
    city.do("agent", number, "transfer_emergency", emergency_service="119")
    city.do("agent", number, "confirm_emergency", transfer_ack="119已到场")
    order = city.do("agent", number, "dispatch", lead_code=LEAD, guidance_code=SECOND)
    assert order["progress"]["risk_flags"] == ["hazard"]
    assert city.refused("clerk", number, "guide", text="按规范") == "verb-not-allowed"
    order = city.do("second", number, "guide", text="先断电，再更换")
    assert {(part["role"], part["state"]) for part in order["parts"]} == {
        ("lead", "pending_sign"),
        ("guidance", "submitted"),
    }
    assert (
        city.do("supervisor", number, "clear_risk", risk_kind="hazard", reason="已断电")["progress"]["risk_flags"] == []
    )


def test_the_table_for_the_console(city: City) -> None:
    table = city.people["clerk"].get("/workflow").json()
    verbs = {verb["name"]: verb for verb in table["verbs"]}
    assert verbs["request_return"]["ends"] == ["return_requested", "arbitration"]
    fields = {field["name"]: field for field in table["fields"]}
    assert all(name in fields for verb in verbs.values() for name in (*verb["needs"], *verb["takes"]))
    assert {"value": "02", "chinese": "应当或已经通过诉讼、仲裁、行政复议解决"} in fields["reject_code"]["choices"]


def test_a_reply_that_the_units_head_signs_before_it_leaves(city: City) -> None:
    """审签: by the city's policy for a unit or a type; what the head refuses comes back."""
    unsigned = city.at_work()
    with city.store.transaction() as session:
        session.merge(CitySetting(key="sign_off_units", value=f"XNSZ099|{LEAD}", note=""))
    number = city.at_work()
    assert city.page(number)["progress"]["needs_sign_off"] is True
    assert city.refused("clerk", number, "reply", **REPLY) == "verb-not-allowed"
    assert city.refused("head", number, "sign_off") == "verb-not-allowed"
    assert city.do("clerk", number, "request_sign_off", **REPLY)["state"] == "handling"
    assert city.page(number)["progress"]["pending_request"] == "sign_off"
    assert city.refused("clerk", number, "sign_off") == "role-not-allowed"
    assert city.refused("dispatcher", number, "accept_reply") == "verb-not-allowed"
    head = city.people["head"]
    waiting = {one["name"]: one["count"] for one in head.get("/unit").json()["queues"]}
    assert waiting["to_approve"] == 1
    assert not any(one["count"] for one in city.people["dispatcher"].get("/dispatch").json()["queues"])
    city.do("head", number, "refuse_sign_off", reason="缺少整改照片")
    city.do("clerk", number, "request_sign_off", **REPLY | {"signer": ""})
    signed = city.do("head", number, "sign_off", public_reply_text="路灯已修复，欢迎监督")
    assert signed["state"] == "replied"
    told = city.page(number)
    assert (told["public_reply_text"], told["progress"]["signer"]) == ("路灯已修复，欢迎监督", "承办单位负责人甲")
    city.do("dispatcher", number, "accept_reply")
    # who was sent before the policy, and whom the head answers himself, needs nobody's signature
    assert city.do("clerk", unsigned, "reply", **REPLY)["state"] == "replied"
    assert city.do("head", city.at_work(), "reply", **REPLY)["state"] == "replied"
    with city.store.transaction() as session:
        session.merge(CitySetting(key="sign_off_units", value="XNSZ099", note=""))
        session.merge(CitySetting(key="sign_off_types", value="举报|投诉", note=""))
    assert city.page(city.at_work())["progress"]["needs_sign_off"] is True
    with city.store.reading() as session:
        assert list(findings(session, Checked())) == []
