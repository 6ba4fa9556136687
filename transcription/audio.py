"""Sound as numbers: reading files, resampling, G.711, and the band of a telephone.

Samples are int16 (`Samples`) on the way to an engine and float32 in -1..1 (`Waveform`) where they are computed with.
"""

from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from transcription.engine import Samples

Waveform = NDArray[np.float32]

TELEPHONE_RATE = 8000
_HEADERLESS = {".sln": 8000, ".raw": 8000, ".sln16": 16000}  # Asterisk's signed linear files


class UnreadableSound(Exception):
    """A file is missing or is no sound that libsndfile reads. Code: `unreadable-sound`."""

    code = "unreadable-sound"


def read(path: Path, channel: int | None = None, start_s: float = 0.0) -> tuple[Samples, int]:
    """Samples and rate of a file: WAV (PCM, A-law, mu-law), MP3, FLAC, Ogg, or headerless .sln from Asterisk.

    channel: 0 is left; None mixes all. start_s: leave out the beginning. Raises `UnreadableSound`.
    """
    try:
        if rate := _HEADERLESS.get(path.suffix):
            samples = np.fromfile(path, "<i2", offset=2 * int(start_s * rate)).astype(np.int16)
            return samples, rate
        with soundfile.SoundFile(path) as sound:
            sound.seek(min(int(start_s * sound.samplerate), sound.frames))
            frames = sound.read(dtype="float32", always_2d=True)
            rate = int(sound.samplerate)
    except (OSError, soundfile.LibsndfileError, ValueError) as error:
        raise UnreadableSound(f"{path}: {error}") from error
    if channel is not None and channel >= frames.shape[1]:
        raise UnreadableSound(f"{path} has {frames.shape[1]} channels, not {channel + 1}")
    return to_int16(frames.mean(axis=1) if channel is None else frames[:, channel]), rate


def resampled(waveform: Waveform, rate: int, to: int) -> Waveform:
    """The whole waveform at another rate."""
    return waveform if rate == to else np.asarray(soxr.resample(waveform, rate, to), np.float32)


def to_float(samples: Samples) -> Waveform:
    """int16 to -1..1."""
    return samples.astype(np.float32) / 32768.0


def to_int16(waveform: Waveform) -> Samples:
    """-1..1 to int16, clipped at full scale."""
    return np.asarray(np.clip(np.rint(waveform * 32768.0), -32768, 32767), np.int16)


def telephone(waveform: Waveform, rate: int) -> Waveform:
    """What the far end of a telephone line hears, at 8 kHz: 300-3400 Hz, A-law."""
    from scipy.signal import butter, sosfilt

    narrow = resampled(waveform, rate, TELEPHONE_RATE)
    band = np.asarray(sosfilt(butter(6, (300, 3400), "bandpass", fs=TELEPHONE_RATE, output="sos"), narrow), np.float32)
    return to_float(from_alaw(to_alaw(to_int16(band))))


def _alaw_table() -> NDArray[np.int16]:
    """ITU-T G.711 A-law, decoding table of 256 codes."""
    codes = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    magnitude = np.where(exponent > 0, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0), (mantissa << 4) + 8)
    return np.where(codes & 0x80, magnitude, -magnitude).astype(np.int16)


def _ulaw_table() -> NDArray[np.int16]:
    """ITU-T G.711 mu-law, decoding table of 256 codes."""
    codes = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = ((((codes & 15) << 3) + 0x84) << ((codes >> 4) & 7)) - 0x84
    return np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)


def _nearest(table: NDArray[np.int16]) -> NDArray[np.uint8]:
    """Encoding table over all 65,536 samples: the code whose level is nearest."""
    order = np.argsort(table, kind="stable")
    levels = table[order].astype(np.int32)
    middles = (levels[:-1] + levels[1:] + 1) // 2
    return order[np.searchsorted(middles, np.arange(-32768, 32768), side="right")].astype(np.uint8)


_ALAW, _ULAW = _alaw_table(), _ulaw_table()
_TO_ALAW, _TO_ULAW = _nearest(_ALAW), _nearest(_ULAW)


def from_alaw(codes: NDArray[np.uint8]) -> Samples:
    """G.711 A-law bytes to samples."""
    return _ALAW[codes]


def to_alaw(samples: Samples) -> NDArray[np.uint8]:
    """Samples to G.711 A-law bytes, by nearest level."""
    return _TO_ALAW[samples.astype(np.int32) + 32768]


def from_ulaw(codes: NDArray[np.uint8]) -> Samples:
    """G.711 mu-law bytes to samples."""
    return _ULAW[codes]


def to_ulaw(samples: Samples) -> NDArray[np.uint8]:
    """Samples to G.711 mu-law bytes, by nearest level."""
    return _TO_ULAW[samples.astype(np.int32) + 32768]
