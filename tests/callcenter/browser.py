"""A web application on a database of the test's own, and browsers of signed-in people in front of it."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession

from callcenter.people import passwords
from callcenter.settings import Settings
from callcenter.web.app import create_app
from callcenter.web.signed_in import COOKIE, CSRF_HEADER, open_session
from models.database import Store
from models.people import Role, User

API = "/api/v1"
PASSWORD = "correct horse battery"
KEY = base64.b64encode(bytes(range(32))).decode()


@dataclass
class Browser:
    """One person's browser: every request carries the session's cookie, every write its CSRF token."""

    client: httpx.Client
    user: User
    cookie: str
    csrf: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request below /api/v1; header names with _ for -."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Cookie": f"{COOKIE}={self.cookie}", CSRF_HEADER: self.csrf, **sent}
        return self.client.request(method, API + path, json=body, headers=sent)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.ask("POST", path, body, **headers)

    def events(self, after: int | None = None) -> WebSocketTestSession:
        """The live events; use it as a context."""
        assert isinstance(self.client, TestClient)
        query = "" if after is None else f"?after={after}"
        return self.client.websocket_connect(f"{API}/events{query}", headers={"Cookie": f"{COOKIE}={self.cookie}"})


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HOTLINE_KEY", KEY)
    return Settings(tmp_path / "data", {"DATABASE_URL": database_url})


@pytest.fixture
def client(settings: Settings, store: Store) -> Iterator[TestClient]:
    """Nobody is signed in."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Counted once: a hash takes long on purpose."""
    return passwords.hashed(PASSWORD)


@pytest.fixture
def person(store: Store, password_hash: str) -> Callable[..., User]:
    """Makes a colleague of a role; the login is the role's name unless said."""

    def make(role: Role, login: str = "", unit: str | None = None) -> User:
        with store.transaction() as session:
            user = User(
                login=login or role.value,
                name=f"{role.chinese}甲",
                role=role.value,
                password_hash=password_hash,
                department_code=unit,
            )
            session.add(user)
            session.flush()
            return user

    return make


@pytest.fixture
def browser(client: TestClient, store: Store, person: Callable[..., User]) -> Callable[..., Browser]:
    """A browser in which a colleague of this role is signed in."""

    def make(role: Role, login: str = "", unit: str | None = None) -> Browser:
        user = person(role, login, unit)
        with store.transaction() as session:
            token, row = open_session(session, user)
        return Browser(client, user, token, row.csrf)

    return make
