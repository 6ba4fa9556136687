"""Signing in and out: cookie, CSRF, limits, and nothing that tells whether a login exists."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from callcenter.web.signed_in import COOKIE, CSRF_HEADER, token_hash
from models import clock
from models.database import Store
from models.people import Role, User, WebSession
from tests.callcenter.browser import API, PASSWORD, Browser


def sign_in(client: TestClient, login: str, password: str = PASSWORD) -> int:
    return client.post(f"{API}/session", json={"login": login, "password": password}).status_code


def test_signing_in_gives_a_cookie_that_scripts_cannot_read(client: TestClient, person: Callable[..., User]) -> None:
    person(Role.AGENT)
    answer = client.post(f"{API}/session", json={"login": " Agent ", "password": PASSWORD})
    assert answer.status_code == 200
    body = answer.json()
    assert body["user"]["role"] == "agent"
    assert body["user"]["rights"]["presence"] == "own"
    assert body["demo"] is False
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert client.get(f"{API}/session").json() == body


def test_over_tls_the_cookie_is_secure(client: TestClient, person: Callable[..., User]) -> None:
    person(Role.AGENT)
    answer = client.post(f"https://testserver{API}/session", json={"login": "agent", "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_only_the_hash_of_the_token_is_stored(client: TestClient, person: Callable[..., User], store: Store) -> None:
    person(Role.AGENT)
    sign_in(client, "agent")
    with store.reading() as session:
        row = session.get_one(WebSession, token_hash(client.cookies[COOKIE]))
    assert row.expires_at - row.created_at == timedelta(hours=12)


def test_wrong_password_and_unknown_login_answer_alike(client: TestClient, person: Callable[..., User]) -> None:
    person(Role.AGENT)
    wrong = client.post(f"{API}/session", json={"login": "agent", "password": "wrong"})
    unknown = client.post(f"{API}/session", json={"login": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "login-failed"


def test_the_sixth_attempt_at_a_login_waits_even_with_the_right_password(
    client: TestClient, person: Callable[..., User]
) -> None:
    person(Role.AGENT)
    person(Role.CLERK)
    assert [sign_in(client, "agent", "wrong") for _ in range(5)] == [401] * 5
    answer = client.post(f"{API}/session", json={"login": "agent", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.json()["code"] == "login-rate-limited"
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert sign_in(client, "clerk") == 200


def test_one_who_left_cannot_sign_in(client: TestClient, person: Callable[..., User], store: Store) -> None:
    user = person(Role.AGENT)
    with store.transaction() as session:
        session.get_one(User, user.id).active = False
    assert sign_in(client, "agent") == 401


def test_twelve_idle_hours_end_a_session_and_use_prolongs_it(browser: Callable[..., Browser]) -> None:
    agent, begun = browser(Role.AGENT), clock.now()
    with clock.running_from(lambda: begun + timedelta(hours=11)):
        assert agent.get("/session").status_code == 200
    with clock.running_from(lambda: begun + timedelta(hours=22)):
        assert agent.get("/session").status_code == 200
    with clock.running_from(lambda: begun + timedelta(hours=35)):
        assert agent.get("/session").json()["code"] == "not-signed-in"


def test_signing_out_ends_the_session(browser: Callable[..., Browser]) -> None:
    agent = browser(Role.AGENT)
    assert agent.ask("PUT", "/agents/me/state", {"state": "ready"}).status_code == 200
    assert agent.ask("DELETE", "/session").status_code == 204
    assert agent.get("/session").status_code == 401


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_write_without_the_csrf_token_is_refused(browser: Callable[..., Browser], token: str) -> None:
    agent = browser(Role.AGENT)
    answer = agent.client.put(
        f"{API}/agents/me/state",
        json={"state": "ready"},
        headers={"Cookie": f"{COOKIE}={agent.cookie}", CSRF_HEADER: token},
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf-mismatch"
