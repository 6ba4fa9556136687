"""A role that stands still ends itself, and its last words say where it stood."""

import os
import signal
import subprocess
import sys
import time

from tests.acceptance.demo import ROOT, environment

_STANDING = """
import asyncio, time
from callcenter import pulse

def stands_here():
    time.sleep(60)

async def role():
    beating = asyncio.create_task(pulse.keep(0.4))
    await asyncio.sleep(1.5)  # idle, not standing: longer than the patience
    print("alive", flush=True)
    stands_here()

asyncio.run(role())
"""

_ASKED = """
import time
from callcenter import pulse

def stands_here():
    print("ready", flush=True)
    time.sleep(60)

pulse.told_on_request()
stands_here()
"""


def _process(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=ROOT,
    )


def test_a_blocked_loop_ends_the_process_with_the_stack() -> None:
    said, told = (process := _process(_STANDING)).communicate(timeout=30)
    assert said == "alive\n"
    assert process.returncode == 1
    assert "stands_here" in told


def test_the_stack_is_told_on_request_and_the_process_goes_on() -> None:
    process = _process(_ASKED)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        assert process.stdout.readline() == "ready\n"
        os.kill(process.pid, signal.SIGUSR1)
        while "stands_here" not in (line := process.stderr.readline()):
            assert line, "the process ended"
        time.sleep(0.1)
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()
