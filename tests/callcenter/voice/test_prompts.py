"""The prompts of a city: its own recordings, the voice's, and what stands in for a voice that is not installed."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcenter.settings import Settings
from callcenter.voice import VOICES, Voice, VoiceUnavailable, prompts
from transcription import audio, weights
from transcription.error_rate import error_rate
from transcription.session import transcribe


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """A hotline without any download."""
    return Settings(tmp_path / "data", {"HOTLINE_CACHE": str(tmp_path / "cache")})


@pytest.fixture(scope="module")
def voice() -> Voice:
    return Voice(weights.ensure(Settings.load().cache, weights.DEFAULT_VOICE))


def test_without_a_voice_every_prompt_of_the_city_is_a_tone(bare: Settings) -> None:
    paths = prompts.ensure(bare)
    assert {"greeting", "no_agent", "ask_demand", "thanks", "unknown_number"} <= set(paths)
    for path in paths.values():
        samples, rate = soundfile.read(path.with_suffix(".wav"))
        assert rate == 8000
        assert 0.3 < len(samples) / rate < 2
        assert 0.05 < np.abs(samples).max() < 0.5
    assert set(prompts.sources(bare).values()) == {"tone"}


def test_the_citys_own_recording_wins_and_is_made_playable(bare: Settings) -> None:
    own = bare.prompts / "own"
    own.mkdir()
    time = np.arange(44100) / 44100
    soundfile.write(own / "greeting.wav", np.column_stack([0.3 * np.sin(2 * np.pi * 440 * time)] * 2), 44100)
    first = prompts.ensure(bare)["greeting"]
    info = soundfile.info(first.with_suffix(".wav"))
    assert (info.samplerate, info.channels, info.subtype, info.frames) == (8000, 1, "PCM_16", 8000)
    assert prompts.sources(bare)["greeting"] == "own"
    texts = prompts.city_texts(bare)
    assert prompts.made(bare, texts) == {"greeting": first}  # tones stand in for what is still to be made
    soundfile.write(own / "greeting.wav", np.zeros(22050), 44100)
    assert prompts.made(bare, texts) == {}
    assert prompts.ensure(bare)["greeting"] != first  # a new recording is a new file


def test_missing_weights_say_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(VoiceUnavailable, match="hotline models install kokoro") as caught:
        Voice(tmp_path)
    assert caught.value.code == "voice-unavailable"


@pytest.mark.speech
def test_a_spoken_prompt_is_made_once(tmp_path: Path, voice: Voice) -> None:
    cache = tmp_path / "cache"
    (cache / "models").mkdir(parents=True)
    (cache / "models" / "kokoro").symlink_to(weights.folder(Settings.load().cache, weights.DEFAULT_VOICE))
    settings = Settings(tmp_path / "data", {"HOTLINE_CACHE": str(cache)})
    path = prompts.ensure(settings, {"greeting": "您好。"})["greeting"].with_suffix(".wav")
    made = path.stat().st_mtime_ns
    assert soundfile.info(path).samplerate == 8000
    assert prompts.ensure(settings, {"greeting": "您好。"})["greeting"].with_suffix(".wav").stat().st_mtime_ns == made
    assert prompts.ensure(settings, {"greeting": "再见。"})["greeting"] != path.with_suffix("")


@pytest.mark.speech
@pytest.mark.parametrize("name", VOICES)
def test_every_voice_speaks_at_one_loudness(voice: Voice, name: str) -> None:
    samples, rate = voice.speak("请尽快派人来修。", name)
    assert rate == 24000
    assert 0.8 < len(samples) / rate < 4
    assert np.abs(samples).max() <= 0.951
    loud = samples[np.abs(samples) > 0.01]
    assert 0.05 < float(np.sqrt(np.mean(loud**2))) < 0.12


@pytest.mark.speech
def test_what_the_voice_says_is_understood_on_the_telephone(voice: Voice) -> None:
    from transcription.engines import load

    text = "公交车经常不到站停车，司机态度也很差，我要投诉。"
    samples, rate = voice.speak(text, "zm_yunjian")
    engine = load("whisper", weights.ensure(Settings.load().cache, "whisper-base"))
    heard = "".join(s.text for s in transcribe(engine, audio.to_int16(audio.telephone(samples, rate))))
    assert error_rate([(text, heard)]) < 0.3


@pytest.mark.speech
def test_nothing_to_say_is_no_sound_and_a_strange_voice_an_error(voice: Voice) -> None:
    assert len(voice.speak("……！")[0]) == 0
    with pytest.raises(VoiceUnavailable, match="zf_xiaobei"):
        voice.speak("您好", "af_bella")
