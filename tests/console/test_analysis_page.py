"""The analyst's page in a real Chromium: a number opens its orders, a version comes into use with a reason; and one
click on another category at an order's form is a correction that the page then counts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from callcenter.settings import Settings
from models.database import Store
from models.orders import SYSTEM
from models.people import Role
from routing.classifier.features import SHORT, Document
from routing.classifier.fitting import Training, fit
from routing.versions import Versions
from tests.console.served import sign_in
from tests.models.test_corrections import advice, do, proposed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OTHER: dict[str, Any] = {"code": "020404", "path": ["甲", "乙", "另一类"]}


@pytest.fixture
def version(settings: Settings) -> str:
    """A candidate that waits."""
    rows = Training([Document(text) for text in ("停水了", "没水", "停电了", "没电") * 4], ["水", "水", "电", "电"] * 4)
    versions = Versions(settings.classifiers)
    name = versions.add(fit(rows, SHORT, folds=2).classifier)
    versions.keep(name, "夜间训练", "候选没有更好")
    return name


def test_one_click_corrects_and_the_analyst_sees_it(
    page: Page, store: Store, person: Any, version: str, settings: Settings
) -> None:
    person(Role.SUPERVISOR)
    draft = proposed(store, advice=advice() | {"alternatives": [[OTHER, 0.3]]}, waits_for_person=True)
    kept = do(store, SYSTEM, proposed(store), "dispatch")
    sign_in(page, Role.SUPERVISOR.value)

    expect(page.get_by_test_id("user")).to_be_visible()
    page.goto(f"/orders/{draft.order_no}")
    page.get_by_test_id("order-page").get_by_role("button", name="修改").click()
    page.get_by_test_id("take-category").get_by_role("button", name="另一类 30%").click()
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="查看影子模型与更正记录").click()
    expect(page.get_by_test_id("order-proposals")).to_contain_text("事项分类")

    page.get_by_role("link", name="派单分析").click()
    expect(page.get_by_test_id("coverage")).to_contain_text("100%")
    page.get_by_test_id("coverage").get_by_role("link", name="系统自动派出 1").click()
    rows = page.get_by_test_id("order-row")
    expect(rows).to_have_count(1)
    expect(rows).to_have_attribute("data-order", kept.order_no)
    expect(page.get_by_test_id("routed-automatic")).to_have_text("系统自动派单")
    page.go_back()
    page.get_by_test_id("corrections").get_by_role("link", name="1").click()
    expect(page.get_by_test_id("order-row")).to_have_attribute("data-order", draft.order_no)
    page.go_back()

    models = page.get_by_test_id("models")
    models.get_by_role("button", name="启用").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("试用一周")
    page.get_by_role("dialog").get_by_role("button", name="启用").click()
    expect(page.get_by_test_id("model-in-use")).to_contain_text(version)
    expect(page.get_by_test_id("model-history")).to_contain_text("试用一周")
    assert Versions(settings.classifiers).pointer().active == version
    models.get_by_role("button", name="回退到上一版本").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("误判增多")
    page.get_by_role("dialog").get_by_role("button", name="回退到上一版本").click()
    expect(page.get_by_test_id("model-in-use")).to_contain_text("初始模型")
