"""A call-back agent's desk, worked by keyboard in a real Chromium: a bad rating verified, an answer written down."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, text

from models import callbacks, orders
from models.callbacks import CallbackAnswer, CallbackTask, asking
from models.database import Store
from models.orders import Actor
from models.people import Role, User
from tests.console.running import colleague
from tests.models.callbacks.walk import answered, do

pytestmark = pytest.mark.browser


def queue(page: Page, name: str, count: int) -> None:
    expect(page.get_by_test_id(f"queue-{name}")).to_have_attribute("data-count", str(count))


def test_two_call_backs_by_keyboard(store: Store, desk_of: Callable[[User, str], Page]) -> None:
    asked, rated = answered(store, urgency="紧急", title="井盖缺失"), answered(store, title="路灯不亮")
    with store.transaction() as session:
        callbacks.rate(session, rated, score=1, solved="未解决", words="还是不亮")
        session.execute(text("UPDATE callback_task SET next_at = created_at"))  # whatever hour it is
    page = desk_of(colleague(store, Role.CALLBACK_AGENT, "吴婷"), "/callbacks")
    queue(page, "due", 2)
    task = page.get_by_test_id("callback-task")
    expect(task.get_by_test_id("reply")).to_have_text("路灯已修复")
    expect(task.get_by_role("heading", level=2)).to_contain_text("井盖缺失")

    # takes it, reaches the citizen, writes down what he says
    page.keyboard.press("t")
    queue(page, "mine", 1)
    expect(task.get_by_test_id("take")).to_contain_text("退回")
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(task).to_contain_text("请选择解决情况")
    page.keyboard.press("a")
    page.keyboard.press("2")
    expect(task.get_by_role("radio", name="满意 2", exact=True)).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已保存，工单现在：已办结")).to_be_visible()
    queue(page, "mine", 0)

    # the bad rating: verified, and the order goes to its unit again
    expect(task.get_by_role("heading", level=2)).to_contain_text("路灯不亮")
    page.keyboard.press("r")
    task.get_by_role("radio", name="属实，应当重办").check()
    task.get_by_label("核实情况").fill("电话核实，灯确实不亮")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已保存，工单现在：待签收")).to_be_visible()
    queue(page, "due", 0)
    queue(page, "ended", 3)
    with store.reading() as session:
        assert orders.get(session, asked).state == "closed"
        assert orders.get(session, rated).state == "dispatched"
        answers = session.scalars(select(CallbackAnswer).order_by(CallbackAnswer.id)).all()
    assert [(one.score, one.solved, one.check) for one in answers] == [
        (1, "未解决", None),
        (4, "已解决", None),
        (1, "未解决", "confirmed"),
    ]
    do(store, rated, "urge", reason="诉求人再次来电")  # the order lives on


def test_what_is_typed_stays_while_the_list_and_the_citizen_move_on(
    store: Store, desk_of: Callable[[User, str], Page]
) -> None:
    asked = answered(store, urgency="紧急", title="井盖缺失")
    answered(store, urgency="紧急", title="路灯不亮")
    with store.transaction() as session:
        session.execute(text("UPDATE callback_task SET next_at = created_at"))
    page = desk_of(colleague(store, Role.CALLBACK_AGENT, "吴婷"), "/callbacks")
    queue(page, "due", 2)
    task, lines = page.get_by_test_id("callback-task"), page.get_by_test_id("callback-line")
    said = task.get_by_label("诉求人的话")
    expect(task.get_by_role("heading", level=2)).to_contain_text("井盖缺失")
    page.keyboard.press("r")
    said.fill("井盖又丢了")
    lines.nth(1).click()
    expect(task.get_by_role("heading", level=2)).to_contain_text("路灯不亮")
    expect(said).to_have_count(0)
    lines.nth(0).click()
    expect(said).to_have_value("井盖又丢了")

    # the citizen opens his link while the agent still writes
    with store.transaction() as session:
        callbacks.rate(session, asked, score=1, solved="未解决", words="没人管")
    expect(task.get_by_test_id("callback-ended")).to_contain_text("诉求人已自行评价")
    expect(said).to_have_value("井盖又丢了")
    expect(task.get_by_test_id("save-attempt")).to_be_disabled()
    task.get_by_test_id("discard").click()
    expect(task.get_by_test_id("history").first).to_contain_text("没人管")
    expect(said).to_have_count(0)


def test_a_supervisor_gives_back_what_an_absent_colleague_has(
    store: Store, desk_of: Callable[[User, str], Page]
) -> None:
    answered(store, urgency="紧急")
    absent = colleague(store, Role.CALLBACK_AGENT, "吴婷")
    with store.transaction() as session:
        asking.take(session, Actor.of(absent), session.scalars(select(CallbackTask.id)).one())
        session.execute(text("UPDATE callback_task SET next_at = created_at"))
    page = desk_of(colleague(store, Role.SUPERVISOR, "冯涛"), "/callbacks?queue=colleagues")
    queue(page, "colleagues", 1)
    expect(page.get_by_text("吴婷 正在回访")).to_be_visible()
    page.get_by_role("button", name="退回队列").click()
    queue(page, "colleagues", 0)
    queue(page, "due", 1)
    expect(page.get_by_test_id("take")).to_contain_text("领取")
