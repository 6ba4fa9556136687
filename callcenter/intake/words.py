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


def caller_words(session: Session, conversation: UUID) -> str:
    """What the caller of a conversation said, as far as it was recognised; "" for nothing."""
    segments = calls.segments(session, conversation)
    return joined(segment.text for segment in segments if segment.speaker == "caller" and segment.final)
