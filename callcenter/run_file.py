"""`DIR/run.json`: how other commands find a running hotline (fields: docs/commands.md). Mode 0600, it holds secrets."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from callcenter.settings import Settings


@dataclass(frozen=True)
class Running:
    """One running hotline. `sip` is {host, port} or None without an exchange; `ari` {url, user, password} likewise.

    `processes` maps a role's name to its process id: what a killed demo left behind is ended by it.
    """

    pid: int
    web_url: str
    database_url: str
    started_at: str
    sip: dict[str, Any] | None = None
    ari: dict[str, Any] | None = None
    processes: dict[str, int] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Replace the file in one step, so that a reader never sees half of it."""
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file, indent=1)
        fresh.replace(path)


def read(path: Path) -> Running | None:
    """What the file says, alive or not; None where there is none or it is no longer readable."""
    try:
        content = json.loads(path.read_text())
        return Running(**content)
    except (OSError, ValueError, TypeError):
        return None


def command_line(pid: int) -> str:
    """The words that a process was started with, joined by spaces; "" for one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def alive(path: Path) -> Running | None:
    """The hotline that runs now; None for a stale file, whose process is gone or is another program's by now."""
    running = read(path)
    return running if running and "callcenter.cli" in command_line(running.pid) else None


def database_url(settings: Settings) -> str:
    """What a command works on: DATABASE_URL's database, else that of the hotline on this data; "" for none."""
    running = alive(settings.run_file)
    return settings.get("DATABASE_URL", running.database_url if running else "")
