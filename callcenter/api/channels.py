"""Channels: what there is, how each is, its settings, and pulling at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from callcenter.api.fields import Instant, Listing
from callcenter.channels.health import ChannelHealth, health
from callcenter.channels.reconciling import reconciler
from callcenter.web.access import Access, allowed
from callcenter.web.idempotency import Once
from callcenter.web.permissions import Right
from callcenter.web.problem import Problem
from callcenter.web.transaction import Transaction
from integrations.channel import Channel as Port
from integrations.channel import channels, load, save, shown
from integrations.channel.errors import CODES
from models import channels as states

router = APIRouter(prefix="/channels", tags=["channels"])

Reader = Annotated[Access, Depends(allowed(Right.CHANNELS_READ))]
Setter = Annotated[Access, Depends(allowed(Right.CHANNELS_SET))]
Name = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9_]+$", examples=["website"])]


class ChannelBody(BaseModel):
    """A channel and how it is. lag_s: age of the oldest message that waits; error: of the last pull, in words."""

    name: str
    chinese: str
    enabled: bool
    set_up: bool = Field(description="settings are there and fit")
    pulls: bool
    receives: bool
    delivers: bool
    reconciles: bool = Field(description="its days are compared with the far side's")
    last_message_at: Instant | None
    lag_s: float
    backlog: int
    dead: int
    pulled_at: Instant | None
    next_pull_at: Instant | None
    failures: int
    error_code: str | None
    error: str | None
    error_at: Instant | None
    undelivered: int
    given_up: int
    paused: bool


class ChannelList(Listing):
    items: list[ChannelBody]


class SettingsBody(BaseModel):
    """A channel's settings. values: without secrets (`********` where one is set); form: their JSON Schema."""

    name: str
    chinese: str
    enabled: bool
    version: int
    values: dict[str, Any]
    form: dict[str, Any]


class SettingsRequest(BaseModel):
    """All settings of a channel; `********` keeps a secret. version: what was read."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool
    version: int = Field(ge=0, le=2**62)
    values: dict[str, Any]


class PullOrdered(BaseModel):
    """The channel is asked within the next minute."""

    name: str
    version: int = 0


@router.get("")
def listing(_: Reader, transaction: Transaction) -> ChannelList:
    """Every channel with its health."""
    return ChannelList(items=[_body(one) for one in health(transaction)])


@router.get("/{name}/settings")
def settings(name: Name, _: Setter, transaction: Transaction) -> SettingsBody:
    """What is set, and the form to set it."""
    return _settings(transaction, _known(name))


@router.put("/{name}/settings")
def change(
    *, name: Name, request: SettingsRequest, access: Setter, transaction: Transaction, once: Once
) -> SettingsBody:
    """Replaces a channel's settings; they hold from the next message on."""
    channel = _known(name)

    def write() -> SettingsBody:
        save(
            transaction,
            name,
            channel.settings,
            request.values,
            enabled=request.enabled,
            version=request.version,
            by=access.user.name,
        )
        return _settings(transaction, channel)

    return once(SettingsBody, write)


@router.post("/{name}/pull")
def pull(name: Name, _: Setter, transaction: Transaction, once: Once) -> PullOrdered:
    """Does not wait for the channel's time."""
    _known(name)

    def write() -> PullOrdered:
        state = states.state_of(transaction, name, lock=True)
        state.next_pull_at = None
        return PullOrdered(name=name)

    return once(PullOrdered, write)


def _known(name: str) -> Port:
    channel = channels().get(name)
    if channel is None:
        raise Problem("channel-not-found")
    return channel


def _settings(transaction: Transaction, channel: Port) -> SettingsBody:
    stored = load(transaction, channel.name, channel.settings)
    return SettingsBody(
        name=channel.name,
        chinese=channel.chinese,
        enabled=stored.enabled,
        version=stored.version,
        values=shown(stored.values),
        form=channel.settings.model_json_schema(),
    )


def _body(one: ChannelHealth) -> ChannelBody:
    return ChannelBody(
        **{name: getattr(one, name) for name in ChannelBody.model_fields if hasattr(one, name)},
        enabled=one.stored.enabled,
        set_up=one.stored.values is not None,
        reconciles=reconciler(one.name) is not None,
        error=CODES.get(one.error_code, one.error_code) if one.error_code else None,
    )
