"""The console in a real Chromium, served by the web application on a database of the test's own: no exchange."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright

from callcenter.exchange.ports import free_port
from callcenter.settings import Settings
from callcenter.web.app import create_app
from models.database import Store
from tests.callcenter.browser import PASSWORD, password_hash, person, settings

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

__all__ = ["page", "password_hash", "person", "served", "settings", "sign_in"]


@pytest.fixture
def served(settings: Settings, store: Store) -> Iterator[str]:
    """The address of the running application."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level="warning"))
    running = threading.Thread(target=server.run)
    running.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until, "the application does not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    running.join(timeout=30)


@pytest.fixture
def page(served: str, tmp_path: Path) -> Iterator[Page]:
    """A browser window of 1366 x 768, as most desks have it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(base_url=served, viewport={"width": 1366, "height": 768}, locale="zh-CN")
        context.set_default_timeout(10_000)
        expect.set_options(timeout=10_000)
        opened = context.new_page()
        yield opened
        opened.screenshot(path=tmp_path / "last.png")  # what a failing test saw
        browser.close()


def sign_in(page: Page, login: str) -> None:
    """By the login page, typed."""
    page.goto("/")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
