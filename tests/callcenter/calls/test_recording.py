"""The recording of a call: two tracks become one stereo file, mended from the live taps."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from callcenter.calls import recording, stereo
from callcenter.calls.alignment import missing_tail, offset_of
from callcenter.calls.recording import RecordingMissing, finish
from callcenter.calls.timing import Timing
from callcenter.calls.tracks import SAMPLE_RATE, Party, Tracks

QUICK = Timing(tracks_settle=0.2, tracks_look=0.01)
tracks_of_any_length = arrays(np.int16, st.integers(0, 3000))


def babble(seconds: float, seed: int = 1) -> np.ndarray:
    """Noise that swells and fades like speech: no two stretches are alike."""
    chance = np.random.default_rng(seed)
    n = round(seconds * SAMPLE_RATE)
    points = np.arange(n // 800 + 2) * 800
    swell = np.interp(np.arange(n), points, chance.uniform(0, 1, points.size))
    return (chance.normal(0, 3000, n) * swell).clip(-32768, 32767).astype(np.int16)


def lay(tracks: Tracks, **sounds: np.ndarray) -> None:
    """Write tracks: caller, agent (the exchange's), caller_tap, agent_tap (ours)."""
    tracks.base.parent.mkdir(parents=True, exist_ok=True)
    for name, sound in sounds.items():
        party: Party = "caller" if name.startswith("caller") else "agent"
        path = tracks.tap(party) if name.endswith("tap") else tracks.track(party)
        path.write_bytes(sound.astype("<i2").tobytes())


@pytest.fixture
def tracks(tmp_path: Path) -> Tracks:
    return Tracks(tmp_path / "2026/11/23" / "9f6d")


@given(left=tracks_of_any_length, right=tracks_of_any_length, block=st.integers(1, 999))
@settings(max_examples=60, deadline=None)
def test_stereo_keeps_every_sample_on_its_side(
    tmp_path_factory: pytest.TempPathFactory, left: np.ndarray, right: np.ndarray, block: int
) -> None:
    path = tmp_path_factory.mktemp("stereo") / "call.wav"
    before, stereo._BLOCK = stereo._BLOCK, block
    try:
        made = stereo.write(left, right, path)
    finally:
        stereo._BLOCK = before
    both, rate = soundfile.read(path, dtype="int16", always_2d=True)
    assert rate == SAMPLE_RATE
    assert both.shape == (max(left.size, right.size), 2)
    assert (both[: left.size, 0] == left).all()
    assert not both[left.size :, 0].any()
    assert (both[: right.size, 1] == right).all()
    assert not both[right.size :, 1].any()
    assert made.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made.seconds == pytest.approx(both.shape[0] / SAMPLE_RATE)
    assert not path.with_name("call.wav.part").exists()


@given(
    start=st.integers(0, 2 * SAMPLE_RATE),
    lost=st.integers(0, 3 * SAMPLE_RATE),
    wrong_by=st.integers(-SAMPLE_RATE, SAMPLE_RATE),
    seed=st.integers(0, 50),
)
@settings(max_examples=40, deadline=None)
def test_the_tail_that_a_killed_exchange_lost_comes_from_the_tap(
    start: int, lost: int, wrong_by: int, seed: int
) -> None:
    whole = babble(9, seed)
    track, tap = whole[: whole.size - lost], whole[start:]
    offset = offset_of(tap, track, max(start + wrong_by, 0), 3 * SAMPLE_RATE)
    assert offset == start
    mended = np.concatenate((track, missing_tail(tap, track, offset)))
    assert np.array_equal(mended, whole)


def test_silence_does_not_pretend_to_align() -> None:
    silence = np.zeros(9 * SAMPLE_RATE, dtype=np.int16)
    assert offset_of(silence, silence, 0, SAMPLE_RATE) is None
    assert offset_of(babble(6, 3), babble(6, 4), 0, SAMPLE_RATE) is None


def test_a_normal_end_leaves_the_exchanges_tracks_as_they_are(tracks: Tracks) -> None:
    caller, agent = babble(5, 1), babble(5, 2)
    lay(tracks, caller=caller, agent=agent, caller_tap=caller[800:], agent_tap=agent[16000:])
    done = finish(tracks, {"caller": 0.1, "agent": 2.1}, QUICK, 5.0)
    both, _ = soundfile.read(done.path, dtype="int16")
    assert np.array_equal(both[:, 0], caller)
    assert np.array_equal(both[:, 1], agent)
    assert done.repaired_s == {}
    assert done.offsets == {"caller": 0.1, "agent": 2.0}
    assert done.whole
    recording.discard_tracks(tracks)
    assert [path.name for path in tracks.base.parent.iterdir()] == ["9f6d.wav"]


def test_a_killed_exchange_loses_nothing_that_the_tap_heard(tracks: Tracks) -> None:
    caller = babble(8, 1)
    lay(tracks, caller=caller[: 5 * SAMPLE_RATE], agent=np.zeros(5 * SAMPLE_RATE, np.int16), caller_tap=caller[400:])
    done = finish(tracks, {"caller": 0.0}, QUICK, 8.0)
    both, _ = soundfile.read(done.path, dtype="int16")
    assert np.array_equal(both[:, 0], caller)
    assert done.repaired_s == {"caller": 3.0}


def test_without_any_track_of_the_exchange_the_tap_is_the_recording(tracks: Tracks) -> None:
    caller = babble(3, 1)
    lay(tracks, caller_tap=caller)
    done = finish(tracks, {"caller": 0.5}, QUICK)
    both, _ = soundfile.read(done.path, dtype="int16")
    assert not both[:4000, 0].any()
    assert np.array_equal(both[4000:, 0], caller)


def test_a_short_recording_says_so(tracks: Tracks) -> None:
    lay(tracks, caller=babble(3, 1), agent=babble(3, 2))
    assert not finish(tracks, {}, QUICK, 10.0).whole


def test_torn_and_empty_files_are_no_exception(tracks: Tracks) -> None:
    caller = babble(1, 1)
    lay(tracks, caller=caller, agent=caller[:0])
    with tracks.track("caller").open("ab") as file:
        file.write(b"\x7f")
    assert finish(tracks, {}, QUICK).seconds == 1.0


def test_no_sound_at_all_is_named(tracks: Tracks) -> None:
    with pytest.raises(RecordingMissing) as missing:
        finish(tracks, {}, QUICK)
    assert missing.value.code == "recording-missing"


def test_finishing_twice_gives_the_same_file(tracks: Tracks) -> None:
    lay(tracks, caller=babble(2, 1), agent=babble(2, 2))
    first = finish(tracks, {}, QUICK)
    recording.discard_tracks(tracks)
    again = finish(tracks, {}, QUICK)
    assert (again.sha256, again.seconds) == (first.sha256, first.seconds)


def test_finish_waits_for_the_exchange_to_close_its_files(tracks: Tracks, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = babble(4, 1)
    lay(tracks, caller=caller[:8000], agent=caller[:8000])
    looks = []

    def write_on(_seconds: float) -> None:
        looks.append(1)
        if len(looks) == 3:
            lay(tracks, caller=caller, agent=caller)

    monkeypatch.setattr(recording.time, "sleep", write_on)
    assert finish(tracks, {}, Timing(tracks_settle=60), 4.0).seconds == 4.0
