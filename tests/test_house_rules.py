"""The rules of the house, checked by the tools that know them: format, lint, types, imports, forbidden words."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
        ["lint-imports", "--no-logo"],
    ],
    ids=lambda command: command[0] + ("-format" if "format" in command else ""),
)
def test_tool_finds_nothing(command: list[str]) -> None:
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_names_a_package_registry() -> None:
    """Addresses of registries belong to the machine's own settings."""
    hosts = re.compile(r"registry\.npm[j]s|python[h]osted|deb\.debia[n]\.org|//pyp[i]\.org|//npmmirro[r]")
    guilty = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _tracked()
        if path.is_file() and path.suffix not in {".png", ".wav"}
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if hosts.search(line)
    ]
    assert not guilty


def test_no_room_without_a_docstring() -> None:
    """A file opens with what its one idea is."""
    silent = []
    for path in _tracked("*.py"):
        text = path.read_text()
        if text.strip() and not text.lstrip().startswith(('"""', 'r"""', "#!")):
            silent.append(str(path.relative_to(ROOT)))
    assert not silent
