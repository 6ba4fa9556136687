"""The caller's words as one text."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from models import calls

_STOPS = "，。！？；、,.!?;"


def joined(texts: Iterable[str]) -> str:
    """Segments in order, with a comma where the recogniser gave no punctuation."""
    text = ""
    for piece in (piece.strip() for piece in texts):
        if piece:
            text += piece if not text or text[-1] in _STOPS else f"，{piece}"
    return text


def caller_words(session: Session, conversation: UUID, from_s: float = 0.0) -> str:
    """What the caller of a conversation said, as far as it was recognised; "" for nothing.

    from_s: only what ended after this second of the recording.
    """
    spoken = [one for one in calls.segments(session, conversation) if one.speaker == "caller" and one.final]
    return joined(one.text for one in spoken if one.end_s > from_s)
