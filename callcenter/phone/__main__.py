"""The telephone's process: dials, waits until the far end is silent, speaks a clip, hangs up; tells it in JSON lines.

Lines on standard output: {"event": dialling|answered|speaking|spoken|ended|refused, "at": instant, ...}. Commands on
standard input: `speak` (now), `hangup`, `press DIGIT`.
"""

import argparse
import contextlib
import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from callcenter.phone.line import FRAME, Call, Phone
from models.clock import now

_STEP_S = 0.005
_PRIORITY = 5
"""Below that of Asterisk (10)."""


def _tell(event: str, **details: object) -> None:
    print(json.dumps({"event": event, "at": now().isoformat(), **details}), flush=True)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="callcenter.phone", description=__doc__)
    options.add_argument("--server", required=True, help="host:port of the exchange")
    options.add_argument("--from", dest="number", required=True)
    options.add_argument("--to", required=True)
    options.add_argument("--clip", type=Path, help="what to say: 8 kHz s16le without a header; nothing: listen only")
    options.add_argument("--hear", type=Path, help="write what is heard, in the same format")
    options.add_argument("--conversation", default="", help="the UUID that the call shall have")
    options.add_argument(
        "--silence", type=float, default=1.0, help="speak after so many seconds of silence (0: at once)"
    )
    options.add_argument("--patience", type=float, default=30.0, help="speak at the latest after so many seconds")
    options.add_argument("--after", type=float, default=1.0, help="seconds of silence before hanging up; -1: stay")
    options.add_argument("--ring", type=float, default=45.0, help="give up after so many seconds without an answer")
    return options.parse_args()


class _Conversation:
    """The course of one call."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        host, _, port = options.server.rpartition(":")
        self.phone = Phone(host, int(port), options.number, options.conversation)
        self.leave = threading.Event()
        self.turn = threading.Event()
        self.call: Call | None = None

    def run(self) -> int:
        """0 after a talk, 4 without an answer."""
        self.phone.signalling.start()
        self.call = self.phone.call(self.options.to)
        threading.Thread(target=self._obey, daemon=True).start()
        _tell("dialling")
        if not self._wait_answer():
            return 4
        _tell("answered")
        answered = time.monotonic()
        if self.options.clip:
            self._wait_turn(answered)
            self._speak()
        if self.options.after < 0:
            self._until(lambda: False)
        far = self.call.over
        heard = bytes(self.call.audio.heard)
        if not far:
            self.call.hangup()
        if self.options.hear:
            self.options.hear.write_bytes(heard)
        _tell("ended", by="far" if far else "us")
        return 0

    def _wait_answer(self) -> bool:
        call = self.call
        assert call
        self._until(lambda: call.up, self.options.ring)
        if call.up:
            return True
        if not call.over:
            self.phone.signalling.cancel()
            self._until_over(2.0)
            _tell("ended", by="us")
        else:
            _tell("refused", status=call.status)
        return False

    def _wait_turn(self, answered: float) -> None:
        """Until the far end has been silent long enough, patience ends, or we are told to speak."""
        assert self.call
        audio, options = self.call.audio, self.options

        def quiet() -> bool:
            silence: float = time.monotonic() - max(audio.last_loud, answered)
            return silence >= options.silence or self.turn.is_set()

        self._until(quiet, options.patience)

    def _speak(self) -> None:
        assert self.call
        audio = self.call.audio
        samples = np.fromfile(self.options.clip, "<i2").astype(np.int16)
        samples = np.concatenate([samples, np.zeros(-len(samples) % FRAME, np.int16)])
        _tell("speaking", seconds=len(samples) / 8000)
        audio.say(samples)
        self._until(lambda: not audio.saying)
        _tell("spoken")
        self._until(lambda: False, max(0.0, self.options.after))

    def _until(self, done: Callable[[], bool], at_most: float = float("inf")) -> None:
        """Wait for `done`, the end of the call, or the word to hang up."""
        assert self.call
        end = time.monotonic() + at_most
        while not done() and not self.call.over and not self.leave.is_set() and time.monotonic() < end:
            time.sleep(_STEP_S)

    def _until_over(self, at_most: float) -> None:
        assert self.call
        end = time.monotonic() + at_most
        while not self.call.over and time.monotonic() < end:
            time.sleep(_STEP_S)

    def _obey(self) -> None:
        for line in sys.stdin:
            word, _, rest = line.strip().partition(" ")
            if word == "hangup":
                self.leave.set()
            elif word == "speak":
                self.turn.set()
            elif word == "press" and self.call and self.call.up:
                self.call.audio.press(rest)


def _keep_time() -> None:
    """Real-time priority where it is permitted: a telephone's packets do not wait for a busy machine."""
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(_PRIORITY))


def main() -> int:
    warnings.simplefilter("ignore")  # pyVoIP warns about every packet that leaves after a hang-up
    options = _options()
    _keep_time()
    conversation = _Conversation(options)
    try:
        return conversation.run()
    finally:
        conversation.phone.signalling.stop()


if __name__ == "__main__":
    sys.exit(main())
