"""A clerk's day at the unit's desk, worked by keyboard in a real Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import orders
from models.database import Store
from models.orders import SYSTEM, Actor
from models.people import Role, User
from tests.console.running import colleague

pytestmark = pytest.mark.browser

UNIT = "XNSZ006"
PUBLIC = "您反映的垃圾未清运问题，我单位已于11月23日安排清运车辆清理完毕，并对周边消毒。"
DEMANDS = ("路灯不亮", "垃圾未清运", "占道经营", "噪音扰民", "树木倒伏")


def dispatched(store: Store, title: str, urgency: str = "一般") -> str:
    """An order that waits for the unit's signature."""
    with store.transaction() as session:
        order = orders.create_draft(
            session,
            SYSTEM,
            title=title,
            content=f"永安大道{title}，已经三天了，请尽快处理",
            request_type="投诉",
            urgency=urgency,
            place_text="永安大道",
            caller_name="张三丰",
            caller_phone="13812345678",
            lead_code=UNIT,
        )
        orders.apply(session, SYSTEM, order.order_no, "dispatch", 1)
        return order.order_no


def does(store: Store, user: User, number: str, verb: str, **fields: object) -> None:
    with store.transaction() as session:
        orders.apply(session, Actor.of(user), number, verb, None, **fields)


def queue(page: Page, name: str, count: int) -> None:
    expect(page.get_by_test_id(f"queue-{name}")).to_have_attribute("data-count", str(count))


def at_hand(page: Page, number: str) -> None:
    """The order is beside the list, its buttons too: keys are heard."""
    expect(page.get_by_test_id("unit-order")).to_have_attribute("data-order", number)
    expect(page.get_by_test_id("unit-order").get_by_test_id("verbs")).to_be_visible()


def go_to(page: Page, number: str) -> None:
    """By J and K."""
    lines = page.get_by_test_id("unit-line")
    expect(lines.and_(page.locator(f'[data-order="{number}"]'))).to_be_visible()
    shown = lines.evaluate_all("all => all.map(line => [line.dataset.order, line.ariaSelected])")
    here = next((place for place, (_, chosen) in enumerate(shown) if chosen == "true"), -1)
    steps = [line for line, _ in shown].index(number) - here
    for _ in range(abs(steps)):
        page.keyboard.press("j" if steps > 0 else "k")
    at_hand(page, number)


def press(page: Page, verb: str, letter: str) -> None:
    """A verb's key, once its button is open."""
    expect(page.get_by_test_id("verbs").locator(f'[data-verb="{verb}"]')).to_be_enabled()
    page.keyboard.press(letter)


def send(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("verb-dialog")).to_have_count(0)


