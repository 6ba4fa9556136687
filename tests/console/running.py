"""Several colleagues at once, each in a browser of his own, before one running application."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from callcenter.web.signed_in import COOKIE, open_session
from models.database import Store
from models.people import Role, User
from tests.console.served import CHROMIUM, QUIET

_WAITS_MS = 20_000


def colleague(store: Store, role: Role, name: str, unit: str | None = None) -> User:
    """Somebody who works here; `desk_of` signs him in."""
    with store.transaction() as session:
        user = User(login=name, name=name, role=role.value, password_hash="", department_code=unit)
        session.add(user)
        session.flush()
        return user


@pytest.fixture
def desk_of(served: str, store: Store, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """A page of the console in which a colleague is signed in."""
    expect.set_options(timeout=_WAITS_MS)
    pages: list[Page] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)

        def opened(user: User, path: str, width: int = 1366, height: int = 768) -> Page:
            with store.transaction() as session:
                token, _ = open_session(session, user)
            context = browser.new_context(
                base_url=served,
                viewport={"width": width, "height": height},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
            )
            context.set_default_timeout(_WAITS_MS)
            context.add_cookies([{"name": COOKIE, "value": token, "url": served}])
            page = context.new_page()
            page.goto(path)
            pages.append(page)
            return page

        yield opened
        for number, page in enumerate(pages):
            page.screenshot(path=tmp_path / f"last-{number}.png")  # what a failing test saw
        browser.close()
