"""Kokoro-82M in ONNX: Mandarin text in, 24 kHz samples out. Eight voices, four women's and four men's."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcenter.voice.reading import spoken

RATE = 24000
VOICES = (
    "zf_xiaobei",
    "zf_xiaoni",
    "zf_xiaoxiao",
    "zf_xiaoyi",
    "zm_yunjian",
    "zm_yunxi",
    "zm_yunxia",
    "zm_yunyang",
)

Waveform = NDArray[np.float32]

_MOST_TOKENS = 480  # the voices' style tables end at 510; long sentences are cut at commas well before
_SENTENCE_PAUSE_S = 0.3
_UNHURRIED = 0.9  # as one speaks on the telephone; measured: docs/speech.md
_PAD_S = 0.04
_QUIET = 0.01
_LOUDNESS = 0.1  # root mean square of speech, so that all voices are equally loud on the line


class VoiceUnavailable(Exception):
    """The voice's weights or its library are missing. Code: `voice-unavailable`."""

    code = "voice-unavailable"


class Voice:
    """A loaded speaker. Not shared between threads."""

    def __init__(self, weights_dir: Path, threads: int = 2) -> None:
        """Load from the folder that `transcription.weights.ensure(cache, "kokoro")` gives. Takes about a second."""
        try:
            import jieba  # type: ignore[import-untyped]
            import onnxruntime
            from misaki.zh import ZHG2P

            jieba.setLogLevel(logging.WARNING)
            jieba.dt.tmp_dir = str(weights_dir)  # its dictionary cache; a shared temporary folder is anybody's

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            self._model: Any = onnxruntime.InferenceSession(
                str(weights_dir / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._phonemes: Any = ZHG2P()
            self._tokens: dict[str, int] = json.loads((weights_dir / "vocab.json").read_text("utf-8"))["vocab"]
        except Exception as error:
            raise VoiceUnavailable(
                f"the voice in {weights_dir} cannot be loaded ({error}): `hotline models install kokoro`"
            ) from error
        self._folder = weights_dir
        self._styles: dict[str, Waveform] = {}

    def speak(self, text: str, voice: str = "zf_xiaobei", speed: float = _UNHURRIED) -> tuple[Waveform, int]:
        """Say a text. Returns (float32 samples in -1..1, 24000); empty for a text with nothing to say.

        voice: one of `VOICES`; raises `VoiceUnavailable` for another. speed: 1.0 is the model's own haste.
        """
        style = self._style(voice)
        pause = np.zeros(int(_SENTENCE_PAUSE_S * RATE), np.float32)
        said: list[Waveform] = []
        for sentence in _sentences(spoken(text)):
            tokens = [self._tokens[c] for c in str(self._phonemes(sentence)[0]) if c in self._tokens]
            for start in range(0, len(tokens), _MOST_TOKENS):
                said += [self._utter(tokens[start : start + _MOST_TOKENS], style, speed), pause]
        return (_level(np.concatenate(said[:-1])), RATE) if said else (np.zeros(0, np.float32), RATE)

    def _utter(self, tokens: list[int], style: Waveform, speed: float) -> Waveform:
        audio = self._model.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": style[min(len(tokens), len(style) - 1)],
                "speed": np.array([speed], np.float32),
            },
        )[0]
        return _trimmed(np.asarray(audio, np.float32).ravel())

    def _style(self, voice: str) -> Waveform:
        if voice not in VOICES:
            raise VoiceUnavailable(f"there is no voice {voice!r}; there are: {', '.join(VOICES)}")
        if voice not in self._styles:
            table = np.fromfile(self._folder / "voices" / f"{voice}.bin", np.float32)
            self._styles[voice] = table.reshape(-1, 1, 256)
        return self._styles[voice]


def _sentences(text: str) -> list[str]:
    """Cut behind the marks that end a sentence; a cut holds at least one character that is said."""
    cut = re.split(r"(?<=[。！？!?；;\n])", text)
    return [part.strip() for part in cut if re.search(r"\w", part)]


def _trimmed(audio: Waveform) -> Waveform:
    loud = np.flatnonzero(np.abs(audio) > _QUIET)
    if not len(loud):
        return audio
    pad = int(_PAD_S * RATE)
    return audio[max(0, loud[0] - pad) : loud[-1] + pad]


def _level(audio: Waveform) -> Waveform:
    """Bring speech to one loudness; never over full scale."""
    speech = audio[np.abs(audio) > _QUIET]
    if not len(speech):
        return audio
    gain = _LOUDNESS / float(np.sqrt(np.mean(np.square(speech))))
    return (audio * min(gain, 0.95 / float(np.abs(audio).max()))).astype(np.float32)
