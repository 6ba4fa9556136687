"""Twenty calls at once: every recording whole, an order each, nothing left behind, drafts within two seconds."""

import subprocess
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.acceptance import sipp
from tests.acceptance.demo import CLI, Demo, environment, wait_until
from tests.acceptance.likeness import RATE, seconds_alike, telephone_signal

pytestmark = [pytest.mark.asterisk, pytest.mark.speech, pytest.mark.slow]

CALLS = 20


def _processes(demo: Demo) -> int:
    return len(psutil.Process(demo.process.pid).children(recursive=True))


def test_twenty_calls_at_once(demo: Demo, tmp_path: Path) -> None:
    spoken = tmp_path / "spoken.wav"
    text = "咸安区的路灯坏了，晚上一片漆黑，请派人来修。"
    subprocess.run([*CLI, "say", text, "-o", spoken], env=environment(), check=True)
    signal = telephone_signal(spoken)
    signal = np.concatenate([signal, np.zeros(RATE // 2)])
    audio = sipp.alaw_file(signal, tmp_path / "spoken.al")
    before = _processes(demo)
    known = {row[0] for row in demo.rows("select conversation_id from call")}

    caller = sipp.place(tmp_path, demo.run["sip"], audio, calls=CALLS, hold_s=len(signal) / RATE + 1)
    assert caller.wait(120) == 0, (tmp_path / "sipp.log").read_text()[-2000:]

    def ours() -> list[tuple[object, ...]]:
        rows = demo.rows("select conversation_id, state, ended_at, order_id from call")
        return [row for row in rows if row[0] not in known]

    wait_until(lambda: len(ours()) == CALLS and all(row[1] == "ended" for row in ours()), "twenty ended calls", 30)
    wait_until(lambda: all(row[3] for row in ours()), "twenty orders", 30)
    drafted = demo.rows(
        "select extract(epoch from o.created_at - c.ended_at) from call c join work_order o using (conversation_id) "
        "where c.conversation_id = any(%s)",
        [row[0] for row in ours()],
    )
    assert len(drafted) == CALLS
    print(f"draft after hang-up: at most {max(float(row[0]) for row in drafted):.2f} s")

    def recordings() -> list[tuple[object, ...]]:
        conversations = [row[0] for row in ours()]
        return demo.rows("select path, whole from recording where conversation_id = any(%s)", conversations)

    wait_until(lambda: len(recordings()) == CALLS, "twenty recordings", 30)
    for path, whole in recordings():
        assert whole, path
        alike = seconds_alike(signal, telephone_signal(demo.data / "recordings" / path))
        assert min(alike) > 0.99, (path, alike)

    wait_until(lambda: demo.legs() == 0, "no channel left on the exchange")
    wait_until(lambda: _processes(demo) <= before, "no more processes than before")

    def transcribed() -> bool:
        states = demo.rows(
            "select transcript_state from call where conversation_id = any(%s)", [row[0] for row in ours()]
        )
        return all(state == "complete" for (state,) in states)

    wait_until(transcribed, "twenty transcripts, lagging as they may", 300)
