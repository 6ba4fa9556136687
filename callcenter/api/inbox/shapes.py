"""The inbox's shapes."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from callcenter.api.fields import Instant, Line, Listing, Paged, Phone, Reason, Words
from models.intake import InboxState, MessageKind, Outcome


class MessageRow(BaseModel):
    """One message in the list; `error`: the code in words."""

    id: int
    channel: str
    channel_name: str
    external_id: str
    kind: MessageKind
    kind_name: str
    state: InboxState
    outcome: Outcome | None
    order_no: str | None
    received_at: Instant
    processed_at: Instant | None
    attempts: int
    error_code: str | None
    error: str | None


class MessagePage(Paged):
    items: list[MessageRow]


class Submitted(BaseModel):
    """What the channel understood. Names and numbers are masked unless they were asked for in clear; `***` where this
    user may not know who asked.
    """

    text: str
    title: str
    citizen_name: str | None
    citizen_phone: str | None
    place_text: str
    occurred_at: Instant | None
    kind: MessageKind
    refers_to: str | None
    flags: list[str]


class ActionRow(BaseModel):
    """What somebody did to it."""

    at: Instant
    act: Literal["revealed", "edited", "replayed", "discarded"]
    actor_name: str
    reason: str


class MessageBody(MessageRow):
    """One message. submission: None where nobody could read it; raw_bytes: how much came over the wire."""

    submission: Submitted | None
    raw_bytes: int
    content_type: str | None
    actions: list[ActionRow]


class MessageClear(BaseModel):
    """A message's words in clear, raw as they came over the wire; that it was looked at is written down."""

    submission: Submitted | None
    raw: str | None


class Why(BaseModel):
    """The reason, which is written down."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class MessageEdit(Why):
    """What is to be different; fields that are not given stay."""

    text: Words | None = None
    title: Line | None = None
    citizen_name: Line | None = None
    citizen_phone: Phone | None = None
    place_text: Line | None = None
    occurred_at: Instant | None = None
    kind: MessageKind | None = None
    refers_to: Line | None = Field(default=None, description="external id or order number of what it belongs to")

    def changes(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set - {"reason"}}


class SourceCitizen(BaseModel):
    """Who sent it, masked; `***` where this user may not know. account: the sender's name at the channel."""

    name: str
    phone: str
    account: str


class SourceRow(BaseModel):
    """One message that an order came from, or that joined it. order_no: its own order, where that was merged."""

    id: int
    channel: str
    channel_name: str
    external_id: str
    kind: MessageKind
    kind_name: str
    state: InboxState
    outcome: Outcome | None
    outcome_name: str = Field(description="Chinese: what became of it")
    order_no: str
    citizen: SourceCitizen
    received_at: Instant


class Sources(Listing):
    items: list[SourceRow]
