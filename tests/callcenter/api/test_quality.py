"""Quality inspection over HTTP: from the draw to the decision, who may do what, and what nobody is shown."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models import orders
from models.catalogue.tables import CitySetting
from models.database import Store
from models.orders import Actor, WorkOrder
from models.people import Role
from tests.callcenter.browser import Browser
from tests.models.quality.sampled import DAY, call, order

BrowserOf = Callable[..., Browser]
DAYS = {"begin": DAY.isoformat(), "end": DAY.isoformat()}


def ok(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def marks(inspection: dict[str, Any], **other: int) -> dict[str, int]:
    return {item["code"]: item["points"] for item in inspection["sheet"]} | other


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_from_the_draw_to_the_decision(browser: BrowserOf, store: Store) -> None:
    inspector, agent = browser(Role.INSPECTOR), browser(Role.AGENT)
    supervisor, colleague = browser(Role.SUPERVISOR), browser(Role.AGENT, "agent2")
    call(store, Actor.of(agent.user), secret=False)
    with inspector.events() as heard:
        assert heard.receive_json()["topic"] == "hello"
        wanted = {"kind": "call", **DAYS, "per_agent": 2}
        drawn = ok(inspector.post("/quality/draws", wanted, Idempotency_Key="draw-once-1"))
        assert (drawn["drawn"], drawn["eligible"], len(drawn["seed"])) == (1, 1, 16)
        assert ok(inspector.post("/quality/draws", wanted, Idempotency_Key="draw-once-1")) == drawn
        assert refused(inspector.post("/quality/draws", {**wanted, "share": 5})) == (422, "field-invalid")
        (waiting,) = ok(inspector.get("/quality/inspections?state=waiting"))["items"]
        address = f"/quality/inspections/{waiting['id']}"
        # whose work it is does not know that it was drawn before it has marks
        assert ok(agent.get("/quality/inspections"))["items"] == []
        assert refused(agent.get(address)) == (404, "inspection-not-found")
        shown = ok(inspector.get(address))
        assert (shown["may"], shown["hearable"], shown["pass_mark"]) == (["score"], True, 80)
        assert refused(inspector.post(f"{address}/score", {"given": {}})) == (422, "field-missing")
        given = marks(shown, C91=1)
        scored = ok(inspector.post(f"{address}/score", {"given": given, "words": "电话 13812345678 处"}))
        assert (scored["score"], scored["passed"], scored["state_name"]) == (0, False, "已评分")
        assert scored["steps"][0]["words"] == "电话 138****5678 处"
        told = heard.receive_json()
        assert (told["topic"], told["data"]["state"]) == ("quality.changed", "scored")
    assert refused(inspector.post(f"{address}/score", {"given": given})) == (409, "inspection-not-open")
    assert refused(inspector.post(f"{address}/appeal", {"reason": "不对"})) == (403, "role-not-allowed")
    assert refused(colleague.post(f"{address}/appeal", {"reason": "不对"})) == (404, "inspection-not-found")
    own = ok(agent.get(address))
    assert (own["may"], own["draw"], own["hearable"]) == (["appeal"], None, True)
    assert ok(agent.post(f"{address}/appeal", {"reason": "没有争吵"}))["state"] == "appealed"
    assert refused(agent.post(f"{address}/appeal", {"reason": "没有争吵"})) == (409, "inspection-not-open")
    counted = {one["state"]: one["count"] for one in ok(supervisor.get("/quality"))["states"]}
    assert counted == {"waiting": 0, "scored": 0, "appealed": 1, "upheld": 0, "revised": 0}
    assert "waiting" not in {one["state"] for one in ok(agent.get("/quality"))["states"]}
    assert ok(supervisor.get(address))["may"] == ["decide"]
    decided = ok(supervisor.post(f"{address}/decision", {"reason": "属于误判", "given": marks(shown, C01=0)}))
    assert (decided["score"], decided["passed"], decided["state"]) == (90, True, "revised")
    assert [(step["act_name"], step["by"]) for step in decided["steps"]] == [
        ("评分", "质检员甲"), ("申诉", "话务员甲"), ("改判", "热线主管甲"),
    ]  # fmt: skip
    (listed,) = ok(agent.get("/quality/inspections?passed=true"))["items"]
    assert (listed["score"], listed["agent"]["name"]) == (90, "话务员甲")
    assert ok(inspector.get(f"/quality/draws/{drawn['id']}/repeat")).items() >= {
        "same_population": True, "same_sample": True
    }.items()  # fmt: skip
    assert [one["id"] for one in ok(supervisor.get("/quality/draws"))["items"]] == [drawn["id"]]
    assert refused(agent.get("/quality/draws")) == (403, "forbidden")


def test_lists_go_on_page_by_page(browser: BrowserOf, store: Store) -> None:
    inspector, agent = browser(Role.INSPECTOR), browser(Role.AGENT)
    for _ in range(3):
        call(store, Actor.of(agent.user))
    ok(inspector.post("/quality/draws", {"kind": "call", **DAYS, "share": 100}))
    seen: list[int] = []
    cursor = ""
    while True:
        page = ok(inspector.get(f"/quality/inspections?state=waiting&limit=2&cursor={cursor}"))
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert (len(seen), seen) == (3, sorted(seen))
    assert refused(inspector.get("/quality/inspections?cursor=x")) == (422, "invalid-cursor")
    assert refused(inspector.get("/quality/inspections?state=lost")) == (422, "invalid-request")


@pytest.mark.parametrize(("sight", "listed", "hearable"), [("hidden", 0, False), ("nameless", 1, False)])
def test_a_confidential_order(browser: BrowserOf, store: Store, sight: str, listed: int, hearable: bool) -> None:
    """It was drawn before it was marked confidential; afterwards the policy holds, and a look is written down."""
    inspector, agent = browser(Role.INSPECTOR), browser(Role.AGENT)
    number = order(store, Actor.of(agent.user))
    call(store, Actor.of(agent.user), secret=False)
    for kind in ("order", "call"):
        ok(inspector.post("/quality/draws", {"kind": kind, **DAYS, "share": 100}))
    by_kind = {one["kind"]: one["id"] for one in ok(inspector.get("/quality/inspections"))["items"]}
    with store.transaction() as session:
        session.get_one(CitySetting, "sight-secret-inspector").value = sight
        for one in session.query(WorkOrder).all():
            one.is_secret = True
    items = ok(inspector.get("/quality/inspections"))["items"]
    assert [one["kind"] for one in items] == ["order"] * listed
    assert refused(inspector.get(f"/quality/inspections/{by_kind['call']}")) == (404, "inspection-not-found")
    answer = inspector.get(f"/quality/inspections/{by_kind['order']}")
    if not listed:
        assert refused(answer) == (404, "inspection-not-found")
        return
    assert ok(answer)["hearable"] is hearable
    with store.reading() as session:
        looked = orders.disclosures(session, number)
    assert [(one.actor_id, one.reason) for one in looked] == [(inspector.user.id, "查看保密工单")]
