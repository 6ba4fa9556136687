"""A leg in one process, with the scripted engine: streaming and segment engines alike."""

import itertools

import numpy as np
import pytest

from tests.transcription.sounds import noise, silence, tone
from transcription.engine import Samples
from transcription.engines.scripted import LINES, Scripted
from transcription.lexicon import Lexicon
from transcription.session import Heard, Session, transcribe


def hear(session: Session, samples: Samples, size: int = 160) -> list[Heard]:
    heard = [h for start in range(0, len(samples), size) for h in session.feed(samples[start : start + size])]
    return heard + session.finish()


@pytest.mark.parametrize("size", [160, 333, 8000, 200000])
def test_final_segments_carry_the_times_of_the_stream(spoken: Samples, size: int) -> None:
    stream = np.concatenate([silence(1), spoken, silence(2), spoken])
    heard = hear(Session(Scripted()), stream, size)
    assert all(h.final for h in heard)
    assert "".join(h.segment.text for h in heard).startswith(LINES[0] + LINES[1])
    assert 0.5 < heard[0].segment.start < 1.5
    assert heard[-1].segment.end <= len(stream) / 8000
    assert all(a.segment.end <= b.segment.start for a, b in itertools.pairwise(heard))


def test_a_streaming_engine_says_its_words_before_the_end(spoken: Samples) -> None:
    heard = hear(Session(Scripted(streaming=True)), np.concatenate([spoken, silence(2)]))
    first_final = next(i for i, h in enumerate(heard) if h.final)
    partials = [h.segment.text for h in heard[:first_final]]
    assert len(partials) >= 2
    assert all(LINES[0].startswith(text) for text in partials)
    assert partials == sorted(partials, key=len)


@pytest.mark.parametrize("streaming", [False, True])
def test_nothing_is_said_for_silence_noise_and_tones(streaming: bool) -> None:
    stream = np.concatenate([silence(5), noise(5, 50), tone(5), noise(5, 1500)])
    assert hear(Session(Scripted(streaming=streaming)), stream) == []


def test_the_terms_of_the_city_are_put_right(spoken: Samples, tmp_path: object) -> None:
    engine = Scripted()
    engine.lines = ("我家在通山线",)
    segments = transcribe(engine, spoken, Lexicon(["通山县"]))
    assert segments[0].text == "我家在通山县"
