"""The inbox: list, look, mend, replay, put away."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from callcenter.api import cursor as cursors
from callcenter.api.inbox import present
from callcenter.api.inbox.shapes import MessageBody, MessageClear, MessageEdit, MessagePage, Sources, Why
from callcenter.api.inbox.visible import visible
from callcenter.api.orders.visible import sees_secret
from callcenter.api.orders.visible import shown as shown_order
from callcenter.jobs import defer
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.transaction import Transaction
from integrations.channel import channels
from integrations.channel.cleaning import LONGEST
from models import inbox, orders
from models.intake import Channel, InboxMessage, InboxState
from models.orders import Sight

router = APIRouter(tags=["inbox"])

Reader = Annotated[Access, Depends(allowed(Right.INBOX_READ))]
Worker = Annotated[Access, Depends(allowed(Right.INBOX_WORK))]
OrderReader = Annotated[Access, Depends(allowed(Right.ORDERS_READ))]
MessageId = Annotated[int, Path(ge=1, le=2**62)]
OrderNo = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z]+$")]
_IN_A_MESSAGE: Final = ("name", "phone", "address", "content")


class Wanted(BaseModel):
    """Which messages."""

    model_config = ConfigDict(extra="forbid")

    state: InboxState | None = None
    channel: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")] = ""
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 30


@router.get("/inbox")
def listing(wanted: Annotated[Wanted, Query()], access: Reader, transaction: Transaction) -> MessagePage:
    """Messages of all channels, newest first; `state=dead` are those that wait for a person."""
    before = cursors.number(wanted.cursor)
    found = inbox.listing(
        transaction,
        state=wanted.state,
        channel=wanted.channel or None,
        before=int(before) if before else None,
        limit=wanted.limit,
        secret=sees_secret(transaction, access),
    )
    more = len(found) == wanted.limit
    return MessagePage(items=present.rows(transaction, found), next=cursors.packed(str(found[-1].id)) if more else None)


@router.get("/inbox/{message_id}")
def one(message_id: MessageId, access: Reader, transaction: Transaction) -> MessageBody:
    """What was understood of a message, masked, and what was done about it."""
    seen = visible(transaction, access.actor, message_id)
    if seen.order is not None:
        orders.note_look(transaction, seen.order, access.actor)
    return present.body(transaction, seen.message, seen.sight)


@router.post("/inbox/{message_id}/reveal")
def reveal(message_id: MessageId, request: Why, access: Worker, transaction: Transaction) -> MessageClear:
    """What came over the wire, and what was understood of it, in clear; who looked and why is written down.

    Where the message has its order it is a look at that one's personal data, and not for all.
    """
    seen = visible(transaction, access.actor, message_id)
    if seen.order is not None:
        orders.reveal(transaction, access.actor, seen.order.order_no, _IN_A_MESSAGE, request.reason)
    inbox.note(transaction, access.actor, message_id, "revealed", request.reason)
    message = seen.message
    return MessageClear(submission=present.submission(message, seen=Sight.REVEAL), raw=present.raw_clear(message))


@router.patch("/inbox/{message_id}")
def edit(
    *, message_id: MessageId, request: MessageEdit, access: Worker, transaction: Transaction, once: Once
) -> MessageBody:
    """Mends a dead letter. What came over the wire stays as it was."""

    def write() -> MessageBody:
        seen = visible(transaction, access.actor, message_id)
        message = seen.message
        changes = {name: value for name, value in request.changes().items() if value is not None}
        if "text" in changes:
            changes["text"] = changes["text"][:LONGEST]
        reason = request.reason
        inbox.edit(transaction, access.actor, message_id, door=_door(message), changes=changes, reason=reason)
        return present.body(transaction, message, seen.sight)

    return once(MessageBody, write)


@router.post("/inbox/{message_id}/replay")
def replay(*, message_id: MessageId, request: Why, access: Worker, transaction: Transaction, once: Once) -> MessageBody:
    """A dead letter is processed anew, as it stands now."""

    def write() -> MessageBody:
        sight = visible(transaction, access.actor, message_id).sight
        message = inbox.replay(transaction, access.actor, message_id, request.reason)
        defer.process_message(transaction, message_id)
        return present.body(transaction, message, sight)

    return once(MessageBody, write)


@router.post("/inbox/{message_id}/discard")
def discard(
    *, message_id: MessageId, request: Why, access: Worker, transaction: Transaction, once: Once
) -> MessageBody:
    """A dead letter that is no demand is put away. It stays in the inbox."""

    def write() -> MessageBody:
        sight = visible(transaction, access.actor, message_id).sight
        message = inbox.discard(transaction, access.actor, message_id, request.reason)
        return present.body(transaction, message, sight)

    return once(MessageBody, write)


@router.get("/orders/{order_no}/sources")
def sources(order_no: OrderNo, access: OrderReader, transaction: Transaction) -> Sources:
    """By which doors an order came: its messages and those of orders merged into it, oldest first; senders masked."""
    order = shown_order(transaction, access, order_no)
    return Sources(items=present.sources(transaction, inbox.of_order(transaction, order.id), access.actor))


def _door(message: InboxMessage) -> Channel:
    channel = channels().get(message.channel)
    return channel.door if channel else Channel.OTHER