def test_a_clerks_day(store: Store, desk_of: Callable[[User, str], Page]) -> None:
    clerk = colleague(store, Role.CLERK, "刘建国", UNIT)
    head = colleague(store, Role.DEPARTMENT_HEAD, "赵立新", UNIT)
    dispatcher = colleague(store, Role.DISPATCHER, "周敏")
    urgent = dispatched(store, "井盖缺失", "紧急")
    lamp, rubbish, stall, noise, tree = (dispatched(store, title) for title in DEMANDS)
    page = desk_of(clerk, "/unit")

    # signs: the most urgent stands first; the next one moves up
    queue(page, "to_sign", 6)
    at_hand(page, urgent)
    press(page, "sign", "s")
    queue(page, "to_sign", 5)
    at_hand(page, lamp)

    # returns one, with the reason and its ground
    go_to(page, stall)
    press(page, "request_return", "t")
    dialog = page.get_by_test_id("verb-dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(dialog).to_contain_text("请选择退单原因")
    dialog.get_by_label("退单原因").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_title("不属本单位职责").wait_for()
    page.keyboard.press("Enter")
    dialog.get_by_label("退单依据").focus()
    page.keyboard.type("三定方案第五条")
    send(page)
    queue(page, "to_sign", 4)
    queue(page, "to_approve", 1)

    # signs a heap
    go_to(page, lamp)
    page.keyboard.press("x")
    go_to(page, rubbish)
    page.keyboard.press("x")
    expect(page.get_by_test_id("bulk-sign")).to_contain_text("批量签收（2）")
    page.keyboard.press("Control+Enter")
    queue(page, "to_sign", 2)
    queue(page, "handling", 3)

    # reports the first contact, asks for an extension
    page.keyboard.press("2")
    at_hand(page, urgent)
    go_to(page, lamp)
    press(page, "contact", "c")
    expect(dialog.get_by_label("联系时间")).to_be_focused()
    dialog.get_by_role("button", name="现在").press("Enter")
    send(page)
    expect(page.locator('[data-testid="timeline-entry"][data-verb="contact"]')).to_be_visible()
    press(page, "request_extension", "v")
    expect(dialog.get_by_label("延期工作日数")).to_be_focused()
    page.keyboard.type("2")
    dialog.get_by_label("理由").focus()
    page.keyboard.type("灯具需要订货")
    send(page)
    queue(page, "to_approve", 2)

    # replies with the form: half written, reloaded, nothing lost; a number in the public text is caught
    go_to(page, rubbish)
    press(page, "reply", "r")
    dialog.get_by_label("办理情况").fill("11月23日安排车辆清运")
    dialog.get_by_label("公开答复内容").fill(f"{PUBLIC}请拨打13812345678")
    dialog.get_by_text("已解决", exact=True).click()
    expect(page.get_by_test_id("audit").locator('[data-rule="phone"]')).to_be_visible()
    expect(page.get_by_test_id("verb-submit")).to_be_disabled()
    expect(page.get_by_test_id("citizen-preview")).to_contain_text("清运车辆")
    page.reload()
    at_hand(page, rubbish)
    press(page, "reply", "r")
    expect(page.get_by_test_id("restored")).to_be_visible()
    expect(dialog.get_by_label("办理情况")).to_have_value("11月23日安排车辆清运")
    dialog.get_by_label("公开答复内容").fill(PUBLIC)
    expect(page.get_by_test_id("audit")).to_have_attribute("data-count", "0")
    send(page)
    queue(page, "handling", 2)

    # the reply comes back, live, with its reason
    does(store, dispatcher, rubbish, "send_back_reply", reason="请补充整改照片")
    queue(page, "sent_back", 1)
    page.keyboard.press("5")
    expect(page.get_by_test_id("unit-line")).to_have_count(1)
    expect(page.get_by_test_id("unit-line")).to_contain_text("请补充整改照片")
    at_hand(page, rubbish)

    # two on one order: the second is told who did what, and loses nothing
    press(page, "reply", "r")
    dialog.get_by_label("办理情况").fill("已补充照片三张")
    other = desk_of(head, f"/unit?queue=sent_back&order={rubbish}")
    at_hand(other, rubbish)
    press(other, "report_progress", "p")
    other.get_by_test_id("verb-dialog").get_by_label("说明").fill("照片已收到")
    other.keyboard.press("Control+Enter")
    conflict = page.get_by_test_id("conflict")
    expect(conflict).to_contain_text("赵立新")
    expect(conflict).to_contain_text("报告进展")
    expect(page.get_by_test_id("verb-submit")).to_be_disabled()
    page.get_by_role("button", name="按最新内容继续").press("Enter")
    expect(conflict).to_have_count(0)
    expect(dialog.get_by_label("办理情况")).to_have_value("已补充照片三张")
    dialog.get_by_label("办理情况").press("Control+Enter")
    expect(dialog).to_have_count(0)
    queue(page, "sent_back", 0)
    with store.reading() as session:
        order = orders.get(session, rubbish)
        assert (order.state, order.reply_text) == ("replied", "已补充照片三张")
        assert orders.get(session, noise).state == orders.get(session, tree).state == "dispatched"
