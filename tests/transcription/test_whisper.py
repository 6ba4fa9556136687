"""The default engine on Mandarin that the project's own voice speaks, and on everything that is no speech."""

from pathlib import Path

import numpy as np
import pytest

from tests.transcription.sounds import noise, silence, tone
from transcription.engine import Engine, EngineUnavailable, Samples
from transcription.engines import load
from transcription.error_rate import error_rate
from transcription.hearing import Hearing
from transcription.session import transcribe

pytestmark = pytest.mark.speech

SAID = "请问办理不动产证需要准备哪些材料，在哪个窗口办理。"


def test_it_understands_a_demand_on_the_telephone(whisper: Engine, spoken: Samples) -> None:
    segments = transcribe(whisper, np.concatenate([silence(1), spoken, silence(2)]))
    text = "".join(segment.text for segment in segments)
    assert error_rate([(SAID, text)]) < 0.15
    assert 0.4 < segments[0].start < 1.5
    assert segments[-1].end < 1 + len(spoken) / 8000 + 1
    assert all(0.3 < segment.confidence <= 1 for segment in segments)


def test_quiet_speech_is_understood_as_well(whisper: Engine, spoken: Samples) -> None:
    text = "".join(s.text for s in transcribe(whisper, (spoken // 12).astype(np.int16)))
    assert error_rate([(SAID, text)]) < 0.3


@pytest.mark.parametrize(
    "sound",
    [silence(4), noise(4, 20), noise(4, 600), noise(4, 3000), tone(4), tone(4, 425, 3000)],
    ids=["silence", "line noise", "noise", "loud noise", "tone", "ringing tone"],
)
def test_it_invents_nothing(whisper: Engine, sound: Samples) -> None:
    assert transcribe(whisper, sound) == []


def test_silence_gives_no_words_even_past_the_voice_activity(whisper: Engine) -> None:
    hearing = Hearing(whisper)
    for sound in (silence(3), noise(3, 5)):
        hearing.hear(sound)
        assert hearing.finish() is None


def test_missing_weights_say_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="hotline models install whisper-base") as caught:
        load("whisper", tmp_path)
    assert caught.value.code == "engine-unavailable"
