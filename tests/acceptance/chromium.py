"""A real Chromium in which an agent works: its flags, and the way to a ready agent with a registered telephone."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.acceptance.demo import Demo

PROGRAM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


@contextlib.contextmanager
def page_of(demo: Demo, picture: Path, microphone: Path | None = None) -> Iterator[Page]:
    """A page on the demo; the demo's own certificate is accepted, as a person does who tries it.

    picture: where a screenshot of the end goes (what a failing test saw). microphone: a WAV that is played over and
    over; without one the browser beeps.
    """
    voice = [f"--use-file-for-fake-audio-capture={microphone}"] if microphone else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=[*FLAGS, *voice])
        context = browser.new_context(
            base_url=demo.url,
            viewport={"width": 1366, "height": 768},
            permissions=["microphone"],
            locale="zh-CN",
            ignore_https_errors=True,
        )
        page = context.new_page()
        try:
            yield page
        finally:
            page.screenshot(path=picture)
            browser.close()


def sign_in(page: Page, demo: Demo) -> None:
    """Log in as an agent, go on duty, wait for the telephone, be ready."""
    login = demo.login("agent")
    page.goto("/")
    page.get_by_label("账号").fill(login["login"])
    page.get_by_label("密码").fill(login["password"])
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="签入").click()
    expect(page.get_by_test_id("softphone")).to_have_attribute("data-line", "registered", timeout=30_000)
    page.get_by_role("button", name="就绪").click()
    expect(page.get_by_test_id("presence")).to_have_attribute("data-state", "ready", timeout=10_000)
