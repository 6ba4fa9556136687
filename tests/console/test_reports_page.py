"""The page of reports in a real Chromium: one is ordered, made, downloaded in each form; a plan is set and kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from models import figures, orders, reports
from models.clock import LOCAL, running_from
from models.database import Store
from models.orders import SYSTEM
from models.people import Role, User
from tests.callcenter.floor_fixtures import adviser
from tests.callcenter.reports.pdf_words import text
from tests.callcenter.worker import run_jobs
from tests.console.served import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["adviser", "run_jobs"]


def test_a_report_is_made_and_downloaded_and_a_plan_is_kept(
    page: Page, person: Callable[..., User], store: Store, run_jobs: Callable[[], None]
) -> None:
    person(Role.SUPERVISOR)
    with running_from(lambda: datetime(2026, 3, 3, 9, tzinfo=LOCAL)), store.transaction() as session:
        for place in "东西南":
            orders.create_draft(session, SYSTEM, title=f"{place}门路灯不亮", content="不亮", category_code="020403")
    figures.fold(store)
    sign_in(page, "supervisor")
    page.get_by_role("link", name="报表").click()
    expect(page.get_by_text("还没有报表")).to_be_visible()
    page.get_by_role("button", name="生成报表").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("种类").click()
    page.locator(".ant-select-item-option").filter(has_text="周报").click()
    expect(dialog).to_contain_text("营商环境、行政执法监督")
    dialog.get_by_label("报告期").fill("2026-10周")
    dialog.get_by_label("报告期").press("Enter")
    dialog.get_by_role("button", name="确 定").or_(dialog.get_by_role("button", name="确定")).click()
    row = page.get_by_role("row").filter(has_text="周报")
    expect(row).to_contain_text("生成中")
    with ThreadPoolExecutor() as aside:  # the browser's own loop is in this thread
        aside.submit(run_jobs).result()
    expect(row).to_contain_text("已生成")
    expect(row).to_contain_text("咸宁市12345政务服务便民热线周报")

    files = {name: _downloaded(page, row.get_by_role("link", name=name).click) for name in ("PDF", "Word", "Excel")}
    with store.reading() as session:
        (kept,) = reports.listing(session, form=None, before=None, limit=9)
        held = {file.format: file.sha256 for file in reports.files_of(session, [kept.id])[kept.id]}
    assert {sha256(data).hexdigest() for data in files.values()} == set(held.values())
    assert "受理诉求量3" in text(files["PDF"])
    paper = Document(BytesIO(files["Word"]))
    assert [cell.text for cell in paper.tables[0].rows[1].cells][:2] == ["受理诉求量", "3"]
    assert "一、总体情况" in CalamineWorkbook.from_filelike(BytesIO(files["Excel"])).sheet_names
    page.locator(".ant-segmented-item").filter(has_text="日报").click()
    expect(row).to_have_count(0)
    page.locator(".ant-segmented-item").filter(has_text="全部").click()
    expect(row).to_have_count(1)

    page.get_by_role("tab", name="定时生成").click()
    plan = page.get_by_role("row").filter(has_text="月报")
    expect(plan).to_contain_text("尚未设置")
    plan.get_by_role("switch").click()
    plan.get_by_label("月报 发往邮箱").fill("office@example.org")
    plan.get_by_label("月报 发往邮箱").press("Enter")
    plan.get_by_label("Word").check()
    plan.get_by_role("button", name="保存").click()
    expect(plan).not_to_contain_text("尚未设置")
    page.reload()
    page.get_by_role("tab", name="定时生成").click()
    expect(plan.get_by_role("switch")).to_be_checked()
    expect(plan).to_contain_text("office@example.org")


def _downloaded(page: Page, click: Callable[[], None]) -> bytes:
    with page.expect_download() as told:
        click()
    return Path(told.value.path()).read_bytes()
