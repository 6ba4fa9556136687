"""Finish a call's recording: the exchange's tracks, mended from the safety tracks, become one stereo file.

Plain blocking file work: call it in a thread. Running it again after a crash gives the same result.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from callcenter.calls import stereo
from callcenter.calls.alignment import Track, missing_tail, offset_of
from callcenter.calls.speech_meter import SpeechMeter
from callcenter.calls.timing import Timing
from callcenter.calls.tracks import BYTES_PER_SECOND, PARTIES, SAMPLE_RATE, Party, Tracks

_SLACK = 3 * SAMPLE_RATE  # how far a tap's supposed start may be wrong
_LATE = BYTES_PER_SECOND // 4


@dataclass(frozen=True)
class Finished:
    """A whole stereo recording.

    repaired_s: seconds taken from the safety track, by party. offsets: where each tap really began, in seconds of the
    recording, where the sound tells. whole: False where neither exchange nor safety track reach the end of the call.
    """

    path: Path
    seconds: float
    sha256: str
    repaired_s: dict[str, float] = field(default_factory=dict)
    offsets: dict[Party, float] = field(default_factory=dict)
    whole: bool = True


class RecordingMissing(Exception):
    """A call left no sound on disk. The call keeps its record. Code: `recording-missing`."""

    code = "recording-missing"


def finish(tracks: Tracks, tap_starts: Mapping[Party, float], timing: Timing, expected_s: float = 0.0) -> Finished:
    """Make the stereo file of an ended call and remove the single tracks.

    tap_starts: supposed start of each safety track in seconds of the recording. expected_s: how long the call was;
    the exchange gets `timing.tracks_settle` seconds to write so much. Raises RecordingMissing.
    """
    _settle(tracks, expected_s, timing)
    sounds: dict[Party, Track] = {}
    repaired: dict[str, float] = {}
    offsets: dict[Party, float] = {}
    for party in PARTIES:
        track, tap = _read(tracks.track(party)), _read(tracks.tap(party))
        near = round(tap_starts.get(party, 0.0) * SAMPLE_RATE)
        if tap.size:
            found = offset_of(tap, track, near, _SLACK)
            if found is not None:
                offsets[party] = found / SAMPLE_RATE
            tail = missing_tail(tap, track, near if found is None else max(found, 0))
            if tail.size:
                repaired[party] = tail.size / SAMPLE_RATE
                track = np.concatenate((track, tail))
        sounds[party] = track
    if not any(sound.size for sound in sounds.values()):
        # a run before a crash may have come further: the stereo file is only ever there as a whole
        if not tracks.stereo.exists():
            raise RecordingMissing(f"no sound on disk for {tracks.base.name}")
        made = stereo.measure(tracks.stereo)
    else:
        made = stereo.write(sounds["caller"], sounds["agent"], tracks.stereo)
    return Finished(tracks.stereo, made.seconds, made.sha256, repaired, offsets, whole=made.seconds + 1.0 >= expected_s)


def discard_tracks(tracks: Tracks) -> None:
    """Remove the single tracks once the stereo recording is in the database."""
    for party in PARTIES:
        tracks.track(party).unlink(missing_ok=True)
        tracks.tap(party).unlink(missing_ok=True)


def _settle(tracks: Tracks, expected_s: float, timing: Timing) -> None:
    """Wait until the exchange has closed its files: as long as the call was, or no longer growing at the deadline."""
    deadline = time.monotonic() + timing.tracks_settle
    enough = expected_s * BYTES_PER_SECOND - _LATE
    before: tuple[int, ...] = ()
    while time.monotonic() < deadline:
        sizes = tracks.sizes()
        if sizes == before and min(sizes) >= enough:
            return
        before = sizes
        time.sleep(timing.tracks_look)


def _read(path: Path) -> Track:
    """A headerless track as samples, mapped not read; an odd last byte of a torn write is left out."""
    try:
        size = path.stat().st_size // 2
    except FileNotFoundError:
        size = 0
    if size == 0:
        return np.zeros(0, dtype=np.int16)
    return np.memmap(path, dtype="<i2", mode="r", shape=(size,))


def spoken_s(path: Path) -> float:
    """Seconds of speech on the caller's side of a stereo recording."""
    meter = SpeechMeter(clock=lambda: 0.0)
    with soundfile.SoundFile(path) as sound:
        for block in sound.blocks(blocksize=SAMPLE_RATE, dtype="int16", always_2d=True):
            meter.feed(np.ascontiguousarray(block[:, 0]).tobytes())
    return meter.spoken_s
