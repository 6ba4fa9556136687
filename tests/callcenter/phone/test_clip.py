"""What the telephone says."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcenter.phone import clip
from transcription.audio import UnreadableSound


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16000, 1), (44100, 2)])
def test_any_rate_becomes_telephone_rate(tmp_path: Path, rate: int, channels: int) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate) * 0.5
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.column_stack([tone] * channels), rate)
    samples = clip.from_file(path)
    assert samples.dtype == np.int16
    assert len(samples) == 8000
    spectrum = np.abs(np.fft.rfft(samples))
    assert int(spectrum.argmax()) == 440


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSound):
        clip.from_file(tmp_path / "none.wav")


def test_speech_begins_and_ends_where_it_is_loud() -> None:
    samples = np.zeros(8000 * 4, np.int16)
    samples[8000:20000] = 5000
    assert clip.speech_span(samples) == (1.0, 2.5)


def test_silence_counts_whole() -> None:
    assert clip.speech_span(np.zeros(8000, np.int16)) == (0.0, 1.0)
