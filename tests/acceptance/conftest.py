"""One demo for all acceptance tests; recordings of people where the data lie beside the project, else our own voice."""

import csv
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.demo import CLI, ROOT, Demo, environment, start

_HUMAN = ROOT.parent / "shared" / "data" / "speech" / "human" / "transcripts.tsv"

_OWN_WORDS = {
    "zf_xiaoxiao": "今天天气很好，我们一起去公园散步吧。",
    "zm_yunxi": "甚至出现市场交易几乎停止的情况。",
}


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    # not pytest's own directory: the exchange's socket has a path of at most 107 characters
    with tempfile.TemporaryDirectory(prefix="hotline-") as directory:
        running = start(Path(directory) / "var")
        yield running
        running.stop()


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, str]]:
    """Clips of speech with their words, none of them a demand."""
    if _HUMAN.exists():
        with _HUMAN.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        return [(_HUMAN.parent / row["file"], row["transcript"]) for row in rows if row["transcript"].strip()]
    folder = tmp_path_factory.mktemp("said")
    clips = []
    for voice, text in _OWN_WORDS.items():
        path = folder / f"{voice}.wav"
        subprocess.run([*CLI, "say", text, "-o", path, "--voice", voice], env=environment(), check=True)
        clips.append((path, text))
    return clips
