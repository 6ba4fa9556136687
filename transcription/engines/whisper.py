"""Whisper through faster-whisper (CTranslate2, int8): whole utterances, Mandarin, simplified script.

What Whisper invents is cut: words over silence, its loops, and the subtitles' credits that it learned by heart.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from transcription.engine import Capabilities, EngineUnavailable, Samples, Segment
from transcription.invented import invented, without_loops
from transcription.script import simplified

_RATE = 16000
# Punctuated simplified Chinese in the words of a hotline: the model goes on in the same manner
_MANNER = "您好，这里是12345政务服务热线。我要反映小区、道路、噪音、物业、社保的问题，请尽快处理。"
_BEAM = 5
_NO_SPEECH = 0.6
_UNSURE = -1.0
_LEAST_RMS = 0.0016  # of full scale: quieter audio is not raised, it holds no voice
_RMS = 0.08


class Whisper:
    """A loaded model; one utterance at a time, on `threads` cores."""

    name = "whisper"
    capabilities = Capabilities(streaming=False, words=False, hotwords=True, sample_rate=_RATE)

    def __init__(self, weights_dir: Path, threads: int = 1, beam: int = _BEAM) -> None:
        try:
            from faster_whisper import WhisperModel

            self.model: Any = WhisperModel(
                str(weights_dir), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except Exception as error:
            raise EngineUnavailable(
                f"whisper cannot load {weights_dir} ({error}): `hotline models install whisper-base`"
            ) from error
        self.beam = beam

    def recogniser(self, hotwords: Sequence[str] = ()) -> "WhisperRecogniser":
        """A fresh recogniser."""
        return WhisperRecogniser(self, hotwords)


class WhisperRecogniser:
    """Collects one utterance and decodes it at its end."""

    def __init__(self, engine: Whisper, hotwords: Sequence[str]) -> None:
        self._engine = engine
        self._prompt = _MANNER + "，".join(hotwords)
        self._heard: list[Samples] = []

    def accept(self, samples: Samples) -> str:
        """Keep it: Whisper has no partial words of its own."""
        self._heard.append(samples)
        return ""

    def finish(self) -> Segment | None:
        """The utterance's words, or None where there are none that can be trusted."""
        samples = np.concatenate([np.zeros(0, np.int16), *self._heard]).astype(np.float32) / 32768.0
        self._heard = []
        loudness = float(np.sqrt(np.mean(np.square(samples)))) if len(samples) else 0.0
        if loudness < _LEAST_RMS:
            return None
        samples *= min(_RMS / loudness, 0.95 / float(np.abs(samples).max()))
        pieces, _ = self._engine.model.transcribe(
            samples,
            language="zh",
            task="transcribe",
            beam_size=self._engine.beam,
            temperature=0.0,
            condition_on_previous_text=False,
            initial_prompt=self._prompt,
            without_timestamps=True,
            no_speech_threshold=None,  # judged below, with the confidence
        )
        heard = [p for p in pieces if not (p.no_speech_prob > _NO_SPEECH and p.avg_logprob < _UNSURE)]
        text = without_loops(simplified("".join(p.text for p in heard)).strip())
        if not text or invented(text):
            return None
        confidence = float(np.exp(np.mean([p.avg_logprob for p in heard])))
        return Segment(0.0, len(samples) / _RATE, text, confidence)
