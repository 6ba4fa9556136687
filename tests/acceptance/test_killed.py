"""kill -9 of each process during a call: the recording is whole; after the restart there are record and draft."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.acceptance import sipp
from tests.acceptance.demo import CLI, Demo, environment, wait_until
from tests.acceptance.likeness import RATE, seconds_alike, telephone_signal

pytestmark = [pytest.mark.asterisk, pytest.mark.speech, pytest.mark.slow]

BEFORE_S = 8.0
"""Seconds of the caller's speech before the kill."""


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """About half a minute of a spoken demand."""
    path = tmp_path_factory.mktemp("speech") / "long.wav"
    text = "你好，我要反映嘉鱼县潘家湾镇的路灯问题，这条路上的路灯坏了半个月，晚上一片漆黑，老人小孩都不敢出门。"
    subprocess.run([*CLI, "say", text, "-o", path], env=environment(), check=True)
    once = telephone_signal(path)
    quiet = np.zeros(RATE // 2)  # also before the first word: nobody speaks while the line is being put through
    return np.concatenate([quiet, once, quiet, once, quiet])


@pytest.mark.parametrize("role", ["web", "speech", "calls", "exchange"])
def test_a_call_survives_the_death_of(role: str, demo: Demo, speech: np.ndarray, tmp_path: Path) -> None:
    known = {row[0] for row in demo.rows("select conversation_id from call")}
    audio = sipp.alaw_file(speech, tmp_path / "speech.al")
    caller = sipp.place(tmp_path, demo.run["sip"], audio, calls=1, hold_s=len(speech) / RATE + 1)
    try:

        def conversation() -> object:
            return next((row[0] for row in demo.rows("select conversation_id from call") if row[0] not in known), None)

        ours = wait_until(conversation, "the call's row")
        tracks = demo.data / "recordings"

        def heard() -> bool:
            found = list(tracks.rglob(f"{ours}.caller.sln"))
            return bool(found) and found[0].stat().st_size > BEFORE_S * RATE * 2

        wait_until(heard, "eight seconds of the caller on disk")
        killed = demo.kill(role)
        if role == "calls":
            wait_until(lambda: demo.health().get("call_handler") == "down", "the health page tells it")
        demo.wait_for_another(role, killed)
        if role == "exchange":
            caller.kill()  # its call died with the exchange
        else:
            assert caller.wait(120) == 0, (tmp_path / "sipp.log").read_text()[-2000:]
    finally:
        caller.kill()
        caller.wait()

    def finished() -> bool:
        (row,) = demo.rows("select state, order_id from call where conversation_id = %s", ours)
        return bool(row[0] == "ended" and row[1])

    wait_until(finished, "record and draft order", 60)
    ((path,),) = wait_until(
        lambda: demo.rows("select path from recording where conversation_id = %s", ours), "the recording"
    )
    ((state,),) = demo.rows("select state from work_order where conversation_id = %s", ours)
    assert state in ("draft", "dispatched")
    expected = speech if role != "exchange" else speech[: int(BEFORE_S) * RATE]
    alike = seconds_alike(expected, telephone_signal(demo.data / "recordings" / path))
    assert min(alike) > 0.99, alike
    assert wait_until(lambda: demo.legs() == 0, "no channel left on the exchange")

    def words() -> bool:
        rows = demo.rows("select text from transcript_segment where conversation_id = %s and final", ours)
        return any("路灯" in text or "晚上" in text or "嘉鱼" in text for (text,) in rows)

    wait_until(words, "the caller's words", 180)
