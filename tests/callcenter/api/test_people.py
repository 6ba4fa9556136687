"""An administrator lets people in, changes what they may, locks them out; everything is written down."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from models.database import Store
from models.people import Role
from tests.callcenter.browser import PASSWORD, Browser

CLERK = {"login": "Wang.Fang", "name": "王芳", "role": "clerk", "department_code": "421202"}


@pytest.fixture
def admin(browser: Callable[..., Browser]) -> Browser:
    return browser(Role.ADMINISTRATOR)


def signs_in(client: TestClient, login: str, password: str) -> int:
    return client.post("/api/v1/session", json={"login": login, "password": password}).status_code


def test_a_new_colleague_signs_in_until_he_is_locked(admin: Browser, client: TestClient) -> None:
    made = admin.post("/people", CLERK)
    assert made.status_code == 201, made.text
    person = made.json()
    assert (person["login"], person["role_name"], person["department_code"]) == ("wang.fang", "承办人", "421202")
    assert signs_in(client, "Wang.Fang", person["password"]) == 200
    token = client.cookies["hotline_session"]
    locked = admin.ask("PATCH", f"/people/{person['id']}", {"version": 1, "active": False})
    assert (locked.status_code, locked.json()["active"], locked.json()["version"]) == (200, False, 2)
    assert client.get("/api/v1/session", headers={"Cookie": f"hotline_session={token}"}).status_code == 401
    assert signs_in(client, "wang.fang", person["password"]) == 401
    again = admin.ask("PATCH", f"/people/{person['id']}", {"version": 1, "active": True})
    assert (again.status_code, again.json()["code"]) == (409, "person-conflict")
    acts = admin.get(f"/people/{person['id']}/acts").json()["items"]
    assert [(one["act"], one["actor_name"]) for one in acts] == [("changed", "系统管理员甲"), ("added", "系统管理员甲")]
    assert acts[0]["changes"] == {"active": [True, False]}
    assert "password" not in admin.get("/people").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"department_code": None}, "department_code"),
        ({"department_code": "999999"}, "department_code"),
        ({"role": "dispatcher"}, "department_code"),
        ({"extension": "8009"}, "extension"),
    ],
)
def test_what_does_not_fit_together_is_refused(admin: Browser, wrong: dict[str, str | None], field: str) -> None:
    answer = admin.post("/people", CLERK | wrong)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "field-invalid", field)
    assert len(admin.get("/people").json()["items"]) == 1


def test_logins_and_extensions_are_somebodys_own(admin: Browser) -> None:
    agent = {"login": "li", "name": "李", "role": "agent", "extension": "8009"}
    assert admin.post("/people", agent).status_code == 201
    assert admin.post("/people", agent | {"extension": None}).json()["code"] == "login-taken"
    assert admin.post("/people", agent | {"login": "liu"}).json()["code"] == "login-taken"


def test_a_repeated_request_makes_nobody_twice(admin: Browser) -> None:
    first, again = (admin.post("/people", CLERK, Idempotency_Key="one-new-clerk") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(admin.get("/people").json()["items"]) == 2


def test_the_last_administrator_stays(admin: Browser) -> None:
    own = f"/people/{admin.user.id}"
    for change in ({"active": False}, {"role": "auditor"}):
        answer = admin.ask("PATCH", own, {"version": 1, **change})
        assert (answer.status_code, answer.json()["code"]) == (409, "last-administrator")
    admin.post("/people", {"login": "second", "name": "乙", "role": "administrator"})
    assert admin.ask("PATCH", own, {"version": 1, "role": "auditor"}).status_code == 200
    assert admin.get("/people").status_code == 401


def test_a_new_password_ends_what_the_old_one_began(admin: Browser, browser: Callable[..., Browser]) -> None:
    clerk = browser(Role.CLERK, unit="421202")
    made = admin.post(f"/people/{clerk.user.id}/password").json()
    assert clerk.get("/session").status_code == 401
    assert signs_in(admin.client, "clerk", PASSWORD) == 401  # type: ignore[arg-type]
    assert signs_in(admin.client, "clerk", made["password"]) == 200  # type: ignore[arg-type]


def test_everybody_sets_his_own_password(browser: Callable[..., Browser], client: TestClient, store: Store) -> None:
    agent = browser(Role.AGENT)
    weak, wrong = {"old": PASSWORD, "new": "agentagent1"}, {"old": "guessed", "new": "a longer one 7"}
    assert agent.ask("PUT", "/session/password", weak).json()["code"] == "password-weak"
    assert agent.ask("PUT", "/session/password", wrong).json()["code"] == "password-wrong"
    assert agent.ask("PUT", "/session/password", {"old": PASSWORD, "new": "a longer one 7"}).status_code == 204
    assert agent.get("/session").status_code == 200
    assert signs_in(client, "agent", PASSWORD) == 401
    assert signs_in(client, "agent", "a longer one 7") == 200
