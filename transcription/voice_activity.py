"""Is somebody speaking? Silero's network at a telephone's 8 kHz through onnxruntime; its torch loader stays unused."""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from transcription.engine import EngineUnavailable, Samples

WINDOW = 256
"""Samples of one decision: 32 ms at 8 kHz."""
_CONTEXT = 32
_FLOOR = 15.0
"""Root mean square, of 32768, below which there is no voice on any line: saves the network's work in silence."""
# Silero misses quiet callers: at a tenth of usual loudness it hears a third of the speech. A slow gain evens them out.
_USUAL, _MOST_GAIN = 2000.0, 12.0
_FIRST_LEVEL = 400.0
_DECAY = 0.997  # a window; the gain doubles in seven quiet seconds


class VoiceActivity(Protocol):
    """A detector with the memory of one stream."""

    def probability(self, window: Samples) -> float:
        """How likely the next `WINDOW` samples hold speech, 0..1."""
        ...


class Silero:
    """One stream's state over the shared network."""

    def __init__(self) -> None:
        self._network = _network()
        self._level = _FIRST_LEVEL
        self._reset()

    def _reset(self) -> None:
        self._state: NDArray[np.float32] = np.zeros((2, 1, 128), np.float32)
        self._context: NDArray[np.float32] = np.zeros(_CONTEXT, np.float32)

    def probability(self, window: Samples) -> float:
        """How likely the next 256 samples at 8 kHz hold speech, 0..1."""
        heard = window.astype(np.float32)
        loudness = float(np.sqrt(np.mean(np.square(heard))))
        self._level = max(loudness, self._level * _DECAY)
        if loudness < _FLOOR:
            self._reset()
            return 0.0
        gain = min(_MOST_GAIN, max(1.0, _USUAL / self._level))
        heard = np.clip(heard * np.float32(gain / 32768.0), -1.0, 1.0)
        feed = {
            "input": np.concatenate([self._context, heard])[None, :],
            "state": self._state,
            "sr": np.array(8000, np.int64),
        }
        probability, self._state = self._network.run(None, feed)
        self._context = heard[-_CONTEXT:]
        return float(probability[0, 0])


@cache
def _network() -> Any:
    """The network, once a process."""
    try:
        import onnxruntime

        spec = importlib.util.find_spec("silero_vad")  # finds the folder without running the package (it imports torch)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError("silero_vad")
        weights = Path(spec.submodule_search_locations[0]) / "data" / "silero_vad.onnx"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EngineUnavailable(f"voice activity detection cannot be loaded: {error}. Install silero-vad") from error
