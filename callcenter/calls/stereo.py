"""One stereo recording from the two tracks of a call: left the caller, right the agent; 8 kHz, 16 bit."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from callcenter.calls.alignment import Track
from callcenter.calls.tracks import SAMPLE_RATE

_BLOCK = 60 * SAMPLE_RATE  # an hour-long call is never in memory as a whole


@dataclass(frozen=True)
class Stereo:
    """A finished recording: its length in seconds and the SHA-256 of the file (hexadecimal)."""

    seconds: float
    sha256: str


def write(left: Track, right: Track, path: Path) -> Stereo:
    """Interleave two tracks of any lengths (silence fills the shorter) into a WAV at `path`, whole or not at all."""
    length = max(left.size, right.size)
    unfinished = path.with_name(f"{path.name}.part")
    with soundfile.SoundFile(
        unfinished, "w", samplerate=SAMPLE_RATE, channels=2, format="WAV", subtype="PCM_16"
    ) as sound:
        for start in range(0, length, _BLOCK):
            both = np.zeros((min(_BLOCK, length - start), 2), dtype=np.int16)
            for channel, track in enumerate((left, right)):
                piece = track[start : start + _BLOCK]
                both[: piece.size, channel] = piece
            sound.write(both)
    made = measure(unfinished)
    unfinished.replace(path)
    return made


def measure(path: Path) -> Stereo:
    """Length and SHA-256 of a sound file on disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Stereo(soundfile.info(path).duration, digest)
