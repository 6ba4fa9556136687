"""Vosk (Kaldi): streaming, with times and confidences for single words. Chinese texts come without its word spaces."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transcription.engine import Capabilities, EngineUnavailable, Samples, Segment, Word
from transcription.script import simplified

_RATE = 16000
_HAN_SPACE = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")


class Vosk:
    """A loaded model. Recognisers grow with the audio that they hear: one is made fresh for every utterance."""

    name = "vosk"
    # hotwords: Kaldi knows a fixed grammar only, which would forbid all other words
    capabilities = Capabilities(streaming=True, words=True, hotwords=False, sample_rate=_RATE)

    def __init__(self, weights_dir: Path) -> None:
        try:
            import vosk

            vosk.SetLogLevel(-1)
            self._recogniser: Any = vosk.KaldiRecognizer
            self._model: Any = vosk.Model(str(weights_dir))
        except Exception as error:
            raise EngineUnavailable(
                f"vosk cannot load {weights_dir} ({error}): `hotline models install vosk-small-cn`"
            ) from error

    def recogniser(self, hotwords: Sequence[str] = ()) -> "VoskRecogniser":
        """A fresh recogniser."""
        return VoskRecogniser(self._fresh)

    def _fresh(self) -> Any:
        recogniser = self._recogniser(self._model, _RATE)
        recogniser.SetWords(True)
        return recogniser


class VoskRecogniser:
    """One stream's state."""

    def __init__(self, fresh: Any) -> None:
        self._make, self._kaldi = fresh, fresh()
        self._words: list[dict[str, Any]] = []

    def accept(self, samples: Samples) -> str:
        """Hear more 16 kHz samples; Kaldi's own end points are joined into one utterance."""
        if self._kaldi.AcceptWaveform(samples.tobytes()):
            self._words += json.loads(self._kaldi.Result()).get("result", [])
        partial = json.loads(self._kaldi.PartialResult()).get("partial", "")
        return _text([*(word["word"] for word in self._words), partial])

    def finish(self) -> Segment | None:
        """The utterance's words, with a fresh recogniser behind them."""
        self._words += json.loads(self._kaldi.FinalResult()).get("result", [])
        heard, self._words, self._kaldi = self._words, [], self._make()
        words = tuple(
            Word(simplified(w["word"]), w["start"], w["end"], w["conf"]) for w in heard if w["word"] != "[unk]"
        )
        if not words:
            return None
        confidence = sum(word.confidence for word in words) / len(words)
        return Segment(words[0].start, words[-1].end, _text([word.text for word in words]), confidence, words)


def _text(words: Sequence[str]) -> str:
    return simplified(_HAN_SPACE.sub("", " ".join(word for word in words if word)))
