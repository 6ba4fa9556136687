"""The job queue: procrastinate on our database, and which function does which job."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from procrastinate import App, JobContext, PsycopgConnector

from callcenter.assist.draft import Advising
from callcenter.channels import alarms, pulling, reconciling
from callcenter.intake import files as intake_files
from callcenter.intake import message, phone
from callcenter.intake.files import Shelf
from callcenter.jobs import defer, files, late, limits
from callcenter.jobs.retrying import A_DAY, A_FEW_TIMES, AN_HOUR
from callcenter.jobs.transcript import Transcribing, transcribe_recording
from callcenter.learning import nightly
from callcenter.learning.nightly import Study
from callcenter.learning.shadow import Shadow
from callcenter.matters.earlier import Earlier
from callcenter.matters.hot import HotWatch
from callcenter.reports import archive, schedule
from integrations.channel import ChannelError
from integrations.channel.signing import KEPT
from models import calls, channels, contacts, events, intake, openings
from models.attachments import Scanner, Vault
from models.database import Store
from models.orders import OrderError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workbench:
    """What the jobs work with. threshold: confidence from which the system dispatches; earlier: the open orders with
    which new ones are compared; scanner: of attachments, None where there is none; study: where models are, None where
    nothing is learned."""

    store: Store
    adviser: Advising
    speech: Transcribing
    recordings: Path
    threshold: float
    vault: Vault
    scanner: Scanner | None = None
    earlier: Earlier | None = None
    study: Study | None = None
    survey_calls: bool = False


def job_app(url: str, bench: Workbench) -> App:
    """The application with all its tasks, on the database at `url` (SQLAlchemy's or libpq's form)."""
    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    app = App(connector=PsycopgConnector(conninfo=conninfo))
    shelf = Shelf(bench.vault, defer.scan_content if bench.scanner else None)
    _words_of_calls(app, bench)

    @app.task(name=defer.PROCESS_MESSAGE, retry=AN_HOUR, pass_context=True)
    async def process_message(context: JobContext, message_id: int) -> None:
        try:
            await asyncio.to_thread(
                message.process, bench.store, bench.adviser, message_id, bench.threshold, bench.earlier, shelf=shelf
            )
        except Exception as error:
            lasting = isinstance(error, ChannelError) and error.lasting
            last = AN_HOUR.is_over(context.job)
            await asyncio.to_thread(_failed, bench.store, message_id, error, dead=last or lasting)
            if not lasting:
                raise
            log.warning("message-dead: %d %s", message_id, error)

    @app.task(name=defer.FETCH_FILES, retry=AN_HOUR, pass_context=True)
    async def fetch_files(context: JobContext, message_id: int) -> None:
        last = AN_HOUR.is_over(context.job)
        await asyncio.to_thread(intake_files.fetch, bench.store, shelf, message_id, last=last)

    @app.task(name=defer.SCAN_CONTENT, retry=AN_HOUR, pass_context=True)
    async def scan_content(context: JobContext, sha256: str) -> None:
        last = AN_HOUR.is_over(context.job)
        await asyncio.to_thread(files.scan, bench.store, bench.vault, bench.scanner, sha256, last=last)

    @app.periodic(cron="23 3 * * *")
    @app.task(name="sweep_attachments", queueing_lock="sweep_attachments")
    async def sweep_attachments(timestamp: int) -> None:
        await asyncio.to_thread(files.sweep, bench.store, bench.vault)

    @app.periodic(cron="* * * * *")
    @app.task(name="sweep", queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:
        for stalled in await app.job_manager.get_stalled_jobs():
            log.warning("job-stalled: %s %s", stalled.task_name, stalled.id)
            await app.job_manager.retry_job(stalled)
        await asyncio.to_thread(sweep_store, bench.store, scans=bench.scanner is not None)

    @app.periodic(cron="* * * * *")
    @app.task(name="pull_channels", queueing_lock="pull_channels", lock="pull_channels")
    async def pull_channels(timestamp: int) -> None:
        due = await asyncio.to_thread(pulling.due, bench.store)
        await asyncio.gather(*(asyncio.to_thread(pulling.pull, bench.store, name) for name in due))

    _watch_exchange(app, bench)

    @app.periodic(cron="* * * * *")
    @app.task(name="clocks", queueing_lock="clocks", lock="clocks")
    async def fire_clocks(timestamp: int) -> None:
        await asyncio.to_thread(limits.recount_all, bench.store)
        await asyncio.to_thread(limits.fire_all, bench.store)
        await asyncio.to_thread(limits.alarm_of_emergencies, bench.store)

    @app.periodic(cron="41 5 * * *")
    @app.task(name="retention", queueing_lock="retention")
    async def remind_of_retention(timestamp: int) -> None:
        await asyncio.to_thread(limits.remind_of_retention, bench.store)

    @app.periodic(cron="* * * * *")
    @app.task(name="callbacks", queueing_lock="callbacks", lock="callbacks")
    async def advance_callbacks(timestamp: int) -> None:
        await asyncio.to_thread(limits.advance_callbacks, bench.store, calls=bench.survey_calls)

    _hot_issues(app, bench.store)

    @app.periodic(cron="0 * * * *")
    @app.task(name="timeline_root", queueing_lock="timeline_root", retry=AN_HOUR)
    async def sign_timelines(timestamp: int) -> None:
        await asyncio.to_thread(limits.sign_timelines, bench.store)

    _reports(app, bench.store)
    if bench.study is not None:
        _learning(app, bench.store, bench.study)
    return app


def _hot_issues(app: App, store: Store) -> None:
    hot = HotWatch(store)

    @app.periodic(cron="* * * * *")
    @app.task(name="hot_issues", queueing_lock="hot_issues", lock="hot_issues")
    async def find_hot_issues(timestamp: int) -> None:
        await asyncio.to_thread(hot.round)


def _reports(app: App, store: Store) -> None:
    """The tasks that make reports, ordered by people or by their plans."""

    @app.task(name=defer.MAKE_REPORT, retry=A_FEW_TIMES, pass_context=True)
    async def make_report(context: JobContext, report_id: int) -> None:
        try:
            await asyncio.to_thread(archive.make_ordered, store, report_id)
        except Exception:
            if A_FEW_TIMES.is_over(context.job):
                await asyncio.to_thread(archive.give_up, store, report_id)
            raise

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="order_reports", queueing_lock="order_reports", lock="order_reports")
    async def order_reports(timestamp: int) -> None:
        await asyncio.to_thread(schedule.order_due, store)


def _words_of_calls(app: App, bench: Workbench) -> None:
    """The tasks of a call's final words."""

    @app.task(name=defer.SETTLE_CALL, retry=AN_HOUR, pass_context=True)
    async def settle_call(context: JobContext, conversation: str) -> None:
        try:
            settled = await asyncio.to_thread(
                phone.settle, bench.store, bench.adviser, UUID(conversation), bench.threshold, bench.earlier
            )
        except Exception:
            if AN_HOUR.is_over(context.job):
                await asyncio.to_thread(phone.give_up, bench.store, UUID(conversation))
            raise
        log.info("call-settled: %s dispatched=%s reason=%s", conversation, settled.dispatched, settled.reason)

    @app.task(name=defer.TRANSCRIBE_RECORDING, queue=defer.SPEECH_QUEUE, retry=A_DAY)
    async def transcribe(conversation: str) -> None:
        await transcribe_recording(bench.store, bench.speech, bench.recordings, UUID(conversation))


