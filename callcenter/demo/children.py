"""The processes of the demo: started with their log, restarted when they die, stopped together.

A role that dies is started again after a pause that doubles (1 s to 30 s), as a service manager would do it.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LONGEST_PAUSE_S = 30.0
_CALM_AFTER_S = 60.0


def _die_with_parent() -> None:
    """Runs in the child: the kernel sends it TERM when the demo itself is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process. `command` and `environment` are those of every start."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    pause_s: float = 1.0
    due: float | None = field(default=None)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the demo starts its children from one thread
            )
        self.started, self.due = time.monotonic(), None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log: what it said before it died."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


class Children:
    """All of them. `changed` is called after every start, so that run.json names the present processes."""

    def __init__(self, changed: Callable[[], None], say: Callable[[str], None]) -> None:
        self._all: dict[str, Child] = {}
        self._changed, self._say = changed, say

    def add(self, child: Child) -> Child:
        self._all[child.name] = child
        child.start()
        self._changed()
        return child

    def pids(self) -> dict[str, int]:
        return {child.name: child.pid for child in self._all.values() if child.pid}

    def tend(self) -> None:
        """Start again what died; called a few times a second."""
        now = time.monotonic()
        for child in self._all.values():
            if child.running:
                if child.restarts and now - child.started > _CALM_AFTER_S:
                    child.pause_s = 1.0
            elif child.due is None:
                assert child.process is not None
                self._say(f"{child.name} ended (status {child.process.returncode}); starting it again")
                child.due = now + child.pause_s
                child.pause_s = min(child.pause_s * 2, _LONGEST_PAUSE_S)
            elif now >= child.due:
                child.restarts += 1
                child.start()
                self._changed()

    def stop(self, names: Sequence[str], patience_s: float) -> None:
        """TERM to all of these at once; KILL to the whole session of those that stay."""
        chosen = [self._all[name] for name in names if name in self._all and self._all[name].running]
        for child in chosen:
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + patience_s
        for child in chosen:
            assert child.process is not None
            try:
                child.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"{child.name} did not stop in time; ending it")
                _kill_session(child)
                child.process.wait()

    def all(self) -> list[Child]:
        return list(self._all.values())


def _signal(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        if child.process is not None:
            child.process.send_signal(number)


def _kill_session(child: Child) -> None:
    with contextlib.suppress(ProcessLookupError):
        if child.process is not None:
            os.killpg(child.process.pid, signal.SIGKILL)
