"""The call-back desk over HTTP, and the whole loop of a bad rating: page, desk, unit, page again."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from models import orders
from models.callbacks import CallbackAnswer
from models.catalogue.tables import CitySetting
from models.database import Store
from models.orders import Actor, WorkOrder
from models.people import Role
from tests.callcenter.browser import Browser
from tests.integrations.website.test_own_page import act, order, own_page
from tests.models.callbacks.walk import CLERK, REPLY, SUPERVISOR, answered, do, handled, verbs

__all__ = ["order"]
BrowserOf = Callable[..., Browser]


def tasks(desk: Browser, queue: str) -> list[dict[str, Any]]:
    answer = desk.get(f"/callbacks/queues/{queue}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def save(desk: Browser, task: int, result: str, **said: Any) -> Any:
    version = desk.get(f"/callbacks/{task}").json()["order"]["version"]
    return desk.post(f"/callbacks/{task}/attempts", {"version": version, "result": result, **said})


def counted(desk: Browser) -> dict[str, int]:
    return {one["name"]: one["count"] for one in desk.get("/callbacks").json()["queues"]}


def test_a_bad_rating_ends_in_a_closed_order_that_tells_it_all(
    client: TestClient, store: Store, order: tuple[str, str, WorkOrder, Actor], browser: BrowserOf
) -> None:
    receipt, code, made, clerk = order
    number = made.order_no
    desk = browser(Role.CALLBACK_AGENT)
    unit = browser(Role.DEPARTMENT_HEAD, unit=clerk.department_code)
    dispatcher = browser(Role.DISPATCHER)

    def work(who: Browser, verb: str, **fields: Any) -> None:
        version = who.get(f"/orders/{number}").json()["version"]
        answer = who.post(f"/orders/{number}/{verb}", {"version": version, **fields})
        assert answer.status_code == 200, answer.text

    def reply() -> None:
        work(unit, "sign")
        work(unit, "reply", **REPLY)
        work(dispatcher, "accept_reply")

    reply()
    words = "还是不亮，打 13812345678"
    assert act(client, own_page(client, receipt, code), "rate", grade="1", solved="未解决", words=words)[0] == 200
    (task,) = [one for name in ("due", "later") for one in tasks(desk, name)]  # by day, or at night
    assert (task["kind_name"], task["way_name"], task["order"]["order_no"]) == ("差评核实", "人工", number)
    shown = desk.get(f"/callbacks/{task['id']}").json()
    assert [(one["score"], one["words"]) for one in shown["answers"]] == [(1, "还是不亮，打 138****5678")]
    assert shown["whole_order"]["public_reply_text"] == "路灯已修复"
    assert desk.post(f"/callbacks/{task['id']}/take").json()["agent"]["name"] == "回访员甲"
    saved = save(desk, task["id"], "reached", check="confirmed", note="灯确实不亮", contacted=False)
    assert saved.status_code == 200, saved.text
    assert (saved.json()["order"]["state"], saved.json()["task"]["state"]) == ("dispatched", "done")
    told = [one["changes"].get("callback_reason") for one in unit.get(f"/orders/{number}/timeline").json()["items"]]
    assert [pair for pair in told if pair] == [[None, "还是不亮，打 138****5678"]]
    page = own_page(client, receipt, code)
    assert "重新办理：已派单" in page
    for step in ("我们将回访核实", "您反映的情况属实，将重新办理", "已交承办单位重新办理"):
        assert step in page
    reply()
    assert act(client, own_page(client, receipt, code), "rate", grade="5", solved="已解决", words="这次好了")[0] == 200
    assert verbs(store, number)[-8:] == [
        "accept_reply", "record_callback", "verify_rating", "redo", "sign", "reply", "accept_reply", "record_callback",
    ]  # fmt: skip
    with store.reading() as session:
        after = orders.get(session, number)
        assert (after.state, after.callback_score, after.redo_count) == ("closed", 5, 1)
        answers = session.scalars(select(CallbackAnswer).order_by(CallbackAnswer.id)).all()
    assert [(one.score, one.check, one.contacted) for one in answers] == [
        (1, None, None),
        (1, "confirmed", False),
        (5, None, None),
    ]


@pytest.fixture
def asked(store: Store) -> str:
    """An urgent order: a person asks at once."""
    return answered(store, urgency="紧急")


def due_now(store: Store) -> None:
    with store.transaction() as session:
        session.execute(text("UPDATE callback_task SET next_at = created_at"))


def test_the_queues_of_the_desk(store: Store, asked: str, browser: BrowserOf) -> None:
    desk, other = browser(Role.CALLBACK_AGENT), browser(Role.CALLBACK_AGENT, "callback2")
    due_now(store)
    (task,) = tasks(desk, "due")
    assert desk.post(f"/callbacks/{task['id']}/take").status_code == 200
    assert (counted(desk)["mine"], counted(desk)["due"], counted(other)["mine"]) == (1, 0, 0)
    taken = other.post(f"/callbacks/{task['id']}/take")
    assert (taken.status_code, taken.json()["code"]) == (409, "callback-taken")
    assert save(other, task["id"], "no_answer").json()["code"] == "callback-taken"
    assert desk.post(f"/callbacks/{task['id']}/give-back").json()["agent"] is None
    assert save(desk, task["id"], "no_answer").status_code == 200
    (later,) = tasks(desk, "later")
    assert (later["attempts"], later["result_name"], later["agent"]) == (1, "无人接听", None)
    assert save(desk, task["id"], "busy").json()["code"] == "verb-not-allowed"  # in the same half day
    assert desk.get("/callbacks/queues/nonsense").json()["code"] == "field-invalid"
    assert desk.get("/callbacks/99").json()["code"] == "callback-not-found"


def test_what_an_absent_colleague_has_taken_is_given_back(store: Store, asked: str, browser: BrowserOf) -> None:
    absent, other = browser(Role.CALLBACK_AGENT), browser(Role.CALLBACK_AGENT, "callback2")
    supervisor = browser(Role.SUPERVISOR)
    due_now(store)
    (task,) = tasks(absent, "due")
    path = f"/callbacks/{task['id']}"
    assert absent.post(f"{path}/take").status_code == 200
    assert other.post(f"{path}/take").json()["code"] == "callback-taken"
    assert other.post(f"{path}/give-back").json()["agent"]["id"] == absent.user.id
    assert "colleagues" not in counted(other)
    assert other.get("/callbacks/queues/colleagues").json()["code"] == "field-invalid"
    assert (counted(supervisor)["colleagues"], counted(supervisor)["mine"]) == (1, 0)
    assert [one["id"] for one in tasks(supervisor, "colleagues")] == [task["id"]]
    assert supervisor.post(f"{path}/give-back").json()["agent"] is None
    assert (counted(supervisor)["colleagues"], counted(other)["due"]) == (0, 1)
    assert other.post(f"{path}/take").status_code == 200


@pytest.mark.parametrize("change", [{"active": False}, {"role": "inspector"}])
def test_who_cannot_come_to_the_desk_has_nothing(
    store: Store, asked: str, browser: BrowserOf, change: dict[str, Any]
) -> None:
    absent, other = browser(Role.CALLBACK_AGENT), browser(Role.CALLBACK_AGENT, "callback2")
    admin = browser(Role.ADMINISTRATOR)
    due_now(store)
    (task,) = tasks(absent, "due")
    absent.post(f"/callbacks/{task['id']}/take")
    named = {"version": 1, "name": "吴婷婷"}
    assert admin.ask("PATCH", f"/people/{absent.user.id}", named).status_code == 200
    assert counted(other)["due"] == 0
    assert admin.ask("PATCH", f"/people/{absent.user.id}", {"version": 2, **change}).status_code == 200
    assert [(one["id"], one["agent"]) for one in tasks(other, "due")] == [(task["id"], None)]
    assert save(other, task["id"], "no_answer").status_code == 200


def test_a_refusal_is_kept_and_a_stale_version_is_told(store: Store, asked: str, browser: BrowserOf) -> None:
    desk = browser(Role.CALLBACK_AGENT)
    due_now(store)
    (task,) = tasks(desk, "due")
    stale = desk.post(f"/callbacks/{task['id']}/attempts", {"version": 1, "result": "refused"})
    assert (stale.status_code, stale.json()["code"]) == (409, "version-conflict")
    assert save(desk, task["id"], "refused").json()["order"]["state"] == "closed"
    assert [one["id"] for one in tasks(desk, "refused")] == [task["id"]]
    assert save(desk, task["id"], "refused").json()["code"] == "callback-not-open"


def test_the_second_bad_answer_is_the_supervisors(store: Store, asked: str, browser: BrowserOf) -> None:
    desk = browser(Role.CALLBACK_AGENT)
    bad = {"solved": "未解决", "score": 1, "words": "还是不亮", "fault": True, "reason_code": "not_solved"}
    (task,) = [one for name in ("due", "later") for one in tasks(desk, name)]
    assert save(desk, task["id"], "reached", solved="未解决", score=1).json()["code"] == "field-invalid"
    assert save(desk, task["id"], "reached", **bad).json()["order"]["state"] == "dispatched"
    handled(store, asked)
    task = next(one for name in ("due", "later") for one in tasks(desk, name))
    assert save(desk, task["id"], "reached", **bad).json()["order"]["state"] == "redo"
    with store.reading() as session:
        after = orders.get(session, asked)
        assert (after.is_supervised, after.redo_count) == (True, 1)
    assert verbs(store, asked)[-2:] == ["record_callback", "supervise"]


def test_a_confidential_order_is_hidden_where_the_city_says_so(store: Store, browser: BrowserOf) -> None:
    desk = browser(Role.CALLBACK_AGENT)
    answered(store, is_secret=True)
    (task,) = [one for name in ("due", "later") for one in tasks(desk, name)]
    assert task["order"]["caller"] == "***"
    with store.transaction() as session:
        session.execute(
            text("INSERT INTO city_setting (key, value, note) VALUES ('sight-secret-callback_agent', 'hidden', '')")
        )
    assert [one for name in ("due", "later") for one in tasks(desk, name)] == []
    assert desk.get(f"/callbacks/{task['id']}").json()["code"] == "callback-not-found"


@pytest.mark.parametrize("why", ["archived", "secret"])
def test_who_may_not_know_the_citizen_does_not_find_his_words(store: Store, browser: BrowserOf, why: str) -> None:
    desk, supervisor = browser(Role.CALLBACK_AGENT), browser(Role.SUPERVISOR)
    number = answered(store, is_secret=why == "secret")
    (task,) = [one for name in ("due", "later") for one in tasks(desk, name)]
    call, said = str(uuid4()), {"callback_solved": "已解决", "callback_score": 5, "callback_reason": "谢谢老陈"}
    do(store, number, "record_callback", callback_method="语音", callback_call=call, **said)

    def told(who: Browser) -> tuple[int, str, str | None]:
        shown = who.get(f"/callbacks/{task['id']}").json()
        (answer,), (attempt,) = shown["answers"], shown["history"]
        return answer["score"], answer["words"], attempt["conversation_id"]

    assert told(desk) == told(supervisor) == (5, "谢谢老陈", call)
    if why == "archived":
        do(store, number, "archive", SUPERVISOR)
    else:
        with store.transaction() as session:
            session.add(CitySetting(key="sight-secret-callback_agent", value="nameless", note=""))
    assert (told(desk), told(supervisor)) == ((5, "", None), (5, "谢谢老陈", call))


def test_results_of_a_call_back_are_appealed_and_excluded_with_evidence(
    store: Store, asked: str, browser: BrowserOf
) -> None:
    """考核申诉 against a rating: asked by the unit with evidence, granted by somebody else, told by the timeline."""
    desk, supervisor = browser(Role.CALLBACK_AGENT), browser(Role.SUPERVISOR)
    head = browser(Role.DEPARTMENT_HEAD, unit=CLERK.department_code)
    (task,) = [one for name in ("due", "later") for one in tasks(desk, name)]
    saved = save(desk, task["id"], "reached", solved="已解决", score=1, reason_code="policy")
    assert saved.json()["order"]["state"] == "closed"

    def work(who: Browser, verb: str, **fields: Any) -> Any:
        version = who.get(f"/orders/{asked}").json()["version"]
        return who.post(f"/orders/{asked}/{verb}", {"version": version, **fields})

    appeal = {"assessment_item": "satisfied", "reason": "诉求人对政策不满意"}
    assert work(head, "request_assessment_appeal", **appeal).json()["code"] == "field-missing"
    assert work(head, "request_assessment_appeal", **appeal, evidence="答复依据见附件").status_code == 200
    assert work(head, "grant_assessment_appeal").status_code == 403
    granted = work(supervisor, "grant_assessment_appeal", reason="属实")
    assert granted.json()["progress"]["excluded_from"] == ["satisfied"]
    with store.reading() as session:  # the word itself stands: only its weight is gone
        assert [one.score for one in session.scalars(select(CallbackAnswer))] == [1]
    do(store, asked, "revoke_exclusion", Actor(None, "冯涛", "supervisor"), reason="申诉材料不实")
    assert verbs(store, asked)[-3:] == ["request_assessment_appeal", "grant_assessment_appeal", "revoke_exclusion"]
