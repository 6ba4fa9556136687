"""After the hang-up: the record and its draft order first, then the stereo recording, then the recogniser's last words.

Used for every end: a hang-up, a lost exchange, and a call that a killed process of ours left behind.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from callcenter.calls import recording
from callcenter.calls.ear import Ear
from callcenter.calls.ending import SPOKEN_S, Ending
from callcenter.calls.recording import Finished, RecordingMissing
from callcenter.calls.services import Services, Stream
from callcenter.calls.tracks import Party, Tracks
from models.calls import TranscriptState

log = logging.getLogger(__name__)

_EXACT_S = 0.02


@dataclass(frozen=True)
class Heard:
    """One party as it was heard live."""

    party: Party
    ear: Ear
    stream: Stream


async def close(services: Services, ending: Ending, tracks: Tracks, heard: Sequence[Heard] = ()) -> None:
    """Record an ended call. Every step is safe to repeat: after a crash reconciling does it again from the disk."""
    for one in heard:
        one.ear.close()  # what it still holds goes to its stream first
    last_words = [asyncio.create_task(one.stream.finish(services.timing.last_words)) for one in heard]
    for one in heard:
        await asyncio.to_thread(services.spooler.close, one.ear.safety)
        services.ledger.note(
            ending.conversation,
            "audio",
            party=one.party,
            heard_s=round(one.ear.heard_s, 2),
            longest_gap_ms=round(one.ear.longest_gap_s * 1000),
            late_frames=one.ear.late_frames,
        )
    finished: Finished | None = None
    if ending.spoke is None and ending.answered:
        finished = await _finish_recording(services, ending, tracks, heard)
        ending = await _judged_by_recording(services, ending, finished)
    spoke = bool(ending.spoke)
    if ending.outcome is None:
        ending = replace(ending, outcome="automatic" if spoke else "abandoned")
    await services.ledger.ended(replace(ending, spoke=spoke))
    if not ending.answered:
        return
    if finished is None:
        finished = await _finish_recording(services, ending, tracks, heard)
    if finished is not None:
        await _keep(services, ending, finished, tracks)
    ends = await asyncio.gather(*last_words)
    caller_until = [
        end.until_s + one.ear.start_s for one, end in zip(heard, ends, strict=True) if one.party == "caller"
    ]
    complete = (ending.live_words and all(end.complete for end in ends)) or not spoke
    await services.ledger.transcribed(
        ending.conversation, min(caller_until, default=None), complete, can_retry=finished is not None
    )


async def record(services: Services, ending: Ending, tracks: Tracks, words: TranscriptState) -> None:
    """The recording of a call whose end is in the database without it; words that are not whole are taken from it."""
    finished = await _finish_recording(services, ending, tracks, ())
    if finished is not None:
        await _keep(services, ending, finished, tracks)
    if words != "complete" and (finished is not None or words != "failed"):
        await services.ledger.transcribed(ending.conversation, None, complete=False, can_retry=finished is not None)


async def _finish_recording(
    services: Services, ending: Ending, tracks: Tracks, heard: Sequence[Heard]
) -> Finished | None:
    """The stereo file; None where it could not be made, which the call's record then says."""
    ears = {one.party: one.ear for one in heard}
    starts = {**ending.tap_starts, **{party: ear.safety_start_s for party, ear in ears.items()}}
    try:
        finished = await services.files.do(recording.finish, tracks, starts, services.timing, ending.expected_s)
    except RecordingMissing as error:
        services.ledger.note(ending.conversation, error.code)
        return None
    except Exception as error:
        # the single tracks stay on disk; it is tried again, and at the next start of `hotline calls`
        log.exception("recording-failed: %s", ending.conversation)
        services.ledger.note(ending.conversation, "recording-failed", error=type(error).__name__)
        return None
    for party, exact in finished.offsets.items():
        if party in ears and abs(by_s := exact - starts[party]) > _EXACT_S:
            ears[party].move(by_s)
            services.ledger.moved(ending.conversation, party, by_s)
    return finished


async def _keep(services: Services, ending: Ending, finished: Finished, tracks: Tracks) -> None:
    """The recording is in the database before its single tracks go."""
    await services.ledger.recorded(ending.conversation, finished, services.recordings)
    await asyncio.to_thread(recording.discard_tracks, tracks)


async def _judged_by_recording(services: Services, ending: Ending, finished: Finished | None) -> Ending:
    """What the live audio could not tell: whether the caller spoke, and when the call ended."""
    if finished is None:
        return replace(ending, spoke=False)
    spoken_s = await services.files.do(recording.spoken_s, finished.path)
    began = ending.recording_began
    ended_at = ending.ended_at or (began + timedelta(seconds=finished.seconds) if began else None)
    return replace(ending, spoke=spoken_s >= SPOKEN_S, ended_at=ended_at)
