"""The console in a real Chromium before a web role of its own: database and web alone, no exchange."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from callcenter.exchange.ports import free_port
from callcenter.web.signed_in import COOKIE, open_session
from models.database import Store
from models.people import Role, User
from tests.callcenter.browser import KEY
from tests.callcenter.test_web_role import wait_for

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "callcenter" / "static" / "console" / "index.html"
CHROMIUM = "/usr/bin/chromium"
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
_SIZE = {"width": 1366, "height": 768}


@pytest.fixture
def web(store: Store, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a web role on the test's own database."""
    assert BUILT.exists(), "the console is not built: npm run build in console/"
    port = free_port()
    command = [sys.executable, "-m", "callcenter.cli", "web", "--data", str(tmp_path), "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": database_url, "HOTLINE_KEY": KEY, "PYTHONPATH": str(ROOT)}
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/v1/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


def colleague(store: Store, role: Role, name: str, unit: str | None = None) -> User:
    """Somebody who works here; signs in by `open_session`."""
    with store.transaction() as session:
        user = User(login=name, name=name, role=role.value, password_hash="", department_code=unit)
        session.add(user)
        session.flush()
        return user


@pytest.fixture
def desk_of(web: str, chromium: Browser, store: Store, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """A page of the console in which this colleague is signed in, in a browser of his own."""
    pages: list[Page] = []

    def opened(user: User, path: str) -> Page:
        with store.transaction() as session:
            token, _ = open_session(session, user)
        context = chromium.new_context(base_url=web, viewport=_SIZE, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.add_cookies([{"name": COOKIE, "value": token, "url": web}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(path)
        pages.append(page)
        return page

    yield opened
    for number, page in enumerate(pages):
        page.screenshot(path=tmp_path / f"last-{number}.png")  # what a failing test saw
