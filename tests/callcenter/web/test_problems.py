"""Every error is a problem detail; a crash tells an incident number and keeps personal data out of the log."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from callcenter.web import problem_codes
from callcenter.web.app import BODY_LIMIT
from models.people import Role
from tests.callcenter.browser import API, Browser

DOCS = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("PUT", "/session", 405, "method-not-allowed"),
        ("POST", "/session", 422, "invalid-request"),
        ("GET", "/session", 401, "not-signed-in"),
    ],
)
def test_framework_errors_are_problems(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    answer = client.request(method, API + path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["code"], body["status"], body["type"]) == (code, status, problem_codes.TYPE_PREFIX + code)
    assert body["title"] == problem_codes.PROBLEMS[code][1]


def test_a_validation_error_names_the_field_and_not_the_value(client: TestClient) -> None:
    answer = client.post(f"{API}/session", json={"login": 13812345678, "password": "secret"})
    assert answer.json()["errors"] == [{"field": "body.login", "message": "Input should be a valid string"}]
    assert "13812345678" not in answer.text


def test_broken_json_is_a_problem(client: TestClient) -> None:
    answer = client.post(f"{API}/session", content=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_a_crash_gives_an_incident_that_is_in_the_log_without_its_message(
    browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = "138" + "12345678"  # so that the source line in the traceback does not have it

    def crash(*_: object) -> None:
        raise KeyError(number)

    monkeypatch.setattr("callcenter.api.orders.routes.orders.listing", crash)
    with caplog.at_level(logging.ERROR):
        answer = browser(Role.SUPERVISOR).get("/orders")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert answer.json()["incident"] in caplog.text
    assert "KeyError" in caplog.text
    assert number not in caplog.text + answer.text


def test_a_lost_database_is_said_and_told_when_to_come_again(
    browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr("callcenter.api.orders.routes.orders.listing", lost)
    answer = browser(Role.SUPERVISOR).get("/orders")
    assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
    assert answer.headers["retry-after"] == "2"


def test_a_large_body_is_refused_announced_or_not(client: TestClient) -> None:
    def chunks() -> object:
        for _ in range(BODY_LIMIT // 65536 + 1):
            yield b" " * 65536

    for content in (b" " * (BODY_LIMIT + 1), chunks()):
        answer = client.post(f"{API}/session", content=content, headers={"Content-Type": "application/json"})  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_security_headers_stand_on_every_answer(client: TestClient) -> None:
    for path in ("/", f"{API}/health", "/website", "/nowhere.js"):
        headers = client.get(path).headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers


def test_the_documentation_has_every_code(client: TestClient) -> None:
    text = DOCS.read_text("utf-8")
    rows = {code: (status, title) for code, (status, title) in problem_codes.PROBLEMS.items()}
    for code, (status, title) in rows.items():
        assert f"| `{code}` | {status} | {title} |" in text


def test_every_problem_that_the_code_raises_is_in_the_table() -> None:
    import re

    source = Path(__file__).parents[3] / "callcenter"
    raised = {
        code
        for folder in ("web", "api", "people")
        for path in (source / folder).rglob("*.py")
        for code in re.findall(r'Problem\(\s*"([a-z-]+)"', path.read_text("utf-8"))
    }
    assert raised <= set(problem_codes.PROBLEMS)
    assert len(raised) > 10
