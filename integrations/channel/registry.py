"""Which channels there are: the entry points of the group `hotline.channels`, whoever installed them.

A source tree that was never installed has no metadata; then the project's own `pyproject.toml` is read.
"""

import logging
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Final

from integrations.channel.port import Channel

GROUP: Final = "hotline.channels"
_PROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"

log = logging.getLogger(__name__)


@cache
def channels() -> Mapping[str, Channel]:
    """Every channel by its name. One that cannot be loaded is left out and named in the log: the others work."""
    found: dict[str, Channel] = {}
    for entry in declared():
        try:
            channel: Channel = entry.load()
        except Exception:
            log.exception("channel-broken: %s = %s", entry.name, entry.value)
            continue
        if channel.name != entry.name:
            log.error(
                "channel-broken: the entry point %s names a channel that calls itself %s", entry.name, channel.name
            )
            continue
        found[entry.name] = channel
    return MappingProxyType(dict(sorted(found.items())))


def declared(project: Path = _PROJECT) -> list[EntryPoint]:
    """The entry points, by name; those of the source tree win over installed ones of the same name."""
    known = {entry.name: entry for entry in entry_points(group=GROUP)}
    if project.is_file():
        own = tomllib.loads(project.read_text("utf-8")).get("project", {}).get("entry-points", {}).get(GROUP, {})
        known |= {name: EntryPoint(name, value, GROUP) for name, value in own.items()}
    return [known[name] for name in sorted(known)]
