"""Whether a channel's door is open: its settings as long as it is enabled."""

from typing import Any, Protocol

from pydantic import SecretStr
from sqlalchemy.orm import Session

from integrations.channel.registry import channels
from integrations.channel.settings import load
from integrations.channel.signing import DoorRefused


class DoorSettings(Protocol):
    """What settings of a channel with signed requests have."""

    system_id: str
    secret: SecretStr
    window_s: int


def opened(session: Session, name: str) -> Any:
    """The settings of an enabled channel. Raises `DoorRefused` (`channel-disabled`)."""
    stored = load(session, name, channels()[name].settings)
    if not stored.enabled or stored.values is None:
        raise DoorRefused("channel-disabled", 503)
    return stored.values
