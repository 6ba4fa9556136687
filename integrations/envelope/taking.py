"""An envelope is stored once. The same number with other content is another message, and is never lost.

A second demand of a known number is stored under its msg_id, to join the order as a supplement; a msg_id that was used
for something else gets a part of the content's digest behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.channel import Door, Unreadable
from integrations.channel.decoding import json_of
from integrations.envelope.seal import Seal
from models import clock
from models.intake import Accepted, Arrival, InboxMessage, Submission

_AGAIN: Final = "对方以同一编号再次推送，请与原文核对："
_DIGEST: Final = 16


@dataclass(frozen=True)
class Pushed:
    """An envelope that the far platform signed. number: its own of a demand; None where the msg_id is the number."""

    channel: str
    seal: Seal
    envelope: dict[str, Any]
    body: bytes
    content_type: str | None
    number: str | None

    def arrivals(self) -> Iterator[Arrival]:
        """As what it may be stored: the first that is free, or that says the same, is it."""
        msg_id, at = str(self.envelope["msg_id"]), clock.now()
        digest = sha256(_content(self.seal, self.envelope) or self.body).hexdigest()[:_DIGEST]
        numbers = dict.fromkeys((self.number or msg_id, msg_id, f"{msg_id}:{digest}"))
        for place, external_id in enumerate(numbers):
            if place and self.number:
                yield Arrival(external_id, self.body, at, self.content_type, "supplement", self.number)
            else:
                yield Arrival(external_id, self.body, at, self.content_type)


def take(session: Session, door: Door, pushed: Pushed) -> Accepted:
    """Stores it, where it is not there yet."""
    for arrival in pushed.arrivals():
        accepted = door.take(session, pushed.channel, arrival)
        if accepted.new or _is_repeated(session, pushed, accepted.message_id):
            break
    return accepted


def as_taken(message: InboxMessage, read: Submission) -> Submission:
    """A demand that was stored beside another of its number is a supplement of that one."""
    if read.kind != "demand" or not message.refers_to:
        return read
    return replace(read, text=_AGAIN + read.text, kind="supplement", refers_to=message.refers_to)


def _is_repeated(session: Session, pushed: Pushed, message_id: int) -> bool:
    """Whether the stored envelope says the same; of what does not open (any more) the msg_id decides."""
    stored = session.scalars(select(InboxMessage).where(InboxMessage.id == message_id)).one()
    try:
        earlier = json_of(stored.raw_bytes or b"", stored.content_type)
    except Unreadable:
        return False
    theirs, ours = _content(pushed.seal, pushed.envelope), _content(pushed.seal, earlier)
    if theirs is None or ours is None:
        return bool(earlier.get("msg_id") == pushed.envelope["msg_id"])
    return theirs == ours


def _content(seal: Seal, envelope: dict[str, Any]) -> bytes | None:
    """The kind and the payload before it was sealed: without time, nonce and signature."""
    try:
        return f"{envelope.get('biz_type')}\n".encode() + seal.plain(envelope)
    except Unreadable:
        return None
