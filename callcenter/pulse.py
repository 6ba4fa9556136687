"""The pulse of a role that must never stand still: a blocked event loop ends the process, and says where it stood.

Whoever started the role starts it again (the demo, systemd), and the next one takes the calls up. Standing still
without a word is worse: every caller would only hear it ring.
"""

import asyncio
import faulthandler
import signal
from typing import Final

CALLS: Final = "hotline calls"
"""As which the database knows the call handler: it lives as long as one of its connections does."""
PATIENCE_S: Final = 20.0
"""Far above what a busy machine delays (a late frame is 0.06 s), and below what a caller waits for an answer."""
_BEAT_S: Final = 1.0


def told_on_request() -> None:
    """From now on SIGUSR1 writes the stack of every thread to standard error; the process goes on."""
    faulthandler.register(signal.SIGUSR1, all_threads=True)


async def keep(patience_s: float = PATIENCE_S) -> None:
    """Beat until cancelled. A loop that does not come round for `patience_s` writes the stack of every thread to
    standard error and ends the process with code 1. The watch is a thread outside the interpreter: it needs no lock
    that the standing code may hold."""
    try:
        while True:
            faulthandler.dump_traceback_later(patience_s, exit=True)
            await asyncio.sleep(min(_BEAT_S, patience_s / 4))
    finally:
        faulthandler.cancel_dump_traceback_later()
