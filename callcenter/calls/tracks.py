"""Where a call's sound lies on disk: `<recordings>/YYYY/MM/DD/<conversation>.*`.

The exchange writes `.caller.sln` and `.agent.sln` (8 kHz s16le, headerless, same start); we write the safety tracks
`.caller.tap.sln` and `.agent.tap.sln` from the live audio, and at the end `.wav` (stereo, left caller, right agent).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from models.clock import LOCAL

Party = Literal["caller", "agent"]
PARTIES: tuple[Party, Party] = ("caller", "agent")
SAMPLE_RATE = 8000
BYTES_PER_SECOND = 2 * SAMPLE_RATE


@dataclass(frozen=True)
class Tracks:
    """The files of one conversation. `base` is their common path without a suffix."""

    base: Path

    def track(self, party: Party) -> Path:
        return self.base.with_name(self.base.name + ending(party))

    def tap(self, party: Party) -> Path:
        return self.base.with_name(f"{self.base.name}.{party}.tap.sln")

    @property
    def stereo(self) -> Path:
        return self.base.with_name(f"{self.base.name}.wav")

    def sizes(self) -> tuple[int, ...]:
        """Bytes of the exchange's tracks, 0 where one does not exist."""
        return tuple(path.stat().st_size if path.exists() else 0 for path in map(self.track, PARTIES))

    def exist(self) -> bool:
        """Whether there is any sound, single tracks or the recording made of them."""
        singles = any(path(party).exists() for path in (self.track, self.tap) for party in PARTIES)
        return singles or self.stereo.exists()


def ending(party: Party) -> str:
    """Of the name of a party's track as the exchange writes it."""
    return f".{party}.sln"


def folder(recordings: Path, day: datetime) -> Path:
    """Where the calls of a day lie."""
    return recordings / day.strftime("%Y/%m/%d")


def locate(recordings: Path, conversation: str, started_at: datetime) -> Tracks:
    """The tracks of a conversation that began about `started_at`.

    The dialplan names the folder by the exchange's own clock, so the days around are looked at too.
    """
    day = started_at.astimezone(LOCAL)
    places = [
        Tracks(folder(recordings, when) / conversation)
        for when in (day, day - timedelta(days=1), day + timedelta(days=1))
    ]
    return next((place for place in places if place.exist()), places[0])
