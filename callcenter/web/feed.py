"""The door of subscribers that ask: `GET /channels/subscribers/{id}/steps`, signed as all that comes by a channel."""

import secrets
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from callcenter.channels.feed import steps
from callcenter.web.state import web
from integrations.channel.signing import DoorRefused, verify
from models.outbox import Webhook

router = APIRouter(prefix="/channels/subscribers", tags=["channels"])

_WINDOW_S: Final = 300
_NONCES: Final = "subscribers"


class StepsRead(BaseModel):
    """items: id, type, timestamp and data as webhooks have them; next: the next `after`; more: ask again at once;
    complete: false where events between the last reading and this one are no longer kept."""

    items: list[dict[str, Any]]
    next: Annotated[str, Field(examples=["3145728"])]
    more: bool
    complete: bool


@router.get("/{subscriber}/steps")
def read(
    request: Request,
    subscriber: Annotated[int, Path(ge=1, le=2**62)],
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> StepsRead:
    """Steps behind `after`, oldest first. Signed over an empty body; X-Hotline-Id is the subscriber's number."""
    with web(request).store.transaction() as session:
        hook = session.get(Webhook, subscriber)
        # whether there is such a one is nobody's matter: of an unknown one every signature is wrong, by the same way
        secret = hook.secret if hook else secrets.token_urlsafe()
        verify(session, _NONCES, request.headers, b"", identity=str(subscriber), secret=secret, window_s=_WINDOW_S)
        if hook is None:
            raise DoorRefused("signature-wrong", 401)
        if not hook.enabled:
            raise DoorRefused("channel-disabled", 503)
        found = steps(session, hook, after, limit)
    return StepsRead(items=found.items, next=str(found.reached), more=found.more, complete=found.complete)
