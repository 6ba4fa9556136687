"""Asking a far side over HTTP: timeouts, bounded answers, no redirects; every failure is `TryLater` or `Refused`."""

import ssl
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import httpx

from integrations.channel.deadline import Deadline
from integrations.channel.decoding import json_of
from integrations.channel.errors import Refused, TryLater, Uncertain, Unreadable

_TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
_LARGEST: Final = 32 << 20
_ASK_S: Final = 20.0
"""Seconds for one question with its answer, and for one file: a far side that drips does not hold a worker."""
_DOWNLOAD_S: Final = 120.0
_AGAIN: Final = frozenset({408, 409, 423, 425, 429})
_CREDENTIALS: Final = frozenset({401, 403})


@cache
def _tls() -> ssl.SSLContext:
    """Made once: reading the machine's certificates costs more than a request."""
    return ssl.create_default_context()


def ask(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    params: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[bytes, str]:
    """The answer's bytes and content type. Raises `TryLater` (away, 5xx, busy), `Uncertain` (it was
    asked and gave no answer, or none within 20 s), `Refused` (any other 4xx).
    """
    held = bytearray()

    def keep(piece: bytes) -> None:
        held.extend(piece)
        if len(held) > _LARGEST:
            raise Refused("far-side-unreadable", "the answer has no end")

    kind = _answered(method, url, keep, _ASK_S, content=body, params=params, headers=headers)
    return bytes(held), kind


def download(url: str, write: Callable[[bytes], None], *, headers: Mapping[str, str], limit: int) -> int:
    """A file, piece by piece; returns its bytes. Raises as `ask` does; `Refused` (`attachment-too-large`) for one that
    is larger than `limit`.
    """
    size = 0

    def keep(piece: bytes) -> None:
        nonlocal size
        size += len(piece)
        if size > limit:
            raise Refused("attachment-too-large", f"more than {limit} bytes")
        write(piece)

    _answered("GET", url, keep, _DOWNLOAD_S, headers=dict(headers))
    return size


def _answered(method: str, url: str, keep: Callable[[bytes], None], within_s: float, **sent: Any) -> str:
    """The content type of a good answer, whose pieces `keep` gets; of any other nothing is kept."""
    try:
        with (
            Deadline(within_s) as deadline,
            httpx.Client(timeout=_TIMEOUT, trust_env=False, verify=_tls()) as client,
            client.stream(method, url, extensions={"trace": deadline.trace}, **sent) as answer,
        ):
            _well(answer.status_code)
            for piece in answer.iter_bytes():
                keep(piece)
            if deadline.passed:
                raise Uncertain("far-side-away", f"not whole after {within_s:.0f} s")
            return str(answer.headers.get("content-type", ""))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise TryLater("far-side-away", type(error).__name__) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Uncertain("far-side-away", type(error).__name__) from None


def _well(status: int) -> None:
    if status in _CREDENTIALS:
        raise Refused("credentials-refused", f"HTTP {status}")
    if status in _AGAIN or status >= 500:
        raise TryLater("far-side-away", f"HTTP {status}")
    if not 200 <= status < 300:
        raise Refused("far-side-refused", f"HTTP {status}")


def ask_json(method: str, url: str, **how: Any) -> dict[str, Any]:
    """The answer as a JSON object; half an answer is tried again. Raises `TryLater`, `Refused`."""
    answer, kind = ask(method, url, **how)
    try:
        return json_of(answer, kind)
    except Unreadable as error:
        raise TryLater("far-side-unreadable", error.code) from None
