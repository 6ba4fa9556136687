"""`python -m tests.console.pictures DATA [OUT]`: pictures of every view, at desk and wall sizes.

DATA is where `hotline simulate` let a city live; the pictures are of the end of its last day.
"""

import os
import sys
import threading
import time
from datetime import date, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import func, select

from callcenter.exchange.ports import free_port
from callcenter.settings import Settings
from callcenter.web.app import create_app
from callcenter.web.signed_in import COOKIE, open_session
from models import clock, figures, privacy
from models.clock import LOCAL
from models.database import Store, embedded, migrate, stop_embedded
from models.orders import WorkOrder
from models.people import Role, User
from tests.console.served import CHROMIUM, QUIET
from tests.console.small_picture import small

DESK = (1440, 900)
WALLS = ((1920, 1080), (3840, 2160))
VIEWS = ("day", "units", "satisfaction", "hot", "agents", "channels", "quality")
TALLEST = 2_400
READY = {
    "figures": "[data-testid=figure-card] .figure-number",
    "figures-rows": "[data-testid=behind-row]",
    "wallboard": ".wall-tiles",
    "quality": "[data-testid=sheet]",
}
SETTLED = "() => !document.querySelector('.ant-skeleton, .chart:not([data-drawn]), .ant-spin-spinning')"


def pages(day: date) -> list[tuple[str, str, tuple[int, int]]]:
    """Name, address and size of each picture; calls and the day are shown of the last day, the others of the month."""
    last = f"begin={day}&end={day}"
    month = f"begin={day.replace(day=1)}&end={day}"
    spans = {"day": last, "agents": last}
    return [
        *((f"figures-{view}", f"/figures/{view}?{spans.get(view, month)}", DESK) for view in VIEWS),
        ("quality", "/quality?state=scored", DESK),
        ("figures-rows", f"/figures/rows?metric=requests&{last}", DESK),
        *((f"wallboard-{width}", "/wallboard", (width, height)) for width, height in WALLS),
    ]


def take(browser: Browser, base: str, token: str, out: Path, day: date) -> None:
    for name, address, (width, height) in pages(day):
        context = browser.new_context(
            base_url=base, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.add_cookies([{"name": COOKIE, "value": token, "url": base}])
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(READY[name if name in READY else name.split("-")[0]], timeout=90_000)
        page.wait_for_function(SETTLED, timeout=90_000)
        page.wait_for_timeout(500)
        whole = page.evaluate("document.querySelector('#main')?.scrollHeight ?? 0")
        if whole + 48 > height and name.startswith("figures"):  # the page scrolls inside of its frame
            page.set_viewport_size({"width": width, "height": min(TALLEST, whole + 64)})
            page.wait_for_timeout(800)
        path = out / f"{name}.png"
        picture = page.screenshot()
        blank = context.new_page()  # the application's pages may not fetch what is not the application's
        path.write_bytes(small(blank, picture))
        print(path, path.stat().st_size)
        context.close()


def main(data: Path, out: Path) -> None:
    given = os.environ.get("DATABASE_URL", "")
    url = given or embedded(data, durable=False)
    settings = Settings(data, {**os.environ, "DATABASE_URL": url})
    migrate(url)
    privacy.use(privacy.KeyRing.load(settings.keys))
    store = Store.at(url)
    out.mkdir(parents=True, exist_ok=True)
    figures.fold(store)
    with store.reading() as session:
        newest: datetime | None = session.scalar(select(func.max(WorkOrder.accepted_at)))
    if newest is None:
        sys.exit("没有工单：请先用 hotline simulate 模拟几天")
    at = newest.astimezone(LOCAL)
    started = time.monotonic()
    port = free_port()
    with clock.running_from(lambda: at):
        with store.transaction() as session:
            user = session.scalars(select(User).where(User.role == Role.SUPERVISOR.value)).first()
            assert user is not None, "nobody in this city is a supervisor"
            token, _ = open_session(session, user)
        server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level="warning"))
        running = threading.Thread(target=server.run)
        running.start()
        while not server.started:
            time.sleep(0.05)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                take(browser, f"http://127.0.0.1:{port}", token, out, at.date())
                browser.close()
        finally:
            server.should_exit = True
            running.join(timeout=30)
    store.close()
    if not given:
        stop_embedded(data)
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), Path(sys.argv[2] if len(sys.argv) > 2 else "docs/screenshots"))
