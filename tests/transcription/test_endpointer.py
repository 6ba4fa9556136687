"""Cutting by voice: exact times, nothing lost, nothing made of noise."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcription.sounds import noise, silence, tone
from transcription.endpointer import RATE, Cutting, Endpointer, Utterance
from transcription.engine import Samples
from transcription.voice_activity import WINDOW, Silero


class Loudness:
    """A detector for arithmetic tests: loud is voice."""

    def probability(self, window: Samples) -> float:
        return 1.0 if np.abs(window.astype(int)).max() > 500 else 0.0


def cut(samples: Samples, sizes: list[int], cutting: Cutting | None = None) -> list[Utterance]:
    endpointer = Endpointer(Loudness(), cutting)
    closed, place, turn = [], 0, 0
    while place < len(samples):
        size = sizes[turn % len(sizes)]
        closed += endpointer.feed(samples[place : place + size])
        place, turn = place + size, turn + 1
    return closed + endpointer.finish()


@given(
    st.lists(st.tuples(st.floats(0.0, 3.0), st.floats(0.0, 4.0)), min_size=1, max_size=4),
    st.lists(st.integers(1, 3000), min_size=1, max_size=5),
)
@settings(max_examples=40, deadline=None)
def test_cuts_do_not_depend_on_the_packets(parts: list[tuple[float, float]], sizes: list[int]) -> None:
    samples = np.concatenate([piece for quiet, loud in parts for piece in (silence(quiet), tone(loud))])
    one, other = cut(samples, [160]), cut(samples, sizes)
    assert [(u.start, bytes(u.audio)) for u in one] == [(u.start, bytes(u.audio)) for u in other]
    for utterance in one:
        # an utterance is the stream's own audio at the place that it names
        assert (samples[utterance.start :][: len(utterance.audio) // 2] == utterance.samples()).all()
        assert utterance.closed
    assert all(a.start + len(a.audio) // 2 <= b.start for a, b in itertools.pairwise(one))


def test_all_loud_audio_is_in_some_utterance() -> None:
    samples = np.concatenate([silence(1), tone(2), silence(0.3), tone(1), silence(2), tone(0.5), silence(0.2)])
    utterances = cut(samples, [160])
    inside = np.zeros(len(samples), bool)
    for u in utterances:
        inside[u.start : u.start + len(u.audio) // 2] = True
    assert len(utterances) == 2  # 0.3 s is a breath, 2 s is a pause
    assert inside[np.abs(samples) > 500].all()
    assert 0.3 <= 1 - utterances[0].start_s <= 0.6  # the pre-roll


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    quiet_at = 20.5
    samples = tone(60)
    samples[int(quiet_at * RATE) :][:400] //= 10
    utterances = cut(samples, [160])
    assert all(u.seconds <= Cutting().longest_s for u in utterances)
    assert utterances[0].seconds == pytest.approx(quiet_at, abs=0.1)
    assert sum(len(u.audio) for u in utterances) == len(samples) * 2


def test_a_stream_that_is_taken_up_again_keeps_its_times() -> None:
    endpointer = Endpointer(Loudness(), at=80000)
    (utterance,) = endpointer.feed(np.concatenate([silence(1), tone(1), silence(2)]))
    assert 0.3 <= 11 - utterance.start_s <= 0.6
    assert endpointer.silent_until == pytest.approx(14 * RATE, abs=WINDOW)


def test_silero_opens_for_speech_only(spoken: Samples) -> None:
    utterances = Endpointer(Silero()).feed(np.concatenate([silence(2), spoken, silence(2)]))
    assert utterances
    assert 1.5 < utterances[0].start_s < 2.5
    for sound in (silence(10), noise(10, 20), noise(10, 2000), tone(10), tone(5, 425)):
        endpointer = Endpointer(Silero())
        assert endpointer.feed(sound) == []
        assert endpointer.current is None
