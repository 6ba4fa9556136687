"""The recogniser as a process of its own (`hotline speech`), and the client that the other roles use."""

from transcription.service.client import HeardSegment, SpeechClient, SpeechDown, SpeechStatus, SpeechStream, StreamEnd

__all__ = ["HeardSegment", "SpeechClient", "SpeechDown", "SpeechStatus", "SpeechStream", "StreamEnd"]
