"""`hotline speech`: the recogniser's process. Runs until INT or TERM.

Without weights it runs all the same, says so, and looks again: calls are recorded, words come later.
"""

import asyncio
import contextlib
import logging
import os
import signal

from callcenter.settings import Settings
from callcenter.speech_terms import write_terms
from transcription import engines, weights
from transcription.service.server import SpeechService

_log = logging.getLogger(__name__)

_NICER = 5  # below the telephone, above the workers


def run(settings: Settings) -> None:
    """Serve at `settings.speech_socket` with HOTLINE_SPEECH_ENGINE and HOTLINE_SPEECH_WORKERS."""
    os.nice(_NICER)
    engine = settings.get("HOTLINE_SPEECH_ENGINE", engines.DEFAULT)
    needed = engines.weights_of(engine)
    if needed and not weights.installed(settings.cache, needed):
        _log.error("weights-unavailable: %s is not installed: `hotline models install %s`", needed, needed)
    workers = int(settings.get("HOTLINE_SPEECH_WORKERS", str(max(1, (os.cpu_count() or 2) // 2))))
    folder = weights.folder(settings.cache, needed or engine)
    asyncio.run(_serve(SpeechService(settings.speech_socket, engine, folder, workers, write_terms(settings))))


async def _serve(service: SpeechService) -> None:
    task = asyncio.create_task(service.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
