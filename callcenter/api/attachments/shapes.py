"""Attachments on the wire: one, an order's list with what may still be added, what withdrawing needs."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from callcenter.api.fields import Instant, Listing, Reason, Ref
from models.attachments import AttachmentKind, OfferState, ScanState


class AttachmentBody(BaseModel):
    """One attachment. name: numbers in it masked; a unit sees no name of a secret order's material."""

    id: int
    name: str
    kind: AttachmentKind
    kind_name: str
    media_type: str = Field(description="found by content", examples=["image/jpeg"])
    type_name: str
    size: int = Field(description="bytes")
    sha256: str
    added_at: Instant
    added_by: str
    unit: Ref | None = Field(description="whose people added it; null: the hotline or the citizen")
    scan_state: ScanState
    scan_name: str
    shown: bool = Field(description="a browser shows it as a picture")
    stripped: bool = Field(description="this user gets it without place, time and device")
    why_not: str = Field(description="Chinese, where it is not given out at present; else empty")
    may_withdraw: bool
    withdrawn_at: Instant | None
    withdrawn_reason: str


class AttachmentStep(AttachmentBody):
    """What adding or withdrawing gives. version: the order's after this step; the step before was one less."""

    version: int


class KindBody(BaseModel):
    """A purpose that this user may give an attachment."""

    kind: AttachmentKind
    chinese: str


class FamilyLimit(BaseModel):
    """A family of types: extensions and the bytes that one file may have."""

    family: Literal["picture", "document", "sound", "film", "text"]
    chinese: str
    extensions: list[str]
    limit: int


class OfferedBody(BaseModel):
    """A file that one of the order's messages brought and that is no attachment: refused, or not fetched yet."""

    id: int
    name: str
    channel_name: str
    state: OfferState
    state_name: str
    error_code: str | None
    error: str = Field(description="Chinese: why it was not taken; empty while it is being fetched")
    size: int | None = Field(description="bytes, where they are known")
    at: Instant


class AttachmentList(Listing):
    """An order's attachments, oldest first, withdrawn ones too. left: how many may still be added."""

    items: list[AttachmentBody]
    offered: list[OfferedBody] = Field(description="files that messages brought and that were not taken, or not yet")
    kinds: list[KindBody]
    limits: list[FamilyLimit]
    left: int
    may_add: bool
    why_not: str


class Withdrawal(BaseModel):
    """Why it is withdrawn; the order's timeline keeps it."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason
