"""What became of a message that the gateway had taken: its own later word. What did not arrive, a person must tell."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from integrations.channel.decoding import json_of
from integrations.channel.door_pass import DoorSettings, opened
from integrations.channel.errors import Unreadable
from integrations.channel.fields import text
from integrations.channel.port import Door
from integrations.channel.signing import DoorRefused, verify
from models import outbox

_FAILED: Final = "failed"


def add_receipts(router: APIRouter, name: str, door: Door) -> None:
    """`POST /channels/sms/receipts` {"msg_id", "status": "delivered" or "failed"}, signed like a message."""

    @router.post("/receipts")
    def receive(request: Request, body: Annotated[bytes, Depends(door.body)]) -> JSONResponse:
        """{"code": "ok"}, also for a message that was no notice (a code, say)."""
        with door.transaction(request) as session:
            agreed: DoorSettings = opened(session, name)
            secret = agreed.secret.get_secret_value()
            verify(
                session, name, request.headers, body,
                identity=agreed.system_id, secret=secret, window_s=agreed.window_s,
            )  # fmt: skip
            try:
                held = json_of(body, request.headers.get("Content-Type"))
                msg_id, status = text(held, "msg_id"), text(held, "status")
            except Unreadable:
                raise DoorRefused("message-unreadable", 422) from None
            if status == _FAILED:
                outbox.did_not_arrive(session, outbox.target_of(name), msg_id, "sms-undelivered")
        return JSONResponse({"code": "ok"})
