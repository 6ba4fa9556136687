"""What the telephone says: a sound file, or a text spoken by a synthetic voice, as 8 kHz samples."""

from pathlib import Path

import numpy as np

from callcenter.settings import Settings
from transcription.audio import TELEPHONE_RATE, read, resampled, to_float, to_int16
from transcription.engine import Samples

_FRAME = 160
_QUIET_DB = 40.0
"""A frame so far below the loudest one is no speech."""


def from_file(path: Path) -> Samples:
    """Any format that libsndfile reads, mixed to one channel. Raises UnreadableSound."""
    samples, rate = read(path)
    return to_int16(resampled(to_float(samples), rate, TELEPHONE_RATE))


def from_text(settings: Settings, text: str, voice: str) -> Samples:
    """Spoken by the installed voice. Raises VoiceUnavailable, WeightsUnavailable."""
    from callcenter.voice import Voice
    from transcription import weights

    folder = weights.ensure(settings.cache, weights.DEFAULT_VOICE, lambda _: None)
    spoken, rate = Voice(folder).speak(text, voice)
    return to_int16(resampled(spoken, rate, TELEPHONE_RATE))


def speech_span(samples: Samples) -> tuple[float, float]:
    """Seconds at which the first frame with speech begins and the last one ends."""
    whole = samples[: len(samples) // _FRAME * _FRAME].astype(np.float64).reshape(-1, _FRAME)
    level = np.sqrt((whole**2).mean(axis=1))
    loud = np.flatnonzero(level > max(1.0, level.max(initial=0.0)) * 10 ** (-_QUIET_DB / 20))
    if not len(loud):
        return 0.0, len(samples) / TELEPHONE_RATE
    return float(loud[0] * _FRAME / TELEPHONE_RATE), float((loud[-1] + 1) * _FRAME / TELEPHONE_RATE)
