"""Live events to one browser: WS /events?after=N. What the codes of a close mean stands in docs/api.md."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from urllib.parse import urlsplit

import anyio
import orjson
import psycopg
from fastapi import APIRouter, Query
from sqlalchemy.exc import DBAPIError
from starlette.websockets import WebSocket, WebSocketDisconnect

from callcenter.web.audience import Viewer
from callcenter.web.permissions import Right, scope_of
from callcenter.web.pump import Outgoing, Pump, Subscriber
from callcenter.web.signed_in import find
from callcenter.web.state import Web, web
from models import agents, clock

router = APIRouter()
log = logging.getLogger(__name__)

HEARTBEAT_S: Final = 15.0
SEND_S: Final = 10.0
"""A browser that does not take one message within this time is too slow."""

BROKEN: Final = 1011
TRY_AGAIN: Final = 1013
NOT_SIGNED_IN: Final = 4401
FORBIDDEN: Final = 4403
TOO_SLOW: Final = 4408


@router.websocket("/events")
async def live(socket: WebSocket, after: Annotated[int | None, Query(ge=0, le=2**62)] = None) -> None:
    """Hello, then everything behind `after` (without it: from now on), then live, with a heart-beat."""
    held = web(socket)
    await socket.accept()  # a browser learns a close code, but not why a handshake was refused
    if not _same_origin(socket):
        await socket.close(FORBIDDEN, "forbidden")
        return
    try:
        viewer = await _viewer(held, socket)
    except (DBAPIError, psycopg.Error):
        await socket.close(TRY_AGAIN, "database-unavailable")
        return
    if viewer is None:
        await socket.close(NOT_SIGNED_IN, "not-signed-in")
        return
    subscriber = held.pump.subscribe(viewer)
    try:
        await _serve(socket, held, subscriber, after)
    finally:
        held.pump.unsubscribe(subscriber)


async def _serve(socket: WebSocket, held: Web, subscriber: Subscriber, after: int | None) -> None:
    """Whichever ends first ends the others: the browser leaves, it is too slow, its session is over."""
    code: int | None = None

    async def first(end: int | None, work: Callable[..., Awaitable[object]], *words: object) -> None:
        nonlocal code
        try:
            await work(*words)
            code = end
        except WebSocketDisconnect:
            code = None
        except Exception as error:
            log.error("a browser's events broke off: %s", type(error).__qualname__)
            code = BROKEN
        together.cancel_scope.cancel()

    async with anyio.create_task_group() as together:
        together.start_soon(first, None, _until_gone, socket)
        together.start_soon(first, TOO_SLOW, subscriber.lost.wait)
        together.start_soon(first, TOO_SLOW, _send_all, socket, held.pump, subscriber, after)
        together.start_soon(first, NOT_SIGNED_IN, _while_signed_in, socket, held)
    if code is not None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect), anyio.move_on_after(SEND_S):
            await socket.close(code)


async def _until_gone(socket: WebSocket) -> None:
    """Browsers have nothing to say here; hearing them tells when they leave."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _send_all(socket: WebSocket, pump: Pump, subscriber: Subscriber, after: int | None) -> None:
    """Returns when the browser does not take a message in time."""
    await pump.ready.wait()
    start = await pump.head()
    # behind our head there is nothing yet: a number from another database would silence this browser for ever
    position = start if after is None else min(after, start)
    with contextlib.suppress(TimeoutError):
        await _send(socket, {"topic": "hello", "seq": start, "at": clock.now()})
        while position < start and (missed := await pump.after(position)):
            for outgoing in missed:
                if outgoing.concerns(subscriber.viewer):
                    await _send_text(socket, outgoing.text)
            position = missed[-1].seq
        while True:
            next_one: Outgoing | None = None
            with anyio.move_on_after(HEARTBEAT_S):
                next_one = await subscriber.queue.get()
            if next_one is None:
                await _send(socket, {"topic": "heartbeat", "seq": max(position, pump.position), "at": clock.now()})
            elif next_one.seq > position:
                await _send_text(socket, next_one.text)


async def _send(socket: WebSocket, message: dict[str, object]) -> None:
    await _send_text(socket, orjson.dumps(message).decode())


async def _send_text(socket: WebSocket, text: str) -> None:
    with anyio.fail_after(SEND_S):
        await socket.send_text(text)


async def _while_signed_in(socket: WebSocket, held: Web) -> None:
    """Returns when the session is over; meanwhile an agent at this browser counts as seen."""
    while True:
        await asyncio.sleep(HEARTBEAT_S)
        try:
            if await _viewer(held, socket) is None:
                return
        except (DBAPIError, psycopg.Error) as error:  # the database restarts: the next beat asks again
            log.warning("a session could not be checked: %s", type(error).__qualname__)


async def _viewer(held: Web, socket: WebSocket) -> Viewer | None:
    signed = await find(held.lookup, socket)
    if signed is None or scope_of(signed.user.role, Right.EVENTS) is None:
        return None
    if scope_of(signed.user.role, Right.PRESENCE) is not None:
        await asyncio.to_thread(_seen, held, signed.user.id)
    return Viewer(signed.user.id, signed.user.role, signed.user.department_code)


def _seen(held: Web, user_id: int) -> None:
    with held.store.transaction() as session:
        agents.seen(session, user_id)


def _same_origin(socket: WebSocket) -> bool:
    """Whether the page that opened the socket is ours (a program sends no Origin)."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")
