"""Where a live tap lies in the exchange's own recording, by cross-correlation, and the tail that only the tap has."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate

from callcenter.calls.tracks import SAMPLE_RATE

Track = NDArray[np.int16]

_PROBE = 2 * SAMPLE_RATE
_SHORTEST_PROBE = SAMPLE_RATE // 2
_HOP = SAMPLE_RATE // 10
_LIKE = 0.8  # normalised correlation from which two stretches are the same sound
_LOOK_BACK = 300 * SAMPLE_RATE  # the end of the overlap decides about the tail; an hour would cost memory
_QUIET = 100.0  # root mean square below which a stretch cannot be recognised again


def offset_of(tap: Track, track: Track, near: int, slack: int) -> int | None:
    """Sample of `track` at which `tap` began, sought within `near` +- `slack`; None where the sound does not tell."""
    supposed = min(tap.size, track.size - near)
    # where the tap began later than supposed, the end of the overlap is not in the track
    for margin in range(0, slack + 1, SAMPLE_RATE):
        found = _found(tap[: max(supposed - margin, 0)], track, near, slack)
        if found is not None:
            return found
    return None


def _found(overlap: Track, track: Track, near: int, slack: int) -> int | None:
    """The offset by the loudest stretch of what both should have heard."""
    since = max(overlap.size - _LOOK_BACK, 0)
    length = min(_PROBE, (overlap.size - since) // _HOP * _HOP)
    loudest = _loudest(overlap[since:], length)
    if loudest is None:
        return None
    start = since + loudest
    probe = overlap[start : start + length].astype(np.float64)
    first = max(near + start - slack, 0)
    place = track[first : near + start + slack + probe.size].astype(np.float64)
    if place.size < probe.size:
        return None
    energy = np.concatenate(([0.0], np.cumsum(place * place)))
    windows = np.sqrt(np.maximum(energy[probe.size :] - energy[: -probe.size], 1.0))
    likeness = correlate(place, probe, mode="valid", method="fft") / (windows * np.sqrt(np.dot(probe, probe)))
    best = int(np.argmax(likeness))
    return first + best - start if likeness[best] >= _LIKE else None


def missing_tail(tap: Track, track: Track, offset: int) -> Track:
    """What the tap heard after the end of the track; silence stands for a gap between the two."""
    beyond = offset + tap.size - track.size
    if beyond <= 0:
        return tap[:0]
    tail = tap[-min(beyond, tap.size) :]
    gap = np.zeros(beyond - tail.size, dtype=np.int16)
    return np.concatenate((gap, tail))


def _loudest(sound: Track, length: int) -> int | None:
    """Start of the loudest stretch of `length` (0.1 s steps), None where there is none worth comparing."""
    if length < _SHORTEST_PROBE:
        return None
    hops = sound.size // _HOP
    blocks = sound[: hops * _HOP].astype(np.float64).reshape(hops, _HOP)
    energy = np.concatenate(([0.0], np.cumsum(np.einsum("ij,ij->i", blocks, blocks))))
    width = length // _HOP
    windows = energy[width:] - energy[:-width]
    best = int(np.argmax(windows))
    return best * _HOP if float(np.sqrt(windows[best] / length)) >= _QUIET else None
