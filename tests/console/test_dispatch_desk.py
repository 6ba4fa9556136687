"""A dispatcher's half hour by keyboard in a real Chromium: a draft corrected and sent, a return refused, an arbitration
ruled, a merge suggestion taken and undone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from callcenter.matters.earlier import Earlier
from callcenter.matters.judging import Judging
from models import orders
from models.database import Store
from models.orders import Actor, WorkOrder
from models.people import Role, User
from tests.callcenter.api.test_dispatch import ADVICE
from tests.callcenter.matters.demands_of_people import LAMP, PIPE, PIPE_AGAIN, reported
from tests.console.served import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LEAD, PROPOSED = "421202", "XNSZ006"


@dataclass
class Work:
    """What waits at the desk, by number."""

    draft: str
    returned: str
    disputed: str
    first: str
    again: str


@pytest.fixture
def work(store: Store, person: Callable[..., User]) -> Work:
    dispatcher = Actor.of(person(Role.DISPATCHER))
    clerk = Actor.of(person(Role.CLERK, unit=LEAD))
    lamp: dict[str, Any] = {"category_code": "020403", "place_code": "421202101", "place_text": "官埠桥镇张公村"}
    draft = reported(
        store, LAMP, "13800000004", advice=ADVICE, wait_reason="low-confidence", lead_code=PROPOSED, **lamp
    )
    returned = reported(store, "城区公交三路车末班提前，下班赶不上", "13800000005")
    disputed = reported(store, "幼儿园门口每天堵车没有人管", "13800000006")
    ground = {"return_reason": "not_ours", "return_basis": "三定方案第三条", "reason": "不归本单位管理"}
    for number in (returned, disputed):
        step(store, dispatcher, number, "dispatch", lead_code=LEAD)
        step(store, clerk, number, "request_return", **ground)
    step(store, dispatcher, disputed, "refer_arbitration", reason="两家都说不归自己")
    first, again = reported(store, PIPE), reported(store, PIPE_AGAIN)
    step(store, dispatcher, first, "dispatch", lead_code=LEAD)
    earlier = Earlier(store)
    earlier.build()
    Judging(store, earlier).round()
    return Work(draft, returned, disputed, first, again)


def step(store: Store, actor: Actor, number: str, verb: str, **fields: Any) -> None:
    with store.transaction() as session:
        orders.apply(session, actor, number, verb, None, **fields)


def order(store: Store, number: str) -> WorkOrder:
    with store.reading() as session:
        return orders.get(session, number)


def test_the_page_of_an_order_tells_what_was_given_and_what_holds(page: Page, store: Store, work: Work) -> None:
    sign_in(page, Role.DISPATCHER.value)
    expect(page.get_by_test_id("at-hand")).to_be_visible()
    page.goto(f"/orders/{work.returned}")
    given = page.locator('[data-testid="timeline-entry"][data-verb="request_return"]')
    for words in ("退单原因：不属本单位职责", "退单依据：三定方案第三条", "不归本单位管理"):
        expect(given).to_contain_text(words)
    expect(page.get_by_test_id("order-progress")).to_contain_text("退单次数")
    expect(page.get_by_test_id("secret")).to_have_count(0)
    page.get_by_test_id("verbs-more").click()
    page.get_by_role("menuitem", name="转为保密").click()
    dialog = page.get_by_test_id("verb-dialog")
    dialog.get_by_label("理由").fill("诉求人担心被报复")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_test_id("secret")).to_have_text("保密")
    assert order(store, work.returned).is_secret


def test_a_reply_is_reviewed_where_it_is_read(page: Page, store: Store, work: Work) -> None:
    clerk, dispatcher = Actor(None, "刘建国", Role.CLERK, LEAD), Actor(None, "周敏", Role.DISPATCHER)
    step(store, dispatcher, work.returned, "refuse_return", reason="属本单位职责")
    step(
        store, clerk, work.returned, "reply", reply_text="已与公司核对班次", public_reply_text="末班已延后到21时",
        solved="部分解决", unsolved_reason="运力不足",
    )  # fmt: skip
    sign_in(page, Role.DISPATCHER.value)
    at_hand = page.get_by_test_id("at-hand")
    expect(at_hand).to_be_visible()
    page.goto("/dispatch/replies")
    expect(at_hand).to_have_attribute("data-order", work.returned)
    for words in ("已与公司核对班次", "末班已延后到21时"):
        expect(page.get_by_test_id("desk-answer")).to_contain_text(words)
    for words in ("部分解决", "运力不足"):
        expect(page.get_by_test_id("order-progress")).to_contain_text(words)
    page.keyboard.press("y")
    dialog = page.get_by_test_id("verb-dialog")
    expect(dialog.get_by_label("理由")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    assert order(store, work.returned).state == "callback"


def test_half_an_hour_at_the_desk(page: Page, store: Store, work: Work) -> None:
    press = page.keyboard.press
    sign_in(page, Role.DISPATCHER.value)
    at_hand = page.get_by_test_id("at-hand")
    expect(at_hand).to_have_attribute("data-order", work.draft)
    expect(page.get_by_test_id("queue-waiting")).to_have_attribute("data-count", "2")

    # the proposal is wrong: another unit by its key, then out
    candidates = page.get_by_test_id("candidates").get_by_role("button")
    keys = [candidate.get_attribute("data-code") for candidate in candidates.all()]
    press(str(keys.index(LEAD) + 1))
    expect(page.get_by_test_id("send")).to_contain_text("咸安区")
    # meanwhile a colleague changes the same order: who did what is told, nothing typed is lost, nothing overwritten
    step(store, Actor(None, "热线主管乙", Role.SUPERVISOR), work.draft, "edit", urgency="紧急")
    press("Control+Enter")
    expect(page.get_by_test_id("conflict")).to_contain_text("热线主管乙")
    page.keyboard.press("Enter")  # go on with what is new
    expect(page.get_by_test_id("conflict")).to_be_hidden()
    press("Control+Enter")
    expect(at_hand).to_have_attribute("data-order", work.again)  # the desk goes on by itself
    sent = order(store, work.draft)
    assert (sent.state, sent.lead_code, sent.urgency) == ("dispatched", LEAD, "紧急")
    assert sent.advice is not None
    assert sent.advice["departments"]["lead"]["code"] == PROPOSED  # what was proposed stays beside what was chosen

    # a return, with its ground and the catalogue beside it: refused, and not to be returned again
    page.get_by_test_id("queue-returns").focus()
    press("Enter")
    expect(page.get_by_test_id("request")).to_contain_text("三定方案第三条")
    expect(page.get_by_test_id("duties")).to_be_visible()
    press("n")
    dialog = page.get_by_test_id("verb-dialog")
    expect(dialog).to_be_visible()
    page.get_by_label("理由").fill("公交由属地协调")
    page.get_by_label("禁止再退").get_by_text("是", exact=True).click()
    press("Control+Enter")
    expect(dialog).to_be_hidden()
    kept = order(store, work.returned)
    assert (kept.state, kept.forbid_return) == ("handling", True)

    # an arbitration, ruled with an opinion
    press("]")
    expect(at_hand).to_have_attribute("data-order", work.disputed)
    units = [one.get_attribute("data-code") for one in page.get_by_test_id("candidates").get_by_role("button").all()]
    press("1")
    press("d")
    page.get_by_label("裁定意见").fill("门前秩序由公安交警管理，属地配合")
    press("Control+Enter")
    expect(dialog).to_be_hidden()
    ruled = order(store, work.disputed)
    assert (ruled.state, ruled.lead_code, ruled.forbid_return) == ("dispatched", units[0], True)

    # a merge suggestion: taken, which urges the open order, and taken back
    page.get_by_test_id("queue-suggestions").focus()
    press("Enter")
    pair = page.get_by_test_id("pair")
    expect(pair.locator("mark").first).to_be_visible()
    expect(pair).to_contain_text("同一来电人")
    press("y")
    expect(page.get_by_text("没有待处理的并案建议")).to_be_visible()
    assert (order(store, work.again).state, order(store, work.first).urge_count) == ("merged", 1)
    page.get_by_text("已处理", exact=True).click()
    expect(pair).to_have_attribute("data-state", "taken")
    press("z")
    page.get_by_label("撤销的理由").fill("不是同一处水管")
    press("Enter")
    expect(pair).to_have_attribute("data-state", "undone")
    assert order(store, work.again).state == "review"
    expect(page.get_by_test_id("queue-review")).to_have_attribute("data-count", "1")  # told by an event
    expect(page.get_by_test_id("problem")).to_have_count(0)
