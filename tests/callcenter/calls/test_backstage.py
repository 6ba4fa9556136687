"""Heavy work beside the telephony loop."""

import asyncio
import os
import signal
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from callcenter.calls.backstage import Backstage


async def ask_for_ever(backstage: Backstage) -> None:
    while True:
        await backstage.do(os.getpid)


def test_work_is_done_elsewhere_at_low_priority() -> None:
    async def walk() -> None:
        backstage = Backstage()
        try:
            pid = await backstage.do(os.getpid)
            assert pid != os.getpid()
            assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
        finally:
            backstage.close()

    asyncio.run(walk())


def test_a_killed_process_is_replaced() -> None:
    async def walk() -> None:
        backstage = Backstage()
        try:
            pid = await backstage.do(os.getpid)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(BrokenProcessPool):
                await ask_for_ever(backstage)
            assert await backstage.do(os.getpid) != pid
        finally:
            backstage.close()

    asyncio.run(walk())


def test_it_is_ended_in_the_middle_of_its_work(tmp_path: Path) -> None:
    async def walk() -> None:
        backstage = Backstage()
        pid = await backstage.do(os.getpid)
        hanging = asyncio.create_task(backstage.do(signal.pause))
        await asyncio.sleep(0)
        backstage.close()
        with pytest.raises((BrokenProcessPool, asyncio.CancelledError)):
            await hanging
        for _ in range(2000):
            if not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text():
                return
            await asyncio.sleep(0.005)
        raise AssertionError("the process is still there")

    asyncio.run(walk())
