"""Webhooks: systems that hear of orders. The secret is shown once, when it is made."""

import ipaddress
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from callcenter.api.fields import Code, Instant, Listing
from callcenter.channels.webhooks import new_secret
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from models import clock
from models.outbox import Webhook

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

Setter = Annotated[Access, Depends(allowed(Right.CHANNELS_SET))]
WebhookId = Annotated[int, Path(ge=1, le=2**62)]
Topic = Literal["order.created", "order.changed", "order.replied", "order.closed"]


def _reachable(url: str) -> str:
    """An address on the net; the machine's own metadata services are nobody's webhook."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or "\x00" in url:
        raise ValueError("应为 http(s) 地址，且不含账号")
    try:
        link_local = ipaddress.ip_address(parts.hostname).is_link_local
    except ValueError:
        link_local = False
    if link_local:
        raise ValueError("不能是链路本地地址")
    return url


def _reachable_or_none(url: str) -> str:
    """Empty: nothing is sent, the subscriber asks."""
    return _reachable(url) if url else url


Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_reachable_or_none)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00]*$")]


class WebhookRequest(BaseModel):
    """url: empty where the subscriber asks (`/channels/subscribers/{id}/steps`); department_code: only orders in which
    this unit has a part."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    url: Url
    topics: Annotated[list[Topic], Field(min_length=1, max_length=4)]
    department_code: Code | None = None
    enabled: bool = True
    new_secret: bool = Field(default=False, description="a new secret takes the place of the old one at once")


class WebhookBody(BaseModel):
    """secret: only in the answer in which it was made."""

    id: int
    name: str
    url: str
    topics: list[str]
    department_code: str | None
    enabled: bool
    version: int
    updated_at: Instant
    secret: str | None = None


class Webhooks(Listing):
    items: list[WebhookBody]


@router.get("")
def listing(_: Setter, transaction: Transaction) -> Webhooks:
    """All webhooks."""
    return Webhooks(items=[_body(hook) for hook in transaction.scalars(select(Webhook).order_by(Webhook.id))])


@router.post("", status_code=201)
def add(request: WebhookRequest, _: Setter, transaction: Transaction, once: Once) -> WebhookBody:
    """A new webhook; keep the secret, it is not shown again."""

    def write() -> WebhookBody:
        at, secret = clock.now(), new_secret()
        hook = Webhook(
            **request.model_dump(exclude={"new_secret"}), secret=secret, version=1, created_at=at, updated_at=at
        )
        transaction.add(hook)
        _written(transaction)
        return _body(hook, secret)

    return once(WebhookBody, write)


@router.put("/{webhook_id}")
def change(
    *, webhook_id: WebhookId, request: WebhookRequest, _: Setter, transaction: Transaction, once: Once
) -> WebhookBody:
    """Replaces its settings."""

    def write() -> WebhookBody:
        hook = transaction.get(Webhook, webhook_id, with_for_update=True)
        if hook is None:
            raise Problem("webhook-not-found")
        for name, value in request.model_dump(exclude={"new_secret"}).items():
            setattr(hook, name, value)
        secret = new_secret() if request.new_secret else None
        hook.secret = secret or hook.secret
        hook.version, hook.updated_at = hook.version + 1, clock.now()
        _written(transaction)
        return _body(hook, secret)

    return once(WebhookBody, write)


def _written(transaction: Transaction) -> None:
    try:
        transaction.flush()
    except IntegrityError:
        raise Problem("webhook-name-taken") from None


def _body(hook: Webhook, secret: str | None = None) -> WebhookBody:
    names = WebhookBody.model_fields.keys() - {"secret"}
    return WebhookBody(**{name: getattr(hook, name) for name in names}, secret=secret)
