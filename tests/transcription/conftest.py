"""Sound for the tests of recognition.

`spoken.wav` (8 kHz, A-law) was made by the project's own voice: line 8 of demands.tsv, `hotline say --telephone`.
"""

from pathlib import Path

import pytest

from callcenter.settings import Settings
from transcription import audio, weights
from transcription.engine import Engine, Samples
from transcription.engines import load

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def spoken() -> Samples:
    """One demand as heard on a telephone, about 6 s at 8 kHz."""
    return audio.read(HERE / "spoken.wav")[0]


@pytest.fixture(scope="session")
def cache() -> Path:
    return Settings.load().cache


@pytest.fixture(scope="session")
def whisper(cache: Path) -> Engine:
    """The default engine; its weights are installed on first use."""
    return load("whisper", weights.ensure(cache, "whisper-base"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
