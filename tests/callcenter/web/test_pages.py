"""The console's files, and who may read the interface's documentation."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette

from callcenter.settings import Settings
from callcenter.web.app import create_app
from callcenter.web.signed_in import COOKIE
from callcenter.web.static import Console
from models.database import Store
from models.people import Role
from tests.callcenter.browser import Browser


@pytest.fixture
def console(tmp_path: Path) -> TestClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>console</title>")
    (tmp_path / "assets" / "index-abc.js").write_text("1")
    app = Starlette()
    app.mount("/", Console(directory=tmp_path, html=True))
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/orders", "/orders/XN1", "/telephone"])
def test_every_address_of_the_console_opens_it(console: TestClient, path: str) -> None:
    answer = console.get(path)
    assert (answer.status_code, answer.text) == (200, "<title>console</title>")
    assert answer.headers["cache-control"] == "no-cache"


def test_assets_are_kept_and_missing_ones_are_missing(console: TestClient) -> None:
    assert "immutable" in console.get("/assets/index-abc.js").headers["cache-control"]
    for path in ("/assets/gone.js", "/api/v2/orders", "/favicon.ico"):
        assert console.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
def test_the_documentation_is_for_administrators(browser: Callable[..., Browser], path: str) -> None:
    admin, agent = browser(Role.ADMINISTRATOR), browser(Role.AGENT)
    answer = admin.client.get(path, headers={"Cookie": f"{COOKIE}={admin.cookie}"})
    assert answer.status_code == 200
    assert "/api/v1/orders/{order_no}/{verb}" in answer.text
    assert agent.client.get(path, headers={"Cookie": f"{COOKIE}={agent.cookie}"}).json()["code"] == "forbidden"
    assert agent.client.get(path).json()["code"] == "not-signed-in"


def test_in_a_demonstration_the_documentation_is_open(settings: Settings, store: Store) -> None:
    settings.environment["HOTLINE_DEMO"] = "1"
    with TestClient(create_app(settings)) as anybody:
        assert anybody.get("/docs").status_code == 200
