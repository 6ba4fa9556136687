"""How well a recording carries what was said: correlation with the source, each second aligned by itself."""

from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

RATE = 8000
"""Hz of the telephone network."""

Signal = NDArray[np.float64]

_SPOKEN_RMS = 0.003
"""A second quieter than this is a pause: nothing to compare."""


def telephone_signal(path: Path, channel: int = 0) -> Signal:
    """One channel of a sound file at 8 kHz, in -1..1."""
    samples, rate = soundfile.read(path, dtype="float64", always_2d=True)
    signal: Signal = (
        soxr.resample(samples[:, channel], rate, RATE, quality="VHQ") if rate != RATE else samples[:, channel]
    )
    return signal


def _best_match(piece: Signal, track: Signal) -> float:
    """Highest normalised correlation of `piece` at any place of `track`."""
    size = 1 << int(np.ceil(np.log2(len(piece) + len(track))))
    spectrum = np.fft.rfft(track, size) * np.conj(np.fft.rfft(piece, size))
    products = np.fft.irfft(spectrum, size)[: max(1, len(track) - len(piece) + 1)]
    energy = np.concatenate([[0.0], np.cumsum(track**2)])
    windows = energy[len(piece) :] - energy[: -len(piece)]
    # quiet windows would divide by nothing
    norms = np.sqrt(np.maximum(windows, 1e-6) * float((piece**2).sum()))
    return float(np.max(products[: len(norms)] / norms))


def seconds_alike(source: Signal, track: Signal) -> list[float]:
    """The correlation of every spoken second of `source` with `track` (both 8 kHz); [] where nothing was spoken."""
    pieces = [source[start : start + RATE] for start in range(0, len(source) - RATE // 2, RATE)]
    spoken = [piece for piece in pieces if len(piece) > RATE // 2 and np.sqrt(np.mean(piece**2)) > _SPOKEN_RMS]
    return [_best_match(piece, track) for piece in spoken if len(piece) <= len(track)]
