"""When a spoken demand is over: the rule of the automatic intake, without telephone and without time of its own."""

from dataclasses import dataclass
from typing import Literal

from callcenter.calls.timing import Timing

Verdict = Literal["wait", "ask-again", "thank", "give-up"]


@dataclass
class DemandRule:
    """Asked at instant `asked_at` (monotonic seconds); `verdict` says what to do now.

    Silence after speech ends the demand. Who says nothing is asked once more, then given up.
    """

    timing: Timing
    asked_at: float
    asked_again: bool = False

    def __post_init__(self) -> None:
        self._began = self.asked_at

    def ask_again(self, now: float) -> None:
        """The question was put a second time and ended at `now`."""
        self.asked_at, self.asked_again = now, True

    def verdict(self, now: float, last_speech: float | None) -> Verdict:
        """last_speech: monotonic seconds of the caller's last speech in the whole call, None: none yet."""
        if now - self._began >= self.timing.intake_at_most:
            return "thank"
        answered = last_speech is not None and last_speech > self._began
        quiet = now - max(self.asked_at, last_speech or self.asked_at)
        if answered:
            return "thank" if quiet >= self.timing.silence_after_speech else "wait"
        if quiet < self.timing.silence_from_start:
            return "wait"
        if not self.asked_again:
            return "ask-again"
        # who spoke over the greeting and then no more has said what there was to say
        return "give-up" if last_speech is None else "thank"
