"""Calls: their record, their words, their recording. Joined by one conversation id, which the dialplan gave."""

from models.calls.proposals import propose, proposed, purge_proposals
from models.calls.record import CallUnknown, begin, end, live, log, update
from models.calls.tables import (
    Call,
    CallEvent,
    CallOutcome,
    CallState,
    Intake,
    Recording,
    Speaker,
    TranscriptSegment,
    TranscriptState,
)
from models.calls.words import NewSegment, add_segment, attach_recording, recording, replace_segments, segments

__all__ = [
    "Call",
    "CallEvent",
    "CallOutcome",
    "CallState",
    "CallUnknown",
    "Intake",
    "NewSegment",
    "Recording",
    "Speaker",
    "TranscriptSegment",
    "TranscriptState",
    "add_segment",
    "attach_recording",
    "begin",
    "end",
    "live",
    "log",
    "propose",
    "proposed",
    "purge_proposals",
    "recording",
    "replace_segments",
    "segments",
    "update",
]
