"""Its doors: POST a message (signed, with an Idempotency-Key), GET what became of it."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.channel.door_pass import DoorSettings, opened
from integrations.channel.port import Door
from integrations.channel.signing import DoorRefused, verify
from models import clock
from models.intake import Arrival, InboxMessage
from models.orders import STATES, WorkOrder

LARGEST: Final = 16 << 20
"""Bytes of one message."""
_KEY: Final = re.compile(r"[\x21-\x7e]{8,200}")


_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        **{name: {"type": "string"} for name in ("content", "title", "name", "phone", "place", "kind")},
                        **{name: {"type": "string"} for name in ("occurred_at", "refers_to", "account", "solved")},
                        **{name: {"type": "boolean"} for name in ("secret", "anonymous", "public")},
                        "score": {"type": "integer", "minimum": 1, "maximum": 5},
                        "attachments": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": {name: {"type": "string"} for name in ("name", "content", "url")},
                            },
                        },
                    },
                }
            }
        },
    }
}
"""For the OpenAPI document: the body is read as bytes, since its signature is over them."""


def routes(name: str, door: Door) -> APIRouter:
    """The router of the system `name`."""
    router = APIRouter(prefix=f"/channels/{name}", tags=["channels"])

    def admitted(session: Session, request: Request, body: bytes) -> None:
        agreed: DoorSettings = opened(session, name)
        verify(
            session,
            name,
            request.headers,
            body,
            identity=agreed.system_id,
            secret=agreed.secret.get_secret_value(),
            window_s=agreed.window_s,
        )

    @router.post("/messages", openapi_extra=_FORM)
    def take(request: Request, body: Annotated[bytes, Depends(door.body)]) -> JSONResponse:
        """202: it is stored and will not be lost. The same key again: 200, and nothing happens twice."""
        key = request.headers.get("Idempotency-Key", "")
        with door.transaction(request) as session:
            admitted(session, request, body)
            if not _KEY.fullmatch(key):
                raise DoorRefused("key-missing", 422)
            arrival = Arrival(key, body, clock.now(), request.headers.get("Content-Type"))
            accepted = door.take(session, name, arrival)
            if not accepted.same:
                raise DoorRefused("key-taken", 409)
        return JSONResponse({"message": key, "repeated": not accepted.new}, 202 if accepted.new else 200)

    @router.get("/messages/{key}")
    def ask(
        request: Request, key: Annotated[str, Path(max_length=200)], body: Annotated[bytes, Depends(door.body)]
    ) -> JSONResponse:
        """How far a message is: received, processed (with its order), dead (a person looks at it)."""
        with door.transaction(request) as session:
            admitted(session, request, body)
            found = session.execute(
                select(InboxMessage, WorkOrder)
                .outerjoin(WorkOrder, WorkOrder.id == InboxMessage.order_id)
                .where(InboxMessage.channel == name, InboxMessage.external_id == key.replace("\x00", ""))
            ).first()
            if found is None:
                raise DoorRefused("message-unknown", 404)
            return JSONResponse(_told(key, *found))

    return router


def _told(key: str, message: InboxMessage, order: WorkOrder | None) -> dict[str, Any]:
    told: dict[str, Any] = {"message": key, "state": message.state, "code": message.error_code}
    if message.state != "dead":
        told["code"] = None
    if order is not None:
        due = order.due_at.isoformat() if order.due_at else None
        told |= {"order_no": order.order_no, "order_state": order.state, "order_state_name": STATES[order.state]}
        told |= {"due_at": due, "outcome": message.outcome}
        if order.state in ("callback", "closed", "archived", "direct_answered"):
            told["reply"] = order.public_reply_text
    return told
