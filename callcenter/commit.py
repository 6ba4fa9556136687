"""Which state of the code a figure or a model comes from."""

import subprocess
from pathlib import Path

from callcenter.web.release import release

_ROOT = Path(__file__).resolve().parents[1]


def commit() -> str:
    """The checkout's commit, with + where files differ from it; the release where there is no checkout."""
    words = ["git", "-C", str(_ROOT), "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return release()
