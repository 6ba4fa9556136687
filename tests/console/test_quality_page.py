"""An inspection in real Chromiums: drawn, scored, appealed by the agent, revised by the supervisor."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from models import clock
from models.database import Store
from models.orders import Actor
from models.people import Role, User
from tests.console.running import colleague
from tests.models.quality import sampled

pytestmark = pytest.mark.browser


def counted(page: Page, state: str, count: int) -> None:
    expect(page.get_by_test_id(f"state-{state}")).to_have_attribute("data-count", str(count))


def test_from_the_draw_to_the_decision(store: Store, desk_of: Callable[[User, str], Page]) -> None:
    agent = colleague(store, Role.AGENT, "王明娜")
    sampled.call(store, Actor.of(agent), clock.now() - timedelta(days=1), secret=False)
    sampled.call(store, Actor.of(agent), clock.now() - timedelta(days=30), secret=False)  # not of the days drawn from

    inspector = desk_of(colleague(store, Role.INSPECTOR, "质检一"), "/quality")
    expect(inspector.get_by_text("没有待检的通话或工单")).to_be_visible()
    inspector.get_by_test_id("draw").click()
    dialog = inspector.get_by_role("dialog", name="抽样")
    dialog.get_by_label("抽取", exact=True).fill("5")
    dialog.get_by_role("button", name="抽取").click()
    expect(inspector.get_by_text("从 1 件中抽取了 1 件")).to_be_visible()
    counted(inspector, "waiting", 1)
    expect(dialog).to_be_hidden()

    # heard and read beside the sheet, which wants every mark
    at_hand = inspector.get_by_test_id("inspection")
    expect(at_hand.get_by_role("heading", level=2)).to_contain_text("王明娜")
    expect(at_hand.get_by_text("永安大道路灯不亮")).to_be_visible()
    inspector.keyboard.press("Control+Enter")
    expect(at_hand.get_by_text("还没有评分：开头语和结束语")).to_be_visible()
    at_hand.get_by_label("业务解答").fill("10")
    at_hand.get_by_test_id("full").click()
    expect(at_hand.get_by_test_id("total")).to_contain_text("90 分")
    at_hand.get_by_test_id("mark-C91").check()
    expect(at_hand.get_by_test_id("total")).to_contain_text("不合格")
    at_hand.get_by_label("评语").fill("第二段有争吵")
    inspector.keyboard.press("Control+Enter")
    expect(inspector.get_by_text("已评分：0 分，不合格")).to_be_visible()
    counted(inspector, "waiting", 0)
    counted(inspector, "scored", 1)

    # anybody may draw once more and see that nobody chose by hand
    inspector.get_by_role("button", name="抽样记录").click()
    inspector.get_by_role("button", name="复核").click()
    expect(inspector.get_by_text("按原种子重抽，结果相同。")).to_be_visible()

    own = desk_of(agent, "/quality")
    expect(own.get_by_role("heading", level=1, name="我的质检")).to_be_visible()
    expect(own.get_by_test_id("steps")).to_contain_text("第二段有争吵")
    own.get_by_test_id("send-appeal").click()
    expect(own.get_by_text("请写明申诉理由（至少两个字）")).to_be_visible()
    own.get_by_label("申诉理由").fill("录音中没有争吵")
    own.get_by_test_id("send-appeal").click()
    expect(own.get_by_text("已提交申诉，等待主管裁定")).to_be_visible()
    counted(inspector, "appealed", 1)  # told at once

    supervisor = desk_of(colleague(store, Role.SUPERVISOR, "周娟"), "/quality")
    decision = supervisor.get_by_test_id("decision-form")
    decision.get_by_text("改判", exact=True).click()
    decision.get_by_test_id("mark-C91").uncheck()
    for name in ("开头语和结束语", "服务态度", "倾听和理解", "要素询问", "业务解答", "工单记录", "告知后续"):
        field = decision.get_by_label(name, exact=True)
        field.fill("0" if name == "告知后续" else field.get_attribute("aria-valuemax") or "")
    decision.get_by_label("裁定理由").fill("复听录音，没有争吵")
    decision.get_by_test_id("decide").click()
    expect(supervisor.get_by_text("已裁定")).to_be_visible()
    expect(supervisor.get_by_test_id("steps")).to_contain_text("改判")

    counted(own, "revised", 1)
    own.get_by_test_id("state-revised").click()
    line = own.get_by_test_id("inspection-line")
    expect(line).to_contain_text("95 分")
    expect(line).to_contain_text("合格")
