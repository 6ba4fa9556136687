"""The words of a call from its recording, where the live words were not whole."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from callcenter.calls.summary import call_summary
from callcenter.jobs import defer
from models import calls, events
from models.calls import Call, NewSegment, Speaker
from models.database import Store
from transcription.engine import Segment

log = logging.getLogger(__name__)


class Transcribing(Protocol):
    """`transcription.service.SpeechClient`, as far as recordings go."""

    async def transcribe(self, path: Path, channel: int = 0, start_s: float = 0.0) -> list[Segment]: ...


@dataclass(frozen=True)
class _Task:
    """One side of a recording: from_s leaves out the prompts, which are on the agent's side before the agent is."""

    speaker: Speaker
    channel: int
    from_s: float


async def transcribe_recording(store: Store, speech: Transcribing, recordings: Path, conversation: UUID) -> None:
    """Replace the live words by those of the recording; raises `SpeechDown` without a recogniser. Repeatable."""
    path, tasks = await asyncio.to_thread(_plan, store, recordings, conversation)
    words: dict[Speaker, list[NewSegment]] = {}
    if path is not None:
        for task in tasks:
            segments = await speech.transcribe(path, task.channel, task.from_s)
            words[task.speaker] = [NewSegment(s.start, s.end, s.text, s.confidence) for s in segments]
    await asyncio.to_thread(_store, store, conversation, words, whole=path is not None)


def _plan(store: Store, recordings: Path, conversation: UUID) -> tuple[Path | None, list[_Task]]:
    with store.reading() as session:
        call = session.get_one(Call, conversation)
        recording = calls.recording(session, conversation)
        if recording is None or not (recordings / recording.path).exists():
            log.error("recording-missing: %s", conversation)
            return None, []
        tasks = [_Task("caller", 0, 0.0)]
        if call.answered_at is not None and call.agent_answered_at is not None:
            joined_s = (call.agent_answered_at - call.answered_at).total_seconds()
            tasks.append(_Task("agent", 1, max(joined_s, 0.0)))
        return recordings / recording.path, tasks


def _store(store: Store, conversation: UUID, words: dict[Speaker, list[NewSegment]], *, whole: bool) -> None:
    with store.transaction() as session:
        for speaker, segments in words.items():
            calls.replace_segments(session, conversation, speaker, segments)
        calls.update(session, conversation, transcript_state="complete" if whole else "failed")
        calls.log(session, conversation, "transcript", {"state": "complete" if whole else "failed"})
        defer.settle_call(session, str(conversation))
        call = session.get_one(Call, conversation)
        # listeners that show the call read its words again
        events.publish(session, "call.transcribed", str(conversation), call_summary(session, call))
