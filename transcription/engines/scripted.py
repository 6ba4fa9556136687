"""An engine for tests and load benchmarks: no model, a fixed text for every loud enough utterance.

Deterministic: the n-th utterance that a recogniser hears gets the n-th line of its script, round and round.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from transcription.engine import Capabilities, Samples, Segment

RATE = 8000
LINES = ("我要反映一个问题", "小区门口的路灯坏了", "请尽快派人来修")
_LOUD = 200.0


class Scripted:
    """script.txt in the weights folder (a line an utterance) replaces the lines of this module."""

    name = "scripted"

    def __init__(self, weights_dir: Path | None = None, streaming: bool = False) -> None:
        script = weights_dir / "script.txt" if weights_dir else None
        self.lines: Sequence[str] = script.read_text("utf-8").split("\n") if script and script.is_file() else LINES
        self.capabilities = Capabilities(streaming=streaming, words=False, hotwords=False, sample_rate=RATE)

    def recogniser(self, hotwords: Sequence[str] = ()) -> "ScriptedRecogniser":
        """A fresh recogniser that begins with the first line."""
        return ScriptedRecogniser(self)


class ScriptedRecogniser:
    """Gives a line to an utterance whose loudness is above the noise of a line."""

    def __init__(self, engine: Scripted) -> None:
        self._engine = engine
        self._count = 0
        self._heard: list[Samples] = []

    def accept(self, samples: Samples) -> str:
        """Streaming: one more character of the line for every quarter of a second."""
        self._heard.append(samples)
        if not self._engine.capabilities.streaming:
            return ""
        return self._line()[: 1 + sum(map(len, self._heard)) * 4 // RATE]

    def finish(self) -> Segment | None:
        """The line, with the utterance's own length; None where it was quiet."""
        samples = np.concatenate([np.zeros(0, np.int16), *self._heard])
        self._heard = []
        if not len(samples) or float(np.sqrt(np.mean(np.square(samples.astype(np.float32))))) < _LOUD:
            return None
        text = self._line()
        self._count += 1
        return Segment(0.0, len(samples) / RATE, text, 1.0)

    def _line(self) -> str:
        return self._engine.lines[self._count % len(self._engine.lines)]
