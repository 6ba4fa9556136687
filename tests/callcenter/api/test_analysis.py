"""The analyst's figures: each is exactly the orders that its filter lists; versions change with reason and right."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from models import clock, orders
from models.database import Store
from models.learning import ShadowProposal
from models.orders import SYSTEM
from models.people import Role
from routing.classifier.features import SHORT, Document
from routing.classifier.fitting import Training, fit
from routing.versions import Versions
from tests.callcenter.browser import Browser
from tests.models.test_corrections import CLERK, DISPATCHER, advice, do, proposed

OTHER = "020404"


@pytest.fixture
def city(store: Store) -> dict[str, orders.WorkOrder]:
    """Six orders with every fate."""
    kept = do(store, SYSTEM, proposed(store), "dispatch")
    kept = do(store, CLERK, kept, "sign")
    back = do(store, SYSTEM, proposed(store), "dispatch")
    back = do(store, CLERK, back, "request_return", return_reason="not_ours", return_basis="三定方案")
    back = do(store, DISPATCHER, back, "agree_return")
    changed = do(store, DISPATCHER, proposed(store), "dispatch", category_code=OTHER)
    doubtful = proposed(store, advice=advice() | {"confidence": 0.2}, confidence=0.2, waits_for_person=True)
    secret = do(store, DISPATCHER, proposed(store, is_secret=True), "dispatch", category_code=OTHER)
    bare = do(store, DISPATCHER, proposed(store, advice=None, confidence=None), "dispatch")
    made = {"kept": kept, "back": back, "changed": changed, "doubtful": doubtful, "secret": secret, "bare": bare}
    with store.transaction() as session:
        for name, category in (("kept", "020403"), ("changed", OTHER)):
            held = {"order_id": made[name].id, "model": "routing-2", "at": clock.now(), "category_code": category}
            told = {"lead_code": None, "confidence": 0.5, "advice": advice(category, model="routing-2")}
            session.execute(insert(ShadowProposal), held | told)
    return made


def listed(browser: Browser, figures: dict[str, Any], **wanted: Any) -> set[str]:
    window = {"accepted_from": figures["since"], "accepted_to": figures["until"]}
    asked = urlencode({name: str(value) for name, value in (window | wanted).items()}, quote_via=quote)
    answer = browser.get(f"/orders?{asked}")
    assert answer.status_code == 200, answer.text
    return {row["order_no"] for row in answer.json()["items"]}


def test_every_figure_is_the_orders_that_its_filter_lists(
    city: dict[str, orders.WorkOrder], browser: Callable[..., Browser]
) -> None:
    supervisor = browser(Role.SUPERVISOR)
    figures = supervisor.get("/analysis/routing?weeks=2").json()

    def shows(count: int, *names: str, **wanted: Any) -> None:
        assert listed(supervisor, figures, **wanted) == {city[name].order_no for name in names}
        assert count == len(names)

    (confusion,) = figures["confusions"]
    assert (confusion["proposed"]["code"], confusion["final"]["code"]) == ("020403", OTHER)
    shows(confusion["orders"], "changed", proposed="020403", category=OTHER, decided="true")
    shows(figures["wrong"], "changed", decided="true", as_proposed="false")
    shows(figures["right"], "kept", decided="true", as_proposed="true")
    (week,) = figures["weeks"]
    shows(week["unsure"], "doubtful", unsure="true")
    shows(week["corrected"], "changed", corrected="category")
    assert (week["proposals"], week["drift"]) == (4, None)
    (corrected,) = [one for one in figures["corrections"] if one["category"]["code"] == OTHER]
    shows(corrected["counts"]["category"], "changed", category=OTHER, corrected="category")
    (returned,) = [one for one in figures["corrections"] if one["category"]["code"] == "020403"]
    shows(returned["counts"]["returned"], "back", category="020403", corrected="returned")
    coverage = figures["coverage"]
    shows(coverage["automatic"], "kept", "back", automatic="true")
    shows(coverage["kept"], "kept", automatic="true", kept="true")
    shows(coverage["sent"] - coverage["automatic"], "changed", "bare", automatic="false")
    assert all(one["hits"] == 0 for one in figures["rules"])
    shows(4, "kept", "back", "changed", "doubtful", rule="D9")
    shows(2, "kept", "changed", shadow="routing-2")
    shows(1, "changed", shadow="routing-2", agrees="false")


def test_an_order_tells_what_was_proposed_in_the_shadow_too_and_what_was_changed(
    city: dict[str, orders.WorkOrder], browser: Callable[..., Browser]
) -> None:
    told = browser(Role.DISPATCHER).get(f"/orders/{city['changed'].order_no}/proposals").json()
    assert told["advice"]["model"] == "routing-1"
    assert [(one["model"], one["advice"]["category"]["code"]) for one in told["shadow"]] == [("routing-2", OTHER)]
    (change,) = told["corrections"]
    assert (change["kind"], change["chinese"], change["model"]) == ("category", "事项分类", "routing-1")
    assert change["proposed"] != "020403", "named, not coded"


def test_versions_are_promoted_and_rolled_back_with_a_reason_by_who_may(
    client: TestClient, browser: Callable[..., Browser], store: Store
) -> None:
    versions = Versions(client.app.state.hotline.settings.classifiers)  # type: ignore[attr-defined]
    rows = Training([Document(text) for text in ("停水了", "没水", "停电了", "没电") * 4], ["水", "水", "电", "电"] * 4)
    name = versions.add(fit(rows, SHORT, folds=2).classifier)
    versions.keep(name, "夜间训练", "候选没有更好")
    leader, auditor = browser(Role.SUPERVISOR), browser(Role.AUDITOR)
    before = auditor.get("/analysis/models").json()
    assert [(one["name"], one["state"]) for one in before["versions"]] == [(name, "shadow")]
    path = f"/analysis/models/{name}/promote"
    assert auditor.post(path, {"reason": "试用一周"}).status_code == 403
    assert leader.post(path, {}).status_code == 422
    stale = leader.post(path, {"reason": "试用一周", "active": "routing-0"})
    assert (stale.status_code, stale.json()["code"]) == (409, "version-conflict")
    after = leader.post(path, {"reason": "试用一周"}).json()
    assert (after["active"], after["shadow"]) == (name, None)
    assert (after["history"][0]["by"], after["history"][0]["reason"]) == (leader.user.name, "试用一周")
    back = leader.post("/analysis/models/rollback", {"reason": "误判增多", "active": name}).json()
    assert (back["active"], back["shadow"], back["history"][0]["name"]) == (None, name, "cold-start")
    again = leader.post("/analysis/models/rollback", {"reason": "误判增多"})
    assert (again.status_code, again.json()["code"]) == (404, "model-unknown")
    (versions.folder / f"{name}.npz").unlink()
    gone = leader.post(path, {"reason": "再试"})
    assert (gone.status_code, gone.json()["code"]) == (409, "classifier-unreadable")
    assert leader.post("/analysis/models/routing-none/promote", {"reason": "再试"}).status_code == 404
