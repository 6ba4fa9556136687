"""The role `hotline worker`: background jobs. Any number of them may run."""

import asyncio
import logging
import signal

import routing
from callcenter import folding
from callcenter.assist.current import CurrentAdviser
from callcenter.channels import relay
from callcenter.jobs.app import Workbench, job_app
from callcenter.jobs.defer import SPEECH_QUEUE
from callcenter.jobs.files import scanner_of
from callcenter.learning.nightly import Study
from callcenter.matters.earlier import Earlier
from callcenter.matters.watching import watch
from callcenter.settings import Settings
from models import privacy
from models.attachments import Vault
from models.database import Store
from models.privacy import KeyRing
from transcription.service import SpeechClient

log = logging.getLogger(__name__)

_JOBS_AT_ONCE = 4
_RECORDINGS_AT_ONCE = 2
_STOPS_WITHIN_S = 10.0


def run(settings: Settings) -> None:
    """Until INT, TERM or HUP; jobs under way may finish for some seconds, else the next start takes them up again."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # addresses of far sides hold numbers of demands
    privacy.use(KeyRing.load(settings.keys))
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    try:
        await do_jobs(settings)
    except asyncio.CancelledError:
        log.info("stopped")


async def do_jobs(settings: Settings) -> None:
    """Do the jobs of this hotline until cancelled."""
    store = Store.at(settings.database_url)
    workbench = await asyncio.to_thread(_prepare, settings, store)
    app = job_app(settings.database_url, workbench)
    try:
        async with app.open_async(), asyncio.TaskGroup() as workers:
            workers.create_task(relay.run(store, settings.public_url))
            workers.create_task(folding.run(store, settings.database_url))
            if workbench.earlier is not None:
                workers.create_task(watch(store, settings.database_url, workbench.earlier))
            for queue, at_once in (("default", _JOBS_AT_ONCE), (SPEECH_QUEUE, _RECORDINGS_AT_ONCE)):
                workers.create_task(
                    app.run_worker_async(
                        queues=[queue],
                        name=queue,
                        concurrency=at_once,
                        install_signal_handlers=False,
                        delete_jobs="successful",
                        shutdown_graceful_timeout=_STOPS_WITHIN_S,
                    )
                )
    finally:
        store.close()


def _prepare(settings: Settings, store: Store) -> Workbench:
    adviser = CurrentAdviser(settings, store)
    adviser.now()  # the classifier may have to be built: not while the first call waits
    return Workbench(
        store=store,
        adviser=adviser,
        speech=SpeechClient(settings.speech_socket),
        recordings=settings.recordings,
        vault=Vault(settings.attachments),
        scanner=scanner_of(settings),
        earlier=Earlier(store),
        study=Study.of(settings),
        survey_calls=settings.survey_calls > 0,
        threshold=float(settings.get("HOTLINE_DISPATCH_CONFIDENCE", str(routing.CONFIDENT))),
    )
