"""The streaming path with a real Kaldi model. It is a Korean one (the Chinese are not in any package), so what it makes
of Mandarin is nonsense by nature: times, order and confidences are what is looked at."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from tests.transcription.sounds import silence
from transcription import weights
from transcription.engine import Engine, EngineUnavailable, Samples
from transcription.engines import load
from transcription.session import Session

pytestmark = pytest.mark.speech


@pytest.fixture(scope="module")
def vosk(cache: Path) -> Engine:
    return load("vosk", weights.ensure(cache, "vosk-small-ko"))


def test_partials_come_before_finals_and_words_have_times(vosk: Engine, spoken: Samples) -> None:
    stream = np.concatenate([silence(1), spoken, silence(2), spoken, silence(2)])
    session = Session(vosk)
    heard = [h for start in range(0, len(stream), 160) for h in session.feed(stream[start : start + 160])]
    heard += session.finish()
    finals = [h.segment for h in heard if h.final]
    assert not heard[0].final
    assert len(finals) >= 2
    assert all(a.end <= b.start for a, b in itertools.pairwise(finals))
    assert finals[-1].end < len(stream) / 8000
    assert finals[-1].start > 1 + len(spoken) / 8000  # the second demand is heard in its own time
    for segment in finals:
        assert segment.words
        assert 0 <= segment.confidence <= 1
        times = [time for word in segment.words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert segment.start == segment.words[0].start


def test_silence_has_no_words(vosk: Engine) -> None:
    recogniser = vosk.recogniser()
    recogniser.accept(np.zeros(32000, np.int16))
    assert recogniser.finish() is None


def test_missing_weights_say_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="hotline models install vosk-small-cn"):
        load("vosk", tmp_path)
