"""The door of a platform: envelopes in, acknowledged once they are stored, within the five seconds agreed on."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from integrations.channel import Door, Unreadable
from integrations.channel.decoding import json_of
from integrations.channel.door_pass import opened
from integrations.channel.signing import DoorRefused
from integrations.envelope import taking
from integrations.envelope.seal import Seal
from integrations.envelope.settings import EnvelopeSettings
from integrations.envelope.taking import Pushed
from models import channels as states
from models import clock

_KIND: Final = "Content-Type"
_PARTS: Final = 1000
"""`[`, `{` and `,` of an envelope, which is seven texts."""
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


def routes(name: str, door: Door, number_of: Numbered) -> APIRouter:
    """`/channels/<name>/messages`."""
    router = APIRouter(prefix=f"/channels/{name}", tags=["channels"])

    @router.post("/messages", openapi_extra=_ENVELOPE)
    def take(request: Request, body: Annotated[bytes, Depends(door.body)]) -> JSONResponse:
        """{"code": 0, "msg_id", "repeated"}; an envelope that the platform did not sign is refused."""
        with door.transaction(request) as session:
            agreed: EnvelopeSettings = opened(session, name)
            try:
                envelope = json_of(body, request.headers.get(_KIND), most=_PARTS)
            except Unreadable:
                raise DoorRefused("message-unreadable", 422) from None
            seal = _verified(session, name, envelope, agreed)
            number = _number(seal, envelope, number_of)
            pushed = Pushed(name, seal, envelope, body, request.headers.get(_KIND), number)
            accepted = taking.take(session, door, pushed)
        return JSONResponse({"code": 0, "msg_id": envelope["msg_id"], "repeated": not accepted.new})

    return router


def _verified(session: Session, name: str, envelope: dict[str, Any], agreed: EnvelopeSettings) -> Seal:
    seal = agreed.seal
    given = {key: str(envelope.get(key) or "") for key in ("app_id", "msg_id", "timestamp", "nonce", "sign")}
    if not all(given.values()) or max(map(len, given.values())) > 200:
        raise DoorRefused("signature-missing", 401)
    if given["app_id"] != seal.app_id or not seal.signed(envelope):
        raise DoorRefused("signature-wrong", 401)
    now, at = int(clock.now().timestamp()), given["timestamp"]
    if not (at.isascii() and at.isdigit()) or abs(now - int(at)) > agreed.window_s:
        raise DoorRefused("signature-expired", 401, server_time=now)
    if not states.nonce_is_new(session, name, given["nonce"]):
        raise DoorRefused("signature-replayed", 401)
    return seal


def _number(seal: Seal, envelope: dict[str, Any], number_of: Numbered) -> str | None:
    """A demand's is the far platform's own, so that what follows finds it; None where it cannot be read."""
    try:
        number = number_of(str(envelope.get("biz_type", "")), seal.opened(envelope))
    except Unreadable:
        return None
    return str(number) if isinstance(number, str | int) and 0 < len(str(number)) <= 200 else None
