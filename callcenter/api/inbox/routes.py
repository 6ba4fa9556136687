"""The inbox: list, look, mend, replay, put away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from callcenter.api import cursor as cursors
from callcenter.api.inbox import present
from callcenter.api.inbox.shapes import MessageBody, MessageClear, MessageEdit, MessagePage, Sources, Why
from callcenter.api.orders.visible import visible
from callcenter.jobs import defer
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from integrations.channel import channels
from integrations.channel.cleaning import LONGEST
from models import inbox
from models.intake import Channel, InboxMessage, InboxState

router = APIRouter(tags=["inbox"])

Reader = Annotated[Access, Depends(allowed(Right.INBOX_READ))]
Worker = Annotated[Access, Depends(allowed(Right.INBOX_WORK))]
OrderReader = Annotated[Access, Depends(allowed(Right.ORDERS_READ))]
MessageId = Annotated[int, Path(ge=1, le=2**62)]
OrderNo = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z]+$")]


class Wanted(BaseModel):
    """Which messages."""

    model_config = ConfigDict(extra="forbid")

    state: InboxState | None = None
    channel: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")] = ""
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 30


@router.get("/inbox")
def listing(wanted: Annotated[Wanted, Query()], _: Reader, transaction: Transaction) -> MessagePage:
    """Messages of all channels, newest first; `state=dead` are those that wait for a person."""
    before = cursors.number(wanted.cursor)
    found = inbox.listing(
        transaction,
        state=wanted.state,
        channel=wanted.channel or None,
        before=int(before) if before else None,
        limit=wanted.limit,
    )
    more = len(found) == wanted.limit
    return MessagePage(items=present.rows(transaction, found), next=cursors.packed(str(found[-1].id)) if more else None)


@router.get("/inbox/{message_id}")
def one(message_id: MessageId, _: Reader, transaction: Transaction) -> MessageBody:
    """What came, what was understood of it, and what was done about it. Masked."""
    return present.body(transaction, inbox.get(transaction, message_id))


@router.post("/inbox/{message_id}/reveal")
def reveal(message_id: MessageId, request: Why, access: Worker, transaction: Transaction) -> MessageClear:
    """In clear; who looked and why is written down."""
    message = inbox.get(transaction, message_id)
    inbox.note(transaction, access.actor, message_id, "revealed", request.reason)
    return MessageClear(submission=present.submission(message, clear=True), raw=present.raw_clear(message))


@router.patch("/inbox/{message_id}")
def edit(
    *, message_id: MessageId, request: MessageEdit, access: Worker, transaction: Transaction, once: Once
) -> MessageBody:
    """Mends a dead letter. What came over the wire stays as it was."""

    def write() -> MessageBody:
        message = inbox.get(transaction, message_id)
        changes = {name: value for name, value in request.changes().items() if value is not None}
        if "text" in changes:
            changes["text"] = changes["text"][:LONGEST]
        reason = request.reason
        inbox.edit(transaction, access.actor, message_id, door=_door(message), changes=changes, reason=reason)
        return present.body(transaction, message)

    return once(MessageBody, write)


@router.post("/inbox/{message_id}/replay")
def replay(*, message_id: MessageId, request: Why, access: Worker, transaction: Transaction, once: Once) -> MessageBody:
    """A dead letter is processed anew, as it stands now."""

    def write() -> MessageBody:
        message = inbox.replay(transaction, access.actor, message_id, request.reason)
        defer.process_message(transaction, message_id)
        return present.body(transaction, message)

    return once(MessageBody, write)


@router.post("/inbox/{message_id}/discard")
def discard(
    *, message_id: MessageId, request: Why, access: Worker, transaction: Transaction, once: Once
) -> MessageBody:
    """A dead letter that is no demand is put away. It stays in the inbox."""

    def write() -> MessageBody:
        return present.body(transaction, inbox.discard(transaction, access.actor, message_id, request.reason))

    return once(MessageBody, write)


@router.get("/orders/{order_no}/sources")
def sources(order_no: OrderNo, access: OrderReader, transaction: Transaction) -> Sources:
    """By which doors an order came: its messages and those of orders merged into it, oldest first; senders masked."""
    order = visible(transaction, access, order_no)
    return Sources(items=present.sources(transaction, inbox.of_order(transaction, order.id), access.actor))


def _door(message: InboxMessage) -> Channel:
    channel = channels().get(message.channel)
    return channel.door if channel else Channel.OTHER
