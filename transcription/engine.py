"""The port of a recogniser. What an engine can do is data (`Capabilities`), not a subclass."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""Mono linear PCM."""


@dataclass(frozen=True)
class Capabilities:
    """What an engine can do.

    streaming: gives partial text while it hears; otherwise it takes whole segments cut by voice activity.
    words: gives times for single words.
    hotwords: accepts a list of terms to prefer.
    sample_rate: Hz that it wants; the session resamples.
    """

    streaming: bool
    words: bool
    hotwords: bool
    sample_rate: int


@dataclass(frozen=True)
class Word:
    """One recognised word; times in seconds from the start of the stream."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Segment:
    """One stretch of speech with its text; times in seconds from the start of the stream, confidence 0..1."""

    start: float
    end: float
    text: str
    confidence: float
    words: tuple[Word, ...] = field(default=())


class Recogniser(Protocol):
    """One stream's state inside an engine. Not shared between threads."""

    def accept(self, samples: Samples) -> str:
        """Hear more; returns the partial text so far ("" for an engine that does not stream)."""
        ...

    def finish(self) -> Segment | None:
        """End of a stretch of speech: its text, or None where nothing was said. The recogniser is then fresh."""
        ...


class Engine(Protocol):
    """A loaded model. Raises `EngineUnavailable` from its constructor where weights or a library are missing."""

    name: str
    capabilities: Capabilities

    def recogniser(self, hotwords: Sequence[str] = ()) -> Recogniser:
        """A fresh recogniser for one stream; times count from its first sample."""
        ...


class EngineUnavailable(Exception):
    """An engine cannot be loaded here. Code: `engine-unavailable`. The message says how to mend it."""

    code = "engine-unavailable"
