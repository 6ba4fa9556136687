"""One leg of a call, heard in this process: 20 ms frames in, partial and final segments out.

The service does the same with the engine in another process; files, tests and measurements use this one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transcription.endpointer import RATE, Cutting, Endpointer, Utterance
from transcription.engine import Engine, Samples, Segment
from transcription.hearing import Hearing
from transcription.lexicon import Lexicon
from transcription.voice_activity import Silero, VoiceActivity


@dataclass(frozen=True)
class Heard:
    """Words of one utterance; times from the stream's first sample. Not final: they will be said again."""

    segment: Segment
    final: bool


class Session:
    """Streaming and segment engines alike: a streaming engine adds partial words while the utterance is open."""

    def __init__(
        self,
        engine: Engine,
        detector: VoiceActivity | None = None,
        cutting: Cutting | None = None,
        lexicon: Lexicon | None = None,
        hotwords: Sequence[str] = (),
    ) -> None:
        self._streaming = engine.capabilities.streaming
        self._hearing = Hearing(engine, lexicon, hotwords)
        self._endpointer = Endpointer(detector or Silero(), cutting)
        self._told = 0  # samples of the open utterance that the engine has heard
        self._partial = ""

    def feed(self, samples: Samples) -> list[Heard]:
        """Hear more 8 kHz samples, usually 160."""
        heard = [h for u in self._endpointer.feed(samples) for h in self._final(u)]
        utterance = self._endpointer.current
        if self._streaming and utterance is not None:
            partial = self._hearing.hear(utterance.samples(self._told))
            self._told = len(utterance.audio) // 2
            if partial and partial != self._partial:
                end = utterance.start_s + utterance.seconds
                heard.append(Heard(Segment(utterance.start_s, end, partial, 0.0), final=False))
            self._partial = partial
        return heard

    def finish(self) -> list[Heard]:
        """The leg has hung up: the last words."""
        return [h for u in self._endpointer.finish() for h in self._final(u)]

    def _final(self, utterance: Utterance) -> Iterator[Heard]:
        # the cut takes silence away that the engine may have heard already: never count below zero
        self._hearing.hear(utterance.samples(self._told))
        self._told, self._partial = 0, ""
        if segment := self._hearing.finish():
            yield Heard(moved(segment, utterance.start_s), final=True)


def moved(segment: Segment, by: float) -> Segment:
    """The same words `by` seconds later."""
    words = tuple(replace(w, start=w.start + by, end=w.end + by) for w in segment.words)
    return replace(segment, start=segment.start + by, end=segment.end + by, words=words)


def transcribe(engine: Engine, samples: Samples, lexicon: Lexicon | None = None) -> list[Segment]:
    """All final segments of a whole recording at 8 kHz."""
    session = Session(engine, lexicon=lexicon)
    heard = [h for start in range(0, len(samples), RATE) for h in session.feed(samples[start : start + RATE])]
    return [h.segment for h in [*heard, *session.finish()] if h.final]
