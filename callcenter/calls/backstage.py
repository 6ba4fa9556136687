"""Processes beside the telephony loop for work that would hold the interpreter: a late audio frame is a lost word.

At low priority; they end with their parent, even a killed one.
"""

import asyncio
import ctypes
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar, TypeVarTuple

log = logging.getLogger(__name__)
Ts = TypeVarTuple("Ts")
T = TypeVar("T")

_PR_SET_PDEATHSIG = 1
_PRIORITY = 10


class Backstage:
    """`await backstage.do(function, ...)`: module-level functions and picklable values only."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._pool = _pool(processes)

    async def do(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """The function's result, computed in a process; one that died is replaced and the error raised."""
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work, *args)
        except BrokenProcessPool:
            if self._pool is pool:  # of many that waited for the same process, the first replaces it
                self.close()
                self._pool = _pool(self._processes)
            raise

    def close(self) -> None:
        """End the process without waiting for what it does."""
        processes = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


def _pool(processes: int) -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin)
    for _ in range(processes):
        pool.submit(os.getpid)  # the processes begin now, not while the first calls end
    return pool


def _begin() -> None:
    """Runs in the process: end with the parent, give way to it, leave its signals to it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)
