"""What every call works with: made once by the call handler, given to each conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar, TypeVarTuple

from callcenter.agents.desk import AgentDesk
from callcenter.assist.draft import Drafting
from callcenter.calls.ear import Listener
from callcenter.calls.ledger import Ledger
from callcenter.calls.leg_book import LegBook
from callcenter.calls.safety_track import Spooler
from callcenter.calls.timing import Timing
from callcenter.telephony.switch import Switch
from transcription.service import HeardSegment, StreamEnd

Ts = TypeVarTuple("Ts")
T = TypeVar("T")


class FileWork(Protocol):
    """Where recordings are finished: `callcenter.calls.backstage.Backstage`."""

    async def do(self, work: Callable[[*Ts], T], *args: *Ts) -> T: ...


class Stream(Listener, Protocol):
    """One leg's live recognition."""

    async def finish(self, timeout_s: float) -> StreamEnd: ...


class Hearing(Protocol):
    """The recogniser as calls see it: `transcription.service.SpeechClient`."""

    def stream(self, key: str, on_segment: Callable[[HeardSegment], None]) -> Stream: ...


@dataclass(frozen=True)
class Services:
    """files: processes for finishing recordings: the arithmetic of many ends at once must not hold up a living call."""

    switch: Switch
    legs: LegBook
    ledger: Ledger
    desk: AgentDesk
    hearing: Hearing
    drafting: Drafting
    prompts: Mapping[str, Path]
    spooler: Spooler
    recordings: Path
    files: FileWork
    timing: Timing
