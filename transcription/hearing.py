"""One utterance inside an engine: telephone samples in, the engine's own rate and times out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import soxr

from transcription.engine import Engine, Samples, Segment
from transcription.lexicon import Lexicon

RATE = 8000


class Hearing:
    """Times are in seconds from the utterance's first sample. One utterance after another may use it."""

    def __init__(self, engine: Engine, lexicon: Lexicon | None = None, hotwords: Sequence[str] = ()) -> None:
        """lexicon: puts the terms of the final words right."""
        self._lexicon = lexicon or Lexicon(())
        self._recogniser = engine.recogniser(hotwords)
        self._rate = engine.capabilities.sample_rate
        self._fresh()

    def hear(self, samples: Samples) -> str:
        """Hear more 8 kHz samples; the partial text, "" where the engine does not stream."""
        return self._recogniser.accept(self._resampled(samples, last=False))

    def finish(self) -> Segment | None:
        """The utterance's words, or None where nothing was said."""
        if self._resampler is not None:
            self._recogniser.accept(self._resampled(np.zeros(0, np.int16), last=True))
        segment = self._recogniser.finish()
        self._fresh()
        if segment is None or not segment.text.strip():
            return None
        return replace(segment, text=self._lexicon.corrected(segment.text))

    def _fresh(self) -> None:
        same = self._rate == RATE
        self._resampler = None if same else soxr.ResampleStream(RATE, self._rate, 1, dtype="int16", quality="HQ")

    def _resampled(self, samples: Samples, last: bool) -> Samples:
        if self._resampler is None:
            return samples
        return np.asarray(self._resampler.resample_chunk(samples, last=last), np.int16).reshape(-1)
