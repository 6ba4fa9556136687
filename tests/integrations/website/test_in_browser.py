"""A citizen's whole way in a real Chromium at 360 px without JavaScript; the web role and the database, no exchange."""

import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import select

from callcenter.exchange.ports import free_port
from callcenter.intake import message
from callcenter.settings import Settings
from callcenter.web.app import create_app
from integrations.website import passes
from models import orders, places
from models.database import Store
from models.intake import InboxMessage
from models.orders import Actor, WorkOrder
from tests.console.served import CHROMIUM
from tests.integrations.open311.test_open311 import Proposing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLERK = Actor(None, "李工", "clerk", "421202")
CALLER = Actor(None, "吴婷", "callback_agent")
DISPATCHER = Actor(None, "周敏", "dispatcher")
DEMAND = "温泉街道永安大道路口的路灯已经三天不亮了，晚上很危险，请尽快维修。"
WEIGHT = 60_000
"""Bytes of the form with its style sheet, as they come over the wire."""


def picture() -> bytes:
    """A PNG of 64 x 64 in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x30\x60\xa0" * 64 for _ in range(64))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def site(settings: Settings, store: Store) -> Iterator[str]:
    """The address of a running demonstration."""
    shown = replace(settings, environment={**settings.environment, "HOTLINE_DEMO": "1"})
    server = uvicorn.Server(uvicorn.Config(create_app(shown), port=free_port(), log_level="warning"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        assert running.is_alive(), "the web role did not start"
        running.join(0.05)
    yield f"http://127.0.0.1:{server.config.port}"
    server.should_exit = True
    running.join(10)


@pytest.fixture
def telephone(site: str, tmp_path: Path) -> Iterator[Page]:
    """A small telephone without JavaScript. What a failing test saw lies in last.png."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(
            base_url=site, viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="zh-CN"
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        yield page
        page.screenshot(path=tmp_path / "last.png", full_page=True)
        browser.close()


def process(store: Store) -> WorkOrder:
    """The job of the one demand that waits."""
    with store.reading() as session:
        waiting = session.scalars(select(InboxMessage.id).where(InboxMessage.state == "received")).one()
    number = message.process(store, Proposing(), waiting, 0.6)
    assert number is not None
    with store.reading() as session:
        return orders.get(session, number)


def do(store: Store, actor: Actor, order: WorkOrder, verb: str, **fields: object) -> None:
    with store.transaction() as session:
        orders.apply(session, actor, order.order_no, verb, None, **fields)  # type: ignore[arg-type]


def fits(page: Page) -> bool:
    """Whether nothing must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def follow(page: Page, receipt: str, code: str) -> None:
    """To the own page, by query code and the code that a demonstration shows."""
    page.goto("/website/follow")
    page.get_by_label("受理编号或工单编号").fill(receipt)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    expect(page.locator("#own-text")).to_have_count(0)
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_label("短信验证码").fill(page.locator("#demo-code").inner_text())
    page.get_by_role("button", name="确认").click()
    expect(page.locator("#own-text")).to_have_text(DEMAND)


def test_from_the_demand_with_a_picture_to_its_rating(telephone: Page, store: Store) -> None:
    page, weights = telephone, []
    page.on("response", lambda answer: weights.append(sum(answer.request.sizes().values())))
    with store.transaction() as session:
        place = places.make(
            session, kind="bus_stop", name="温泉广场站", address="温泉广场公交站", division_code=None, created_by="许明"
        )
        scanned = f"/website/q/{places.token(place)}"
    page.goto(scanned)
    page.wait_for_load_state("networkidle")
    assert 3_000 < sum(weights) < WEIGHT, weights
    assert fits(page)
    expect(page.get_by_label("发生地点")).to_have_value("温泉广场公交站")
    page.get_by_label("诉求内容").fill(DEMAND)
    page.get_by_label("您的姓名").fill("张三丰")
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_label("图片或文件 1").set_input_files(
        {"name": "路灯.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到您的诉求")).to_be_visible()
    expect(page.get_by_text("已收下 1 个文件")).to_be_visible()
    receipt, code = page.locator("#receipt").inner_text(), page.locator("#code").inner_text()

    order = process(store)
    assert (order.state, order.channel) == ("dispatched", "qr")
    do(store, CLERK, order, "sign")
    do(store, CLERK, order, "ask", text="灯杆上有号码吗？")
    follow(page, receipt, code)
    assert fits(page)
    expect(page.locator("#question")).to_have_text("灯杆上有号码吗？")
    page.get_by_label("您的回复").fill("号码是 A103")
    page.get_by_role("button", name="回复").click()
    expect(page.get_by_role("status")).to_have_text("已收到您的回复")

    do(store, CLERK, order, "reply", reply_text="内部", public_reply_text="路灯已于今天修复。", solved="已解决")
    do(store, DISPATCHER, order, "accept_reply")
    follow(page, receipt, code)
    expect(page.locator("#reply")).to_have_text("路灯已于今天修复。")
    page.get_by_label("未解决", exact=True).check()
    page.get_by_label("非常不满意").check()
    page.get_by_label("还想说的话").fill("晚上还是不亮")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("status")).to_have_text("感谢您的评价")
    expect(page.get_by_role("heading", name="已收到您的评价，正在核实")).to_be_visible()
    assert fits(page)

    # verified by a person, done again, rated again: the page tells each step
    do(store, CALLER, order, "verify_rating", rating_check="confirmed", reason="电话核实，灯确实不亮")
    do(store, CALLER, order, "redo", reason="市民不满意")
    do(store, CLERK, order, "sign")
    do(store, CLERK, order, "reply", reply_text="内部", public_reply_text="已更换灯杆线路。", solved="已解决")
    do(store, DISPATCHER, order, "accept_reply")
    page.goto(f"/website/rate/{passes.of_rating(order.order_no)}")  # the link of an invitation: no login
    assert fits(page)
    followed = page.locator("#followed li")
    for place, words in enumerate(
        ("您的评价：非常不满意，未解决，我们将回访核实", "属实，将重新办理", "已交承办单位重新办理")
    ):
        expect(followed.nth(place)).to_contain_text(words)
    expect(page.locator("#reply")).to_have_text("已更换灯杆线路。")
    page.get_by_label("已解决", exact=True).check()
    page.get_by_label("非常满意").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("status")).to_have_text("感谢您的评价")
    assert fits(page)
    with store.reading() as session:
        after = orders.get(session, order.order_no)
        assert (after.state, after.callback_score, after.callback_solved) == ("closed", 5, "已解决")
        said = [(step.verb, step.text) for step in orders.timeline(session, order.id)]
        assert ("answer_question", "号码是 A103") in said
        loop = ["record_callback", "verify_rating", "redo", "sign", "reply", "accept_reply", "record_callback"]
        assert [verb for verb, _ in said][-7:] == loop
