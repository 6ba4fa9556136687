"""What a killed demo left behind on the same data: ended before the next one starts."""

import contextlib
import os
import signal
import time
from pathlib import Path

from callcenter import run_file


class AlreadyRunning(Exception):
    """Another demo works on this data directory. Code: `already-running`."""

    code = "already-running"

    def __init__(self, running: run_file.Running) -> None:
        super().__init__(
            f"a hotline runs on this data already: {running.web_url} (process {running.pid}). "
            "Stop that one, or give another directory with --data"
        )


def clear(data: Path) -> list[str]:
    """End the processes that `run.json` names and that still belong to this data directory; returns their names.

    Raises AlreadyRunning where the demo itself is alive. A process is ours when its command line names the directory.
    """
    path = data / "run.json"
    if running := run_file.alive(path):
        raise AlreadyRunning(running)
    stale = run_file.read(path)
    if stale is None:
        return []
    ended = [name for name, pid in stale.processes.items() if str(data) in run_file.command_line(pid) and end(pid)]
    path.unlink(missing_ok=True)
    return ended


def end(pid: int, patience_s: float = 5.0) -> bool:
    """TERM, then KILL; True where there was something to end."""
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return False
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if not run_file.command_line(pid):
            return True
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return True
