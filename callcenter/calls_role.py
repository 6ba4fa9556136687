"""The role `hotline calls`: the exchange's calls, from their first ring to their recording."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from callcenter import city_bell, pulse
from callcenter.agents.desk import AgentDesk
from callcenter.assist.adviser_process import AdviserProcess
from callcenter.assist.draft import Drafting
from callcenter.calls.backstage import Backstage
from callcenter.calls.dialer import Dialer
from callcenter.calls.handler import CallHandler
from callcenter.calls.journal import Journal
from callcenter.calls.ledger import Ledger
from callcenter.calls.leg_book import LegBook
from callcenter.calls.recovery import Recovery
from callcenter.calls.safety_track import Spooler
from callcenter.calls.services import Services
from callcenter.calls.storing import Storing
from callcenter.calls.timing import Timing
from callcenter.settings import Settings
from callcenter.telephony.switch import Switch
from callcenter.voice import prompts as spoken
from models import privacy
from models.catalogue.store import prompts as prompt_texts
from models.database import Store
from models.privacy import KeyRing
from transcription.service import SpeechClient

log = logging.getLogger(__name__)

_DATABASE_THREADS = 16
_FILE_PROCESSES = 2
_PRIORITY = -10
_PROMPTS_TAKE_S = 5.0
_PROMPTS_AGAIN_S = 5.0


def run(settings: Settings) -> None:
    """Until INT, TERM or HUP. Calls on the line stay with the exchange; the next start takes them up."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    pulse.told_on_request()
    privacy.use(KeyRing.load(settings.keys))
    sys.setswitchinterval(0.001)  # a thread with a database row must not keep the audio waiting
    with contextlib.suppress(PermissionError):
        # frames must be taken in time on a busy machine; a site allows it by LimitNICE or CAP_SYS_NICE
        os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from callcenter.telephony.asterisk import AsteriskSwitch

    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    switch = AsteriskSwitch.from_settings(settings)
    try:
        await handle_calls(settings, switch)
    except asyncio.CancelledError:
        log.info("stopped")
    finally:
        await switch.close()


async def handle_calls(settings: Settings, switch: Switch, timing: Timing | None = None) -> None:
    """Handle the calls of one exchange until cancelled."""
    timing = timing or Timing()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_DATABASE_THREADS, thread_name_prefix="store"))
    store = Store.at(settings.database_url, pulse.CALLS)
    storing = Storing(store, timing)
    journal = Journal(storing)
    speech = SpeechClient(settings.speech_socket)
    adviser = AdviserProcess(settings)
    prompts: dict[str, Path] = {}
    spooler = Spooler()
    files = Backstage(_FILE_PROCESSES)
    services = Services(
        switch=switch,
        legs=LegBook(),
        ledger=Ledger(storing, journal),
        desk=AgentDesk(storing),
        hearing=speech,
        drafting=Drafting(storing, adviser.advise),
        prompts=prompts,
        spooler=spooler,
        recordings=settings.recordings,
        files=files,
        timing=timing,
    )
    handler = CallHandler(services, Recovery(storing))
    dialer = Dialer(services, storing, settings.get("HOTLINE_NUMBER", "12345"), settings.survey_calls)
    writing = asyncio.create_task(journal.run(), name="journal")
    beating = asyncio.create_task(pulse.keep(), name="pulse")
    preparing = [
        asyncio.create_task(_load_prompts(settings, store, prompts), name="prompts"),
        asyncio.create_task(_warm_up(adviser), name="adviser"),
    ]
    following = asyncio.create_task(_follow_prompts(settings, store, prompts, preparing[0]), name="prompts-follow")
    preparing.append(asyncio.create_task(_settle_memory(preparing[:]), name="memory"))
    if settings.survey_calls:
        preparing.append(asyncio.create_task(dialer.run(), name="dialer"))
    try:
        # cached prompts are there in a second or two; a first caller should be greeted
        await asyncio.wait(preparing[:1], timeout=_PROMPTS_TAKE_S)
        await handler.run()
    finally:
        for task in (*preparing, following, beating):
            task.cancel()
        await journal.written(timeout=2.0)
        writing.cancel()
        await speech.close()
        await asyncio.to_thread(spooler.stop)
        adviser.close()
        files.close()
        store.close()


async def _load_prompts(settings: Settings, store: Store, prompts: dict[str, Path]) -> None:
    """Until they are there: at the machine's start the database may come up after us."""
    while not await _loaded_prompts(settings, store, prompts):
        await asyncio.sleep(_PROMPTS_AGAIN_S)


async def _loaded_prompts(settings: Settings, store: Store, prompts: dict[str, Path]) -> bool:
    """Those that lie ready at once; others have to be made first, and calls that come before do without."""
    try:
        texts, made = await asyncio.to_thread(_made_prompts, settings, store)
        prompts.update(made)
        if len(made) < len(texts):
            prompts.update(await _make_prompts(settings, texts))
    except Exception:
        log.exception("prompts-failed: again in %.0f s", _PROMPTS_AGAIN_S)
        return False
    log.info("prompts-ready: %d", len(prompts))
    return True


def _made_prompts(settings: Settings, store: Store) -> tuple[dict[str, str], dict[str, Path]]:
    """The texts of the city's prompts, and the files that lie ready."""
    with store.reading() as session:
        texts = prompt_texts(session) or spoken.city_texts(settings)
    return texts, spoken.made(settings, texts)


async def _make_prompts(settings: Settings, texts: dict[str, str]) -> dict[str, Path]:
    """In a process beside the telephony loop."""
    backstage = Backstage()
    try:
        return await backstage.do(spoken.ensure, settings, texts)
    finally:
        backstage.close()


async def _settle_memory(preparing: list[asyncio.Task[None]]) -> None:
    """What is there once everything is loaded stays: a collector that walks it all stops the audio for 200 ms."""
    await asyncio.gather(*preparing)
    gc.collect()
    gc.freeze()


async def _follow_prompts(
    settings: Settings, store: Store, prompts: dict[str, Path], first: asyncio.Task[None]
) -> None:
    """Another version of the city's data may say other words: calls from then on hear them."""
    async for _ in city_bell.rings(settings.database_url):
        await asyncio.wait([first])
        await _load_prompts(settings, store, prompts)


async def _warm_up(adviser: AdviserProcess) -> None:
    """The classifier may have to be built first: not while the first caller waits for a proposal."""
    try:
        await adviser.advise("路灯坏了")
        log.info("adviser-ready")
    except Exception:
        log.exception("adviser-failed")
