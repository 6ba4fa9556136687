"""Whisper through faster-whisper's model (CTranslate2, int8): whole utterances, Mandarin, simplified script.

Whisper always looks at 30 s of sound and costs the same for any utterance. We show it a window of the utterance's own
length and some silence, which saves a third of the work or more, and go back to the full window where the short one
made it unsure.
What it invents is cut: words over silence, its loops, and the subtitles' credits that it learned by heart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcription.engine import Capabilities, EngineUnavailable, Samples, Segment
from transcription.invented import invented, without_loops
from transcription.script import simplified

_RATE = 16000
_FRAMES_A_SECOND = 100
_FULL_S = 30.0
_SILENCE_S, _SHORTEST_S = 5.0, 20.0  # of a short window; measured: docs/speech.md
# Punctuated simplified Chinese in the words of a hotline: the model goes on in the same manner
_MANNER = (
    "我要投诉，反映咸安区、赤壁市、嘉鱼县、通山县、崇阳县、通城县的问题："
    "拖欠工资，占道经营，消防通道，物业公司，环卫垃圾，施工噪音，偷排污水。"
)
_PROMPT_TOKENS = 200
_BEAM = 5
_NO_SPEECH = 0.6
_UNSURE = -0.7  # mean log probability of a token
_NONSENSE = -1.3
_LEAST_RMS = 0.0016  # of full scale: quieter audio is not raised, it holds no voice
_RMS = 0.08


@dataclass(frozen=True)
class _Guess:
    text: str
    score: float
    no_speech: float

    @property
    def sure(self) -> bool:
        return self.score > _UNSURE and without_loops(self.text) == self.text


class Whisper:
    """A loaded model; one utterance at a time, on `threads` cores."""

    name = "whisper"
    capabilities = Capabilities(streaming=False, words=False, hotwords=True, sample_rate=_RATE)

    def __init__(self, weights_dir: Path, threads: int = 1, beam: int = _BEAM) -> None:
        try:
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer

            self._model: Any = WhisperModel(
                str(weights_dir), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
            self._tokenizer: Any = Tokenizer(self._model.hf_tokenizer, True, task="transcribe", language="zh")
        except Exception as error:
            raise EngineUnavailable(
                f"whisper cannot load {weights_dir} ({error}): `hotline models install whisper-base`"
            ) from error
        self._beam = beam

    def recogniser(self, hotwords: Sequence[str] = ()) -> "WhisperRecogniser":
        """A fresh recogniser. hotwords: as many as the prompt has room for."""
        prompt = self._tokenizer.encode(_MANNER + "，".join(hotwords))[:_PROMPT_TOKENS]
        return WhisperRecogniser(self, prompt)

    def guess(self, waveform: NDArray[np.float32], prompt: list[int]) -> _Guess:
        """The most likely words of at most 30 s at 16 kHz."""
        seconds = len(waveform) / _RATE
        window = min(_FULL_S, max(_SHORTEST_S, seconds + _SILENCE_S))
        first = self._decode(waveform, window, prompt)
        if first.sure or window == _FULL_S:
            return first
        return max(first, self._decode(waveform, _FULL_S, prompt), key=lambda guess: (guess.sure, guess.score))

    def _decode(self, waveform: NDArray[np.float32], window_s: float, prompt: list[int]) -> _Guess:
        import ctranslate2  # type: ignore[import-untyped]

        heard = self._model.feature_extractor(waveform, padding=160)
        features = np.zeros((1, heard.shape[0], int(window_s * _FRAMES_A_SECOND) // 2 * 2), np.float32)
        length = min(heard.shape[1], features.shape[2])
        features[0, :, :length] = heard[:, :length]
        result = self._model.model.generate(
            self._model.model.encode(ctranslate2.StorageView.from_array(features)),
            [self._model.get_prompt(self._tokenizer, prompt, without_timestamps=True)],
            beam_size=self._beam,
            max_length=448,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        text = simplified(str(self._tokenizer.decode(result.sequences_ids[0]))).replace("\ufffd", "").strip()
        return _Guess(text, float(result.scores[0]), float(result.no_speech_prob))


class WhisperRecogniser:
    """Collects one utterance and decodes it at its end."""

    def __init__(self, engine: Whisper, prompt: list[int]) -> None:
        self._engine, self._prompt = engine, prompt
        self._heard: list[Samples] = []

    def accept(self, samples: Samples) -> str:
        """Keep it: Whisper has no partial words of its own."""
        self._heard.append(samples)
        return ""

    def finish(self) -> Segment | None:
        """The utterance's words, or None where there are none that can be trusted."""
        waveform = np.concatenate([np.zeros(0, np.int16), *self._heard]).astype(np.float32) / 32768.0
        self._heard = []
        loudness = float(np.sqrt(np.mean(np.square(waveform)))) if len(waveform) else 0.0
        if loudness < _LEAST_RMS:
            return None
        waveform *= min(_RMS / loudness, 0.95 / float(np.abs(waveform).max()))
        guess = self._engine.guess(waveform, self._prompt)
        text = without_loops(guess.text)
        silent = guess.no_speech > _NO_SPEECH and guess.score < _UNSURE
        if not text or silent or guess.score < _NONSENSE or invented(text):
            return None
        return Segment(0.0, len(waveform) / _RATE, text, float(np.exp(guess.score)))
