"""Cuts a stream into utterances: from the first voice, a little before it, to the pause behind it.

Pure arithmetic over the stream's own sample count: utterances carry exact times whatever the machine does.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from transcription.engine import Samples
from transcription.voice_activity import WINDOW, VoiceActivity

RATE = 8000


@dataclass(frozen=True)
class Cutting:
    """Where to cut. Seconds but for the thresholds (probabilities) and `onset` (voiced windows of 32 ms in six)."""

    opens: float = 0.5
    closes: float = 0.35
    onset: int = 3
    pre_roll_s: float = 0.35
    pause_s: float = 0.64
    tail_s: float = 0.3
    longest_s: float = 22.0
    search_s: float = 4.0


@dataclass
class Utterance:
    """One stretch of speech, growing until it is closed. start: its first sample, counted from the stream's first."""

    start: int
    audio: bytearray = field(default_factory=bytearray)
    closed: bool = False

    @property
    def start_s(self) -> float:
        return self.start / RATE

    @property
    def seconds(self) -> float:
        return len(self.audio) / 2 / RATE

    def samples(self, since: int = 0) -> Samples:
        """A copy of its samples from index `since` on (8 kHz)."""
        return np.frombuffer(bytes(self.audio[2 * since :]), "<i2").astype(np.int16)


class Endpointer:
    """One stream. Feed it samples of any length; it returns the utterances that closed on the way.

    `current` is the open utterance, if any; its audio grows in place.
    """

    def __init__(self, detector: VoiceActivity, cutting: Cutting | None = None, at: int = 0) -> None:
        """at: the stream's sample at which hearing begins (a stream taken up again)."""
        self._detector = detector
        self._cutting = cutting or Cutting()
        self._heard = at  # samples decided upon
        self._rest = np.zeros(0, np.int16)
        self._recent: deque[bool] = deque(maxlen=6)
        self._before = bytearray()
        self._quiet = 0  # samples since the last voice
        self.current: Utterance | None = None

    def feed(self, samples: Samples) -> list[Utterance]:
        """Hear more; the utterances that closed, in order."""
        closed: list[Utterance] = []
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // WINDOW * WINDOW
        for start in range(0, whole, WINDOW):
            closed += self._window(samples[start : start + WINDOW])
        self._rest = samples[whole:]
        return closed

    def finish(self) -> list[Utterance]:
        """The stream is over: closes what is open."""
        if self.current is None:
            return []
        self.current.audio += self._rest.tobytes()
        self._quiet = 0
        return [self._close()]

    @property
    def silent_until(self) -> int:
        """Sample up to which everything has been handed out in closed utterances, or held no speech."""
        return self.current.start if self.current else self._heard

    def _window(self, window: Samples) -> list[Utterance]:
        probability = self._detector.probability(window)
        self._heard += WINDOW
        if self.current is None:
            self._idle(window, probability)
            return []
        utterance = self.current
        utterance.audio += window.astype("<i2").tobytes()
        self._quiet = 0 if probability >= self._cutting.closes else self._quiet + WINDOW
        if self._quiet >= self._cutting.pause_s * RATE:
            return [self._close()]
        if utterance.seconds >= self._cutting.longest_s:
            return [self._split()]
        return []

    def _idle(self, window: Samples, probability: float) -> None:
        self._before += window.astype("<i2").tobytes()
        self._recent.append(probability >= self._cutting.opens)
        keep = 2 * (int(self._cutting.pre_roll_s * RATE) + WINDOW * len(self._recent))
        del self._before[: max(0, len(self._before) - keep)]
        if sum(self._recent) < self._cutting.onset:
            return
        self.current = Utterance(self._heard - len(self._before) // 2, self._before)
        self._before, self._quiet = bytearray(), 0
        self._recent.clear()

    def _close(self) -> Utterance:
        """Close at the pause; the silence behind the tail becomes the next utterance's pre-roll."""
        utterance, self.current = self.current, None
        assert utterance is not None
        surplus = 2 * max(0, self._quiet - int(self._cutting.tail_s * RATE))
        if surplus:
            self._before = utterance.audio[-surplus:]
            del utterance.audio[-surplus:]
        utterance.closed = True
        self._quiet = 0
        return utterance

    def _split(self) -> Utterance:
        """Speech without a pause: cut it where it is quietest within the last seconds, and go on."""
        utterance = self.current
        assert utterance is not None
        samples = utterance.samples()
        first = len(samples) - int(self._cutting.search_s * RATE)
        blocks = samples[first:][: (len(samples) - first) // WINDOW * WINDOW].reshape(-1, WINDOW).astype(np.float32)
        cut = 2 * (first + int(np.argmin(np.square(blocks).mean(axis=1))) * WINDOW + WINDOW // 2)
        self.current = Utterance(utterance.start + cut // 2, utterance.audio[cut:])
        del utterance.audio[cut:]
        utterance.closed = True
        return utterance
