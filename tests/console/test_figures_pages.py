"""The figures' views and the wallboard in a real Chromium: each shows its figures or says why not, a number and a bar
open their rows, nothing is cut off, and a wall without connection says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import figures
from models.database import Store
from models.people import Role, User
from tests.console.running import colleague
from tests.models.callbacks.walk import CALLER, UNIT, answered, do

pytestmark = pytest.mark.browser

VIEWS = ("day", "units", "satisfaction", "hot", "agents", "channels", "quality")
ORDERS = 3
SMALLEST_WORDS_PX = 28
"""Of a wall of 1920 x 1080, see console/src/wallboard/WallboardPage.tsx."""
BAD = {"callback_method": "人工", "callback_solved": "未解决", "callback_score": 1, "callback_reason": "还是不亮"}

CUT_OFF = """() => {
  const main = document.querySelector('#main');
  return main.scrollWidth > main.clientWidth || document.documentElement.scrollWidth > innerWidth;
}"""
WORDS_PX = """() => Math.min(...[...document.querySelectorAll('.wall *')]
  .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
SPILLS = """() => [...document.querySelectorAll('.wall section, .wall-numbers > div, .wall-tiles > div')]
  .filter(each => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
  .map(each => each.className + ' ' + each.textContent)"""


@pytest.fixture
def lived(store: Store) -> list[str]:
    """Three orders of today that a unit has answered; one is rated badly."""
    numbers = [answered(store, title=title, place_text="温泉街道") for title in ("路灯不亮", "井盖缺失", "噪声扰民")]
    do(store, numbers[0], "record_callback", CALLER, **BAD)
    figures.fold(store)
    return numbers


def test_views_open_and_numbers_lead_to_their_rows(
    store: Store, lived: list[str], desk_of: Callable[..., Page]
) -> None:
    page = desk_of(colleague(store, Role.SUPERVISOR, "冯涛"), "/figures/day", 1440, 900)
    for view in VIEWS:
        page.goto(f"/figures/{view}?period=today")
        panels = page.get_by_test_id("figure-panel")
        expect(page.get_by_test_id("figure-card").first).to_be_visible()
        for number in range(panels.count()):  # a drawing, a table, or why there is none
            shown = panels.nth(number).locator(
                "[data-drawn=true], .ant-table-row, [data-testid=empty-reason], [data-testid=left-out]"
            )
            expect(shown.first).to_be_visible()
        assert not page.evaluate(CUT_OFF), view

    # a headline's number
    page.goto("/figures/day?period=today")
    requests = page.locator('[data-testid="figure-card"][data-metric="requests"]')
    requests.get_by_role("button", name="受理诉求量").hover()
    expect(page.get_by_test_id("definition")).to_contain_text("计算方法")
    requests.get_by_role("link").click()
    expect(page.get_by_test_id("rows-total")).to_have_attribute("data-total", str(ORDERS))
    rows = page.get_by_test_id("behind-row")
    expect(rows).to_have_count(ORDERS)
    assert {row.get_attribute("data-order") for row in rows.all()} == set(lived)
    rows.first.get_by_role("link").click()
    expect(page.get_by_test_id("order-page")).to_be_visible()

    # a bar, and a cell of a table inside its class
    page.goto("/figures/day?period=today")
    bar = page.locator('[data-panel="topUnits"] [data-drawn=true]')
    expect(bar).to_be_visible()
    bar.click()  # in the middle: there is one unit, and its bar fills the height
    expect(page.get_by_test_id("rows-total")).to_have_attribute("data-total", str(ORDERS))
    page.goto("/figures/units?period=today")
    unit = page.locator(f'[data-testid="figure-row"][data-key="{UNIT}"]')
    expect(unit.locator('[data-metric="satisfied_rate"]')).to_contain_text("少")
    unit.locator('[data-metric="satisfied_rate"]').get_by_role("link").click()
    page.get_by_text("分母", exact=True).click()
    expect(page.get_by_test_id("behind-row")).to_have_attribute("data-order", lived[0])
    # the address keeps the view
    page.reload()
    expect(page.get_by_test_id("behind-row")).to_have_attribute("data-order", lived[0])

    # what a call has not is told, and the picture is a file
    page.goto("/figures/day?period=today&channel=phone")
    expect(page.locator('[data-panel="answering"]')).to_contain_text("不能按受理渠道筛选")
    with page.expect_download() as saved:
        page.locator('[data-panel="topUnits"]').get_by_role("button", name="存为图片").click()
    assert saved.value.suggested_filename == "派单最多的单位.png"
    with page.expect_download() as saved:
        page.locator('[data-panel="topUnits"]').get_by_label("导出 Excel").click()
    assert saved.value.suggested_filename.endswith(".xlsx")


def test_the_wall_is_readable_and_never_stale(store: Store, lived: list[str], desk_of: Callable[..., Page]) -> None:
    watcher: User = colleague(store, Role.SUPERVISOR, "冯涛")
    page = desk_of(watcher, "/wallboard", 1920, 1080)
    wall = page.get_by_test_id("wallboard")
    expect(wall.locator('[data-number="今日受理"] strong')).to_have_text(str(ORDERS))
    expect(wall).to_have_attribute("data-old", "false")
    expect(wall.locator(".wall-tiles")).to_contain_text("通山县")
    assert page.evaluate(WORDS_PX) >= SMALLEST_WORDS_PX
    assert page.evaluate(SPILLS) == []
    page.set_viewport_size({"width": 3840, "height": 2160})
    # as a function: the page's policy lets no expression be evaluated, and the second look at one would be
    page.wait_for_function(f"() => ({WORDS_PX})() >= {2 * SMALLEST_WORDS_PX}")
    assert page.evaluate(SPILLS) == []

    page.context.set_offline(True)
    expect(page.get_by_test_id("wall-old")).to_contain_text("数据已停更")
    expect(wall).to_have_attribute("data-old", "true")
    page.context.set_offline(False)
    expect(wall).to_have_attribute("data-old", "false")
