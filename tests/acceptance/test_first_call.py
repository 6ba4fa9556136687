"""A citizen calls, speaks, hangs up: recording, transcript and exactly one order."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.acceptance.demo import Demo
from tests.acceptance.likeness import seconds_alike, telephone_signal
from transcription.error_rate import edits

pytestmark = [pytest.mark.asterisk, pytest.mark.speech, pytest.mark.slow]

AT_ONCE = 3
"""Citizens on the line together."""


def test_words_without_a_demand_are_recorded_transcribed_and_wait_for_a_person(
    demo: Demo, said: list[tuple[Path, str]]
) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda spoken: demo.call(spoken[0]), said))
    errors = characters = 0
    for (clip, words), result in zip(said, results, strict=True):
        alike = seconds_alike(telephone_signal(clip), telephone_signal(Path(result["recording"]), channel=0))
        assert alike, clip.name
        assert min(alike) > 0.99, (clip.name, alike)
        assert result["transcript"], clip.name
        orders = demo.rows(
            "select order_no, state, waits_for_person from work_order where conversation_id = %s",
            result["conversation_id"],
        )
        assert orders == [(result["order_no"], "draft", True)], clip.name
        wrong, length = edits(words, result["transcript"])
        errors, characters = errors + wrong, characters + length
        print(f"{clip.name}: {wrong}/{length} {result['transcript']}")
    print(f"character error rate through the telephone: {errors / characters:.3f} over {characters} characters")
