"""The prompts of a city as files that the exchange plays: 16-bit mono WAV at 8 kHz.

The city's own recording (`<data>/prompts/own/<key>.wav`, any rate) wins; else the text of the city's prompts.csv is
spoken by the voice and kept in the cache under the checksum of text and voice, so that every later start has it at
once; else a short tone, so that calls work all the same.
"""

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile

from callcenter.settings import Settings
from callcenter.voice.speaker import Voice, VoiceUnavailable
from transcription import audio, weights

_log = logging.getLogger(__name__)

RATE = 8000
VOICE = "zf_xiaoxiao"
_TONE_HZ, _TONE_S = 440.0, 0.6


def ensure(settings: Settings, texts: Mapping[str, str] | None = None) -> dict[str, Path]:
    """All prompts of the city: key -> path without extension, as the exchange's `sound:` wants it.

    Makes what is missing (about a third of each prompt's length); installs nothing. texts: instead of the city's.
    """
    texts = city_texts(settings) if texts is None else texts
    for folder in (settings.prompts / "own", settings.cache / "prompts"):
        folder.mkdir(parents=True, exist_ok=True)
    paths = made(settings, texts)
    voice: Voice | None = None
    for key in texts.keys() - paths.keys():
        path = _place(settings, key, texts[key])
        try:
            if (recording := _own(settings, key)).is_file():
                samples, rate = _read(recording)
            else:
                voice = voice or Voice(weights.folder(settings.cache, weights.DEFAULT_VOICE))
                samples, rate = voice.speak(texts[key], VOICE)
        except VoiceUnavailable as error:
            _log.warning("prompt-without-voice: %s is a tone until there is a voice: %s", key, error)
            path, (samples, rate) = settings.prompts / "tone.wav", _tone()
        _write(path, audio.resampled(samples, rate, RATE))
        paths[key] = path.with_suffix("")
    return paths


def made(settings: Settings, texts: Mapping[str, str]) -> dict[str, Path]:
    """Of these prompts those that lie ready, as `ensure` gives them."""
    places = {key: _place(settings, key, text) for key, text in texts.items()}
    return {key: path.with_suffix("") for key, path in places.items() if path.is_file()}


def sources(settings: Settings) -> dict[str, str]:
    """For `hotline doctor`: key -> "own" (the city's recording), "spoken" (by the voice) or "tone" (no voice yet)."""
    kinds = {}
    for key, text in city_texts(settings).items():
        if _own(settings, key).is_file():
            kinds[key] = "own"
        else:
            voiced = _place(settings, key, text).is_file() or weights.installed(settings.cache, weights.DEFAULT_VOICE)
            kinds[key] = "spoken" if voiced else "tone"
    return kinds


def city_texts(settings: Settings) -> dict[str, str]:
    """Key -> text of the city's prompts, as its data is loaded."""
    from callcenter import city_now

    return {row["key"]: row["text"] for row in city_now.book(settings).of("prompts")}


def _own(settings: Settings, key: str) -> Path:
    return settings.prompts / "own" / f"{key}.wav"


def _place(settings: Settings, key: str, text: str) -> Path:
    """Where the prompt lies as the exchange plays it: another recording, text or voice is another file."""
    if (recording := _own(settings, key)).is_file():
        return settings.prompts / f"own-{key}-{_checksum(recording.read_bytes())}.wav"
    spoken = f"{VOICE}\n{text}"
    return settings.cache / "prompts" / f"{_checksum(spoken.encode())}.wav"


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _read(recording: Path) -> tuple[audio.Waveform, int]:
    samples, rate = audio.read(recording)
    return audio.to_float(samples), rate


def _tone() -> tuple[audio.Waveform, int]:
    time = np.arange(int(_TONE_S * RATE)) / RATE
    fade = np.minimum(1.0, np.minimum(time, _TONE_S - time) * 50)
    return (0.2 * fade * np.sin(2 * np.pi * _TONE_HZ * time)).astype(np.float32), RATE


def _write(path: Path, samples: audio.Waveform) -> None:
    """Whole or not at all: the exchange may read while we write."""
    part = path.with_suffix(".part")
    soundfile.write(part, audio.to_int16(samples), RATE, format="WAV", subtype="PCM_16")
    part.replace(path)
