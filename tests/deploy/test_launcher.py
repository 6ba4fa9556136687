"""`./hotline` where its user may only read, as a site's roles may: what is prepared runs, what is not is told."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.callcenter.test_web_role import ROOT

_NOBODY = 65534


def script(path: Path, text: str) -> None:
    """Made where the site's user may run it: the machine's own python3 may lie in the closed home of root (pyenv)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def environment(site: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOTLINE_PYTHON": str(site / "python3")}


@pytest.fixture
def site() -> Iterator[Path]:
    """A tree as small as the launcher lets it be; not below pytest's own directory, which is closed to others."""
    with tempfile.TemporaryDirectory(prefix="hotline-") as directory:
        root = Path(directory)
        for name in ("hotline", "requirements.lock", "bootstrap.lock"):
            shutil.copy(ROOT / name, root / name)
        script(root / "python3", "echo Python 3.11.2")
        script(root / ".venv/bin/python", 'echo "$@"')
        for name in ("callcenter/static/console/index.html", "console/package.json"):
            (root / name).parent.mkdir(parents=True)
            (root / name).touch()
        yield root
        root.chmod(0o700)


def stamps(site: Path) -> None:
    """As the launcher leaves them behind when all is prepared."""
    commands = (ROOT / "hotline").read_text().split("prepare() {")[0]
    commands += """
        locks=$(checksum "$ROOT/requirements.lock" "$ROOT/bootstrap.lock")
        printf '%s\\n' "$("$PYTHON" -V) $locks" >"$VENV/packages.stamp"
        console_checksum >"$VENV/console.stamp"
    """
    subprocess.run(["sh", "-c", commands, str(site / "hotline")], env=environment(site), check=True)


def launched(site: Path) -> subprocess.CompletedProcess[str]:
    """Not as root, who may write everywhere."""
    site.chmod(0o555)
    user = _NOBODY if os.geteuid() == 0 else None
    return subprocess.run(
        ["sh", str(site / "hotline"), "worker", "--help"],
        user=user, group=user, extra_groups=None if user is None else [],
        env=environment(site), capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_what_is_prepared_runs(site: Path) -> None:
    stamps(site)
    done = launched(site)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "-m callcenter.cli worker --help\n"
    assert not (site / ".hotline.lock").exists()


def test_what_is_not_prepared_is_told(site: Path) -> None:
    done = launched(site)
    assert done.returncode == 2
    assert f"{site}/hotline doctor" in done.stderr
    assert (site / ".venv" / "bin" / "python").exists()


def test_a_python_that_its_user_may_not_run_is_told(site: Path) -> None:
    stamps(site)
    (site / "python3").chmod(0o644)
    done = launched(site)
    assert done.returncode == 2
    assert f"{site}/python3 is missing, or" in done.stderr
