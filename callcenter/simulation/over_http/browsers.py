"""Everybody's browser: signs in with name and password, carries the session's cookie and its CSRF token.

An answer that says no is raised as `Refused` with its code; what a browser could not go on after is `Broken`.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx

from callcenter.simulation.ledger import Refused
from callcenter.web.signed_in import COOKIE, CSRF_HEADER

API: Final = "/api/v1"
_TIMEOUT_S: Final = 60.0
_TRIES: Final = 3
_FAULT: Final = 500


class Broken(Exception):
    """The running application failed or answered what nobody can read. Code: `application-broken`."""

    code = "application-broken"


@dataclass
class _Browser:
    client: httpx.Client
    csrf: str


class Browsers:
    """One for each person who works here, opened when he does something for the first time."""

    def __init__(self, url: str, password: str) -> None:
        self.url, self._password = url, password
        self._open: dict[str, _Browser] = {}

    def get(self, login: str, path: str, **params: str) -> Any:
        """A page. path: below /api/v1."""
        return self._asked(login, "GET", path, params=params)

    def post(self, login: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """A write, once: tried again under the same key where no answer came."""
        return self._asked(login, "POST", path, body)

    def put(self, login: str, path: str, body: dict[str, Any]) -> Any:
        return self._asked(login, "PUT", path, body)

    def cookie(self, login: str) -> str:
        """For the WebSocket of the live events."""
        return f"{COOKIE}={self._browser(login).client.cookies[COOKIE]}"

    def close(self) -> None:
        for browser in self._open.values():
            browser.client.close()

    def _asked(self, login: str, method: str, path: str, body: Any = None, params: Any = None) -> Any:
        headers = {"Idempotency-Key": str(uuid4())} if method != "GET" else {}
        request = {"method": method, "url": API + path, "json": body, "params": params, "headers": headers}
        answer = self._sent(login, request)
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # half a day without use
            self._open.pop(login).client.close()
            answer = self._sent(login, request)
        if answer.is_success:
            return answer.json() if answer.content else None
        raise refusal(answer)

    def _sent(self, login: str, request: dict[str, Any]) -> httpx.Response:
        browser = self._browser(login)
        if request["method"] != "GET":
            request["headers"][CSRF_HEADER] = browser.csrf
        for left in reversed(range(_TRIES)):
            try:
                return browser.client.request(**request)
            except httpx.TransportError as error:
                if not left:
                    raise Broken(f"{request['method']} {request['url']}: {error!r}") from error
        raise AssertionError

    def _browser(self, login: str) -> _Browser:
        if login not in self._open:
            client = httpx.Client(base_url=self.url, timeout=_TIMEOUT_S, trust_env=False)
            answer = client.post(f"{API}/session", json={"login": login, "password": self._password})
            if not answer.is_success:
                raise Broken(f"{login} cannot sign in: {answer.text[:200]}")
            self._open[login] = _Browser(client, answer.json()["csrf"])
        return self._open[login]


def refusal(answer: httpx.Response) -> Exception:
    """What an answer that is none means: the application's no, or its failure."""
    try:
        code = str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        code = ""
    if not code or answer.status_code >= _FAULT:
        path = answer.request.url.path
        return Broken(f"{answer.request.method} {path}: {answer.status_code} {answer.text[:300]}")
    return Refused(code, answer.text[:200])
