"""Recordings of which no call is known: while nobody handled calls the exchange held a caller, and he hung up.

The exchange then has recorded him, and may have answered him; what he said must not lie on the disk unread.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from callcenter.calls.tracks import BYTES_PER_SECOND, ending, folder
from models.clock import LOCAL

QUIET: Final = timedelta(minutes=10)
"""A track to which nothing was added for so long is of a call that is over."""
_DAYS: Final = range(-2, 2)
"""Folders around today: their names are by the exchange's own clock."""


@dataclass(frozen=True)
class Stray:
    """A caller's track. began: when its first sound was written."""

    conversation: str
    began: datetime


def strays(recordings: Path, now: datetime) -> Iterator[Stray]:
    """Every track that is over, known or not, oldest folder first; reads the disk."""
    for days in _DAYS:
        day = now.astimezone(LOCAL) + timedelta(days=days)
        for track in sorted(folder(recordings, day).glob(f"*{ending('caller')}")):
            conversation = track.name.removesuffix(ending("caller"))
            with contextlib.suppress(FileNotFoundError):  # its call has got its recording just now
                told = track.stat()
                ended = datetime.fromtimestamp(told.st_mtime, UTC)
                if now - ended > QUIET and _is_conversation(conversation):
                    yield Stray(conversation, ended - timedelta(seconds=told.st_size / BYTES_PER_SECOND))


def _is_conversation(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
