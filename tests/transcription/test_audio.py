"""G.711, resampling, the telephone's band, and reading files."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from transcription import audio

CODES = np.arange(256, dtype=np.uint8)
SAMPLES = arrays.arrays(np.int16, st.integers(1, 400), elements=st.integers(-32768, 32767))


def test_alaw_has_the_levels_of_g711() -> None:
    # ITU-T G.711 table 1: the smallest steps are 8 (of 16 bit), the largest level is 32256
    assert audio.from_alaw(np.array([0xD5, 0x55, 0xAA, 0x2A], np.uint8)).tolist() == [8, -8, 32256, -32256]


def test_ulaw_has_the_levels_of_g711() -> None:
    assert audio.from_ulaw(np.array([0xFF, 0x7F, 0x80, 0x00], np.uint8)).tolist() == [0, 0, 32124, -32124]


def test_every_alaw_code_survives() -> None:
    assert (audio.to_alaw(audio.from_alaw(CODES)) == CODES).all()


def test_every_ulaw_level_survives() -> None:
    # mu-law has two codes for zero
    assert (audio.from_ulaw(audio.to_ulaw(audio.from_ulaw(CODES))) == audio.from_ulaw(CODES)).all()


@given(SAMPLES)
def test_alaw_is_as_near_as_g711_allows(samples: np.ndarray) -> None:
    error = np.abs(audio.from_alaw(audio.to_alaw(samples)).astype(int) - samples)
    assert (
        error <= np.maximum(8, np.abs(samples.astype(int)) / 31) + 512 * (np.abs(samples.astype(int)) > 32256)
    ).all()


@given(SAMPLES)
def test_floats_and_integers_are_the_same_samples(samples: np.ndarray) -> None:
    assert (audio.to_int16(audio.to_float(samples)) == samples).all()


def test_loud_floats_are_clipped_not_wrapped() -> None:
    assert audio.to_int16(np.array([1.5, -1.5], np.float32)).tolist() == [32767, -32768]


@pytest.mark.parametrize(("hertz", "kept"), [(100, False), (1000, True), (3000, True), (3800, False)])
def test_the_telephone_keeps_its_band_only(hertz: int, kept: bool) -> None:
    wave = (0.5 * np.sin(2 * np.pi * hertz * np.arange(24000) / 24000)).astype(np.float32)
    heard = audio.telephone(wave, 24000)[1000:]
    assert len(heard) == 7000
    assert bool(np.sqrt(np.mean(heard**2)) > 0.25) is kept


def test_left_and_right_are_told_apart_and_mixed(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.column_stack([np.full(800, 0.5), np.full(800, -0.25)]), 8000)
    assert audio.read(path, 0)[0][0] == 16384
    assert audio.read(path, 1)[0][0] == -8192
    assert audio.read(path)[0][0] == 4096


def test_the_beginning_can_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, np.arange(8000) / 8000, 8000)
    samples, rate = audio.read(path, start_s=0.5)
    assert (len(samples), rate) == (4000, 8000)
    assert samples[0] == 16384


def test_headerless_files_of_the_exchange_are_read(tmp_path: Path) -> None:
    path = tmp_path / "leg.sln"
    path.write_bytes(np.arange(1000, dtype="<i2").tobytes())
    samples, rate = audio.read(path, 0, start_s=0.1)
    assert rate == 8000
    assert samples[0] == 800


@pytest.mark.parametrize("name", ["missing.wav", "text.wav", "missing.sln"])
def test_what_is_no_sound_has_a_code(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.wav").write_text("not a sound")
    with pytest.raises(audio.UnreadableSound, match=name) as caught:
        audio.read(tmp_path / name)
    assert caught.value.code == "unreadable-sound"


def test_a_channel_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "mono.wav", np.zeros(80), 8000)
    with pytest.raises(audio.UnreadableSound, match="1 channels"):
        audio.read(tmp_path / "mono.wav", 1)
