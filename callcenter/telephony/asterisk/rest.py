"""Asterisk's REST interface: requests out, the port's errors back."""

import logging
import time
from typing import Any

import httpx

from callcenter.telephony.switch import SwitchError

log = logging.getLogger(__name__)

Json = dict[str, Any]

APPLICATION = "hotline"
"""The Stasis application that the dialplan names."""
_TIMEOUT_S = 10.0


class NotThere(SwitchError):
    """The channel, bridge or playback is gone, or just leaving."""

    def __init__(self, what: str) -> None:
        super().__init__("switch-refused", f"{what} is not there")


class Ari:
    """One HTTP client. Log lines carry method, path and duration, never a number or a text."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.AsyncClient(
            auth=(user, password),
            timeout=_TIMEOUT_S,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
            trust_env=False,  # never through a proxy: this is our own exchange
        )

    async def send(self, method: str, path: str, body: Json | None = None, **query: Any) -> Any:
        """The decoded answer, or None. 404 and 409 become `NotThere`; no answer becomes `switch-down`."""
        begun = time.monotonic()
        try:
            answer = await self._http.request(method, self.url + path, params=query, json=body)
        except httpx.HTTPError as error:
            raise SwitchError("switch-down", f"Asterisk does not answer: {type(error).__name__}") from error
        log.debug("ari %s %s %d %.0f ms", method, path, answer.status_code, 1000 * (time.monotonic() - begun))
        if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.CONFLICT):
            raise NotThere(path)
        if answer.is_error:
            raise SwitchError("switch-refused", f"{method} {path}: {answer.status_code} {_reason(answer)}")
        return answer.json() if answer.content else None

    async def get(self, path: str) -> Any:
        return await self.send("GET", path)

    async def post(self, path: str, body: Json | None = None, **query: Any) -> Any:
        return await self.send("POST", path, body, **query)

    async def put(self, path: str, body: Json) -> Any:
        return await self.send("PUT", path, body)

    async def delete(self, path: str, **query: Any) -> None:
        """No error where it is gone already."""
        try:
            await self.send("DELETE", path, **query)
        except NotThere:
            return

    async def close(self) -> None:
        await self._http.aclose()


def _reason(answer: httpx.Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        return answer.reason_phrase
    return str(told.get("message") or told.get("error") or answer.reason_phrase)
