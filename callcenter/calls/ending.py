"""How a call ended, in one value: what the record, the recording and the draft order are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from callcenter.calls.tracks import Party
from callcenter.telephony.switch import Hangup
from models.calls import CallOutcome, Intake

SPOKEN_S = 0.3
"""So many seconds of speech on the caller's track are somebody talking: there will be a draft order."""


@dataclass(frozen=True)
class Ending:
    """One ended conversation.

    cause: Q.850. outcome None: speech decides between automatic and abandoned. spoke: whether the caller said
    anything; None where only the recording can tell. answered: otherwise there is no recording. live_words: the
    live audio reached the recogniser without a gap. expected_s: how long the recording should be. ended_at None: when
    its recording, begun at `recording_began`, ends. tap_starts: supposed start of safety tracks that nobody hears any
    more, in seconds of the recording.
    """

    conversation: str
    ended_at: datetime | None
    ended_by: Hangup
    cause: int | None
    outcome: CallOutcome | None
    intake: Intake | None
    spoke: bool | None
    answered: bool
    live_words: bool
    expected_s: float = 0.0
    recording_began: datetime | None = None
    tap_starts: Mapping[Party, float] = field(default_factory=dict)
