"""The outermost layer of the application: security headers on every answer, a limit on bodies, and no bare crash."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callcenter.web.problem import incident_response, problem_response
from callcenter.web.problem_codes import PROBLEMS


class Larger(NamedTuple):
    """An address that takes larger bodies: method, the whole path, bytes."""

    method: str
    path: re.Pattern[str]
    limit: int


class Guard:
    """ASGI layer around the whole application.

    headers: set on every response that does not set them itself.
    body_limit: bytes of a request body; more is answered 413 `body-too-large`. larger: where files come in.
    """

    def __init__(
        self, app: ASGIApp, headers: Mapping[str, str], body_limit: int, larger: tuple[Larger, ...] = ()
    ) -> None:
        self._app, self._limit, self._larger = app, body_limit, larger
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._secure = [*self._headers, (b"strict-transport-security", b"max-age=31536000")]

    def _limit_of(self, scope: Scope) -> int:
        method, path = scope["method"], scope["path"]
        return next(
            (one.limit for one in self._larger if one.method == method and one.path.fullmatch(path)), self._limit
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, read, limit = False, 0, self._limit_of(scope)

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413)  # the framework lets its own exception pass where it parses bodies
            return message

        async def headed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = {name for name, _ in message["headers"]}
                ours = self._secure if scope["scheme"] == "https" else self._headers
                message["headers"] = [*message["headers"], *(header for header in ours if header[0] not in own)]
            await send(message)

        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > limit:
            response = problem_response("body-too-large", 413, PROBLEMS["body-too-large"][1], {"limit": limit})
            await response(scope, receive, headed)
            return
        try:
            await self._app(scope, limited, headed)
        except Exception as error:
            response = incident_response(error)
            if started:  # half an answer cannot be taken back: the server cuts the connection
                raise ConnectionAbortedError("the answer broke off") from None
            await response(scope, receive, headed)


def security_headers(phone_origin: str) -> dict[str, str]:
    """Headers for every answer. phone_origin: ws(s)://host:port of the exchange, "" where there is none."""
    policy = {
        "default-src": "'self'",
        "script-src": "'self'",
        # antd writes its styles at run time
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob: mediastream:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {phone_origin}".strip(),
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
