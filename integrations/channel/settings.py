"""A channel's settings: a pydantic model each, checked when saved, sealed in the store, shown without their secrets.

A field of type `SecretStr` is a secret. Shown, it is `HIDDEN` when it has a value; `HIDDEN` sent back keeps the value.
"""

import json
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from sqlalchemy.orm import Session

from models import channels
from models.orders.errors import OrderError

HIDDEN: Final = "********"


class ChannelSettings(BaseModel):
    """Base of all settings. Field titles and descriptions are what the console shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    silent_after_h: int = Field(
        default=2, title="几小时没有收件即报警", ge=0, le=720, description="0 为不报警；夜间来件少的渠道可设长一些",
    )  # fmt: skip


class NoSettings(ChannelSettings):
    """For a channel that needs none."""


class SettingsInvalid(OrderError):
    """What was given does not fit the channel; members: field -> what is wrong."""

    code, status = "channel-settings-invalid", 422

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(f"以下设置不符合要求：{'、'.join(errors)}")
        self.members = {"errors": [{"field": name, "message": message} for name, message in errors.items()]}


Held = TypeVar("Held", bound=ChannelSettings)


@dataclass(frozen=True)
class Stored:
    """A channel's settings as they stand. values None: nobody has set them, or they no longer fit. version 0: none."""

    enabled: bool
    values: Any
    version: int


def load(session: Session, name: str, kind: type[ChannelSettings]) -> Stored:
    """The settings of the channel `name`; a channel that needs nothing is enabled from the start."""
    row = channels.settings_of(session, name)
    if row is None:
        default = _default(kind)
        return Stored(enabled=default is not None, values=default, version=0)
    try:
        values = kind.model_validate_json(row.settings)
    except ValidationError:  # a new release asks for more than was set
        return Stored(enabled=False, values=None, version=row.version)
    return Stored(row.enabled, values, row.version)


def save(
    session: Session, name: str, kind: type[ChannelSettings], given: dict[str, Any], *, enabled: bool, version: int,
    by: str,
) -> Stored:  # fmt: skip
    """Checks and stores. Raises `SettingsInvalid`, `VersionConflict`."""
    before = load(session, name, kind).values
    kept = {key: value for key, value in given.items() if value != HIDDEN}
    for key in given.keys() - kept.keys():
        held = getattr(before, key, None)
        if isinstance(held, SecretStr):
            kept[key] = held.get_secret_value()
    try:
        values = kind.model_validate(kept)
    except ValidationError as error:
        # the given values stay out: they may be secrets
        raise SettingsInvalid({".".join(str(at) for at in one["loc"]): one["msg"] for one in error.errors()}) from None
    row = channels.save_settings(session, name, enabled=enabled, settings=_plain(values), version=version, by=by)
    return Stored(row.enabled, values, row.version)


def shown(values: ChannelSettings | None) -> dict[str, Any]:
    """Settings for an administrator's eyes: without secrets."""
    if values is None:
        return {}
    told: dict[str, Any] = json.loads(values.model_dump_json())
    for key in told:
        held = getattr(values, key)
        if isinstance(held, SecretStr):
            told[key] = HIDDEN if held.get_secret_value() else ""
    return told


def _default(kind: type[Held]) -> Held | None:
    try:
        return kind()
    except ValidationError:
        return None


def _plain(values: ChannelSettings) -> str:
    plain = {
        key: held.get_secret_value() if isinstance(held := getattr(values, key), SecretStr) else value
        for key, value in values.model_dump(mode="json").items()
    }
    return json.dumps(plain, ensure_ascii=False)