def _learning(app: App, store: Store, study: Study) -> None:
    shadow = Shadow(store, study)

    @app.periodic(cron="11 * * * *")
    @app.task(name="nightly_training", queueing_lock="nightly_training", lock="nightly_training")
    async def train(timestamp: int) -> None:
        await nightly.night(store, study)

    @app.periodic(cron="* * * * *")
    @app.task(name="shadow", queueing_lock="shadow", lock="shadow")
    async def propose_in_shadow(timestamp: int) -> None:
        await asyncio.to_thread(shadow.round)


def _watch_exchange(app: App, bench: Workbench) -> None:
    """The tasks that compare with other platforms and look whether the exchange is well."""

    @app.task(name=defer.RECONCILE)
    async def reconcile(channel: str, day: str) -> None:
        await asyncio.to_thread(reconciling.reconcile, bench.store, channel, date.fromisoformat(day))

    @app.periodic(cron="41 * * * *")
    @app.task(name="reconcile_day_before", queueing_lock="reconcile_day_before", lock="reconcile_day_before")
    async def reconcile_day_before(timestamp: int) -> None:
        for name, day in await asyncio.to_thread(reconciling.due, bench.store):
            await asyncio.to_thread(reconciling.reconcile, bench.store, name, day)

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="channel_alarms", queueing_lock="channel_alarms", lock="channel_alarms")
    async def look_for_alarms(timestamp: int) -> None:
        await asyncio.to_thread(alarms.look, bench.store)


def sweep_store(store: Store, *, scans: bool = False) -> None:
    """One round of the minute's sweep, each part in a transaction of its own. scans: there is a virus scanner."""
    parts = [late.hand_over_late_calls, late.take_up_forgotten_calls, late.take_up_forgotten_messages]
    for part in [*parts, late.take_up_unscanned] if scans else parts:
        with store.transaction() as session:
            found = part(session)
        if found:
            log.info("sweep: %s: %d", part.__name__, found)
    with store.transaction() as session:
        events.purge(session)
        calls.purge_proposals(session)
        openings.purge_openings(session)
        channels.forget_nonces(session, KEPT)
        contacts.purge(session)


def _failed(store: Store, message_id: int, error: Exception, dead: bool) -> None:
    with store.transaction() as session:
        intake.failed(session, message_id, _code(error), dead=dead)


def _code(error: Exception) -> str:
    """Our own errors have a code; a driver's `code` is somebody else's."""
    return error.code if isinstance(error, ChannelError | OrderError) else "processing-failed"
