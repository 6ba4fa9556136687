"""The door of a platform: envelopes in, acknowledged once they are stored, within the five seconds agreed on."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from integrations.channel import Door, Unreadable, channels, load
from integrations.channel.decoding import json_of
from integrations.channel.signing import DoorRefused
from integrations.envelope.seal import Seal
from models import channels as states
from models import clock
from models.intake import Arrival

_KIND: Final = "Content-Type"
Numbered = Callable[[str, dict[str, Any]], Any]
"""(biz_type, payload) -> the far platform's own number of what it tells of; None: the msg_id is its number."""


_ENVELOPE: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        name: {"type": "string"}
                        for name in ("app_id", "timestamp", "nonce", "msg_id", "biz_type", "payload", "sign")
                    },
                }
            }
        },
    }
}


async def _body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_body)]


def routes(name: str, door: Door, number_of: Numbered) -> APIRouter:
    """`/channels/<name>/messages`."""
    router = APIRouter(prefix=f"/channels/{name}", tags=["channels"])

    @router.post("/messages", openapi_extra=_ENVELOPE)
    def take(request: Request, body: Body) -> JSONResponse:
        """{"code": 0, "msg_id", "repeated"}; an envelope that the platform did not sign is refused."""
        try:
            envelope = json_of(body, request.headers.get(_KIND))
        except Unreadable:
            raise DoorRefused("message-unreadable", 422) from None
        with door.store_of(request).transaction() as session:
            seal = _verified(session, name, envelope)
            arrival = Arrival(_number(seal, envelope, number_of), body, clock.now(), request.headers.get(_KIND))
            accepted = door.take(session, name, arrival)
        return JSONResponse({"code": 0, "msg_id": envelope["msg_id"], "repeated": not accepted.new})

    return router


def _verified(session: Session, name: str, envelope: dict[str, Any]) -> Seal:
    stored = load(session, name, channels()[name].settings)
    if not stored.enabled or stored.values is None:
        raise DoorRefused("channel-disabled", 503)
    seal: Seal = stored.values.seal
    given = {key: str(envelope.get(key) or "") for key in ("app_id", "msg_id", "timestamp", "nonce", "sign")}
    if not all(given.values()) or max(map(len, given.values())) > 200:
        raise DoorRefused("signature-missing", 401)
    if given["app_id"] != seal.app_id or not seal.signed(envelope):
        raise DoorRefused("signature-wrong", 401)
    now, at = int(clock.now().timestamp()), given["timestamp"]
    if not (at.isascii() and at.isdigit()) or abs(now - int(at)) > stored.values.window_s:
        raise DoorRefused("signature-expired", 401, server_time=now)
    if not states.nonce_is_new(session, name, given["nonce"]):
        raise DoorRefused("signature-replayed", 401)
    return seal


def _number(seal: Seal, envelope: dict[str, Any], number_of: Numbered) -> str:
    """A demand's is the far platform's own, so that what follows finds it; where it cannot be read, the msg_id."""
    msg_id = str(envelope["msg_id"])
    try:
        number = number_of(str(envelope.get("biz_type", "")), seal.opened(envelope))
    except Unreadable:
        return msg_id
    return str(number) if isinstance(number, str | int) and 0 < len(str(number)) <= 200 else msg_id
