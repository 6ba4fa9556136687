"""A party's live voice: every 20 ms frame goes to the recogniser, the speech meter and the safety track."""

import time
from collections.abc import Callable
from typing import Protocol

from callcenter.calls.safety_track import SafetyTrack
from callcenter.calls.speech_meter import SpeechMeter
from callcenter.calls.tracks import BYTES_PER_SECOND

_FRAME_S = 0.02
_LATE_S = 0.06
_EARLY_S = 2.0  # a tap ends together with its party, give or take a busy machine
_TOGETHER = 5 * 320  # 100 ms: a message to the recogniser for every frame would cost four times as much


class Listener(Protocol):
    """What takes the frames for recognition: a stream of `transcription.service.SpeechClient`."""

    def feed(self, pcm: bytes) -> None: ...


class Ear:
    """The sink of one leg's tap.

    recording_began: monotonic seconds at which the exchange's recording began. `start_s` is where this tap began in
    the recording; after the exchange was away `tap_again` fills the recogniser's stream with the silence of the gap,
    so that its times stay those of the recording.
    """

    def __init__(
        self,
        recording_began: float,
        listener: Listener,
        safety: SafetyTrack,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._recording_began = recording_began
        self._listener = listener
        self._heard_bytes = 0
        self._pending = bytearray()
        self._fresh = True
        self._stream_start: float | None = None
        self._open = True
        self._ended_at: float | None = None
        self.gap = False
        self.safety = safety
        self.safety_start_s = 0.0
        self.meter = SpeechMeter(clock)
        self._last_frame: float | None = None
        self.longest_gap_s = 0.0
        self.late_frames = 0

    @property
    def start_s(self) -> float:
        """Where the recogniser's stream began, in seconds of the recording."""
        return self._stream_start or 0.0

    def hear(self, frame: bytes) -> None:
        """Take a frame, an empty one is the tap's end; never blocks. Frames after `close` are dropped."""
        if not self._open:
            return
        if not frame:
            self._ended_at = self._ended_at or self._clock()
            return
        self._ended_at = None  # what ended was the tap before this one
        self._measure()
        if self._fresh:
            self._begin()
        self._heard_bytes += len(frame)
        self.safety.write(frame)
        self._pending += frame
        if len(self._pending) >= _TOGETHER:
            self._pass_on()

    def tap_again(self, safety: SafetyTrack) -> None:
        """A new tap follows, with a new safety track."""
        self.safety = safety
        self._fresh = self.gap = True

    def party_left(self) -> bool:
        """Told before `close`, when the party leaves. Whether the tap had ended long before: then there is a gap."""
        early = self._open and self._ended_at is not None and self._clock() - self._ended_at > _EARLY_S
        self.gap = self.gap or early
        return early

    def move(self, by_s: float) -> None:
        """The tap began `by_s` seconds later in the recording than its arrival told."""
        self.safety_start_s += by_s
        self._stream_start = self.start_s + by_s

    def close(self) -> None:
        """The party is gone: what was heard is passed on, later frames are dropped."""
        if self._open:
            self._pass_on()
        self._open = False

    @property
    def heard_s(self) -> float:
        """Length of what was heard."""
        return self._heard_bytes / BYTES_PER_SECOND

    def _pass_on(self) -> None:
        heard = bytes(self._pending)
        self._pending.clear()
        self._listener.feed(heard)
        self.meter.feed(heard)

    def _measure(self) -> None:
        """How evenly frames come: the call's record says it, and the bench of calls reads it there."""
        now = self._clock()
        if self._last_frame is not None and not self._fresh:
            gap = now - self._last_frame
            self.longest_gap_s = max(self.longest_gap_s, gap)
            self.late_frames += gap > _LATE_S
        self._last_frame = now

    def _begin(self) -> None:
        self._fresh = False
        here = max(self._clock() - _FRAME_S - self._recording_began, 0.0)
        self.safety_start_s = here
        if self._stream_start is None:
            self._stream_start = here
            return
        gap = here - self._stream_start - self._heard_bytes / BYTES_PER_SECOND
        silence = max(round(gap * BYTES_PER_SECOND / 2) * 2, 0)
        self._heard_bytes += silence
        self._pass_on()
        if silence:
            self._listener.feed(bytes(silence))
