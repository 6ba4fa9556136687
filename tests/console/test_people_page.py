"""An administrator's page of people in a real Chromium: somebody is let in, sets his own password, is locked out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models.people import Role, User
from tests.console.served import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_somebody_is_let_in_and_locked_out(page: Page, person: Callable[..., User]) -> None:
    person(Role.ADMINISTRATOR)
    sign_in(page, "administrator")
    page.get_by_role("link", name="人员").click()
    page.get_by_role("button", name="新增人员").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("登录名").fill("night.dispatcher")
    dialog.get_by_label("姓名").fill("蒋华")
    dialog.get_by_label("岗位").click()
    page.get_by_title("派单员").click()
    dialog.get_by_role("button", name="保存").click()
    password = page.get_by_test_id("password").inner_text().strip()
    page.get_by_role("button", name="已告知，关闭").click()
    row = page.get_by_role("row").filter(has_text="night.dispatcher")
    expect(row).to_contain_text("可登录")

    other = page.context.browser.new_context(base_url=page.url, locale="zh-CN").new_page()  # type: ignore[union-attr]
    other.goto("/")
    other.get_by_label("账号").fill("night.dispatcher")
    other.get_by_label("密码").fill(password)
    other.keyboard.press("Enter")
    other.get_by_role("button", name="修改密码").click()
    other.get_by_label("原密码").fill(password)
    other.get_by_label("新密码", exact=True).fill("春风又绿江南岸 2026")
    other.get_by_label("再输一次新密码").fill("春风又绿江南岸 2026")
    other.get_by_role("button", name="保存").click()
    expect(other.get_by_text("密码已修改")).to_be_visible()

    row.get_by_role("button", name="锁定").click()
    page.get_by_role("tooltip").get_by_role("button", name="确 定").or_(page.get_by_role("button", name="确定")).click()
    expect(row).to_contain_text("已锁定")
    row.get_by_role("button", name="记录").click()
    expect(page.get_by_text("可登录：是 → 否")).to_be_visible()
    expect(page.get_by_text("本人改密码")).to_be_visible()
