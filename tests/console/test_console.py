"""The console's own checks and unit tests, run by the Node of the project's environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parent.parent.parent / "console"
NODE = Path(sys.executable).parent


@pytest.mark.parametrize("script", ["check", "test"])
def test_script_passes(script: str) -> None:
    done = subprocess.run(
        [NODE / "npm", "run", "--silent", script],
        cwd=CONSOLE,
        env={**os.environ, "PATH": f"{NODE}:{os.environ['PATH']}", "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
