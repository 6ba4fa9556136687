"""Whether a party is speaking, from the loudness of its own leg. Decides when a demand has ended, nothing else.

A recogniser would know better but may lag; an end of demand must not wait for it.
"""

import time
from collections.abc import Callable

import numpy as np

_BLOCK = 1600  # bytes: 100 ms at 8 kHz, 16 bit
_QUIETEST_SPEECH = 180.0  # root mean square of 16-bit samples, about -45 dBFS
_ABOVE_NOISE = 3.0  # speech is this many times louder than the line's noise
_FLOOR_RISES = 1.02  # per block: a noise floor that was taken too low recovers in some seconds
_BLOCKS_IN_A_ROW = 2  # a click on the line is shorter than 200 ms


class SpeechMeter:
    """Feed it 20 ms frames (8 kHz s16le) of one leg; `last_speech` is in monotonic seconds, None: never."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pending = bytearray()
        self._floor = _QUIETEST_SPEECH
        self._row = 0
        self.last_speech: float | None = None
        self.spoken_s = 0.0

    def feed(self, frame: bytes) -> None:
        self._pending += frame
        while len(self._pending) >= _BLOCK:
            block = np.frombuffer(bytes(self._pending[:_BLOCK]), dtype="<i2").astype(np.float32)
            del self._pending[:_BLOCK]
            self._judge(float(np.sqrt(np.dot(block, block) / block.size)))

    def _judge(self, loudness: float) -> None:
        speech = loudness > max(_QUIETEST_SPEECH, self._floor * _ABOVE_NOISE)
        self._floor = min(max(loudness, 1.0), self._floor * _FLOOR_RISES)
        self._row = self._row + 1 if speech else 0
        if self._row >= _BLOCKS_IN_A_ROW:
            self.spoken_s += 0.1 * (self._row if self._row == _BLOCKS_IN_A_ROW else 1)
            self.last_speech = self._clock()
