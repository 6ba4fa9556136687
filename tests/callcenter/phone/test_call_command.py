"""`hotline call`: its exit codes where there is nothing to call."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcenter import run_file
from callcenter.exchange.ports import free_port

COMMAND = [sys.executable, "-m", "callcenter.cli", "call"]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    path = tmp_path / "speech.wav"
    soundfile.write(path, np.zeros(8000), 8000)
    return path


@pytest.fixture
def hotline_without_exchange(tmp_path: Path) -> Iterator[Path]:
    """A data directory of a hotline that runs, whose SIP port nobody answers."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)", "callcenter.cli"])
    running = run_file.Running(
        process.pid, "http://127.0.0.1:1", "postgresql://127.0.0.1/none", "", {"host": "127.0.0.1", "port": free_port()}
    )
    running.write(tmp_path / "run.json")
    yield tmp_path
    process.terminate()
    process.wait()


def _call(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False)


def test_no_hotline_runs_there(tmp_path: Path, speech: Path) -> None:
    done = _call(speech, "--data", tmp_path)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "hotline demo" in done.stderr


def test_nothing_to_say(tmp_path: Path) -> None:
    assert _call("--data", tmp_path).returncode == 2


def test_a_file_that_is_no_sound(hotline_without_exchange: Path) -> None:
    done = _call(hotline_without_exchange / "run.json", "--data", hotline_without_exchange)
    assert done.returncode == 2
    assert "unreadable-sound" in done.stderr


def test_nobody_answers(hotline_without_exchange: Path, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_RING_S", "1")
    done = _call(speech, "--data", hotline_without_exchange, "--json")
    assert done.returncode == 4
    assert done.stdout == ""
