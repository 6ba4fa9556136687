"""`hotline doctor`: what is there, what is missing, and how to mend it."""

from dataclasses import dataclass
from typing import Annotated

import typer

from callcenter.cli import DataOption
from callcenter.settings import Settings

app = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `mend` tells what to do where it is not well."""

    name: str
    well: bool
    detail: str
    mend: str = ""


@app.command()
def doctor(
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Look at everything that the hotline needs. Exit status 1 where something is missing."""
    import json
    from dataclasses import asdict

    from rich.console import Console

    findings = examine(Settings.load(data))
    if as_json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for finding in findings:
            mark, style = ("✓", "green") if finding.well else ("✗", "red")
            console.print(f"{mark} {finding.name}: {finding.detail}", style=style, markup=False)
            if not finding.well:
                console.print(f"    {finding.mend}", markup=False)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which they depend on each other."""
    return [
        *_database(settings),
        *_scanner(settings),
        *_exchange(settings),
        *_weights(settings),
        *_prompts(settings),
        *_printing(),
        *_system(),
        *_running(settings),
    ]


_COUNTED = (
    (
        "jobs",
        "select count(*) from procrastinate_jobs where status::text = 'failed'",
        "given up",
        "see table procrastinate_jobs, status failed, and the worker's log",
    ),
    (
        "messages",
        "select count(*) from inbox_message where state = 'dead'",
        "that could not be made an order",
        "see table inbox_message, state dead",
    ),
    (
        "alarms of channels",
        "select count(*) from channel_alarm where cleared_at is null and acknowledged_at is null",
        "that nobody has seen to",
        "see the console, 渠道, 报警",
    ),
    (
        "infected attachments",
        "select count(*) from attachment join attachment_content using (sha256)"
        " where scan_state = 'infected' and withdrawn_at is null",
        "in quarantine and not withdrawn yet",
        "see table attachment_content, scan_state infected; ask for a clean file, then withdraw the attachment",
    ),
    (
        "virus scans",
        "select count(*) from attachment_content where scan_state = 'failed'",
        "given up, their files are held back",
        "see that clamd runs and takes files of 50 MB (StreamMaxLength); they are tried again every six hours",
    ),
)
"""name, count of what is wrong, what it is, how to mend it."""


def _database(settings: Settings) -> list[Finding]:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.orm import Session

    from callcenter import run_file
    from models import clock
    from models.calendar import stored_calendar
    from models.database import engine_for

    url = run_file.database_url(settings)
    if not url:
        return [Finding("database", True, "embedded PostgreSQL, started by the demo (no DATABASE_URL is set)")]
    try:
        engine = engine_for(url)
        with engine.connect() as connection:
            version = connection.execute(text("show server_version")).scalar_one()
            schema = connection.execute(text("select version_num from alembic_version")).scalar_one_or_none()
            counts = [connection.execute(text(query)).scalar_one() for _, query, _, _ in _COUNTED]
            with Session(connection) as session:
                missing = stored_calendar(session).missing(clock.today())
        engine.dispose()
    except SQLAlchemyError as error:
        return [
            Finding("database", False, f"does not answer: {type(error).__name__}", "check DATABASE_URL and the server")
        ]
    return [
        Finding("database", True, f"PostgreSQL {version}, schema {schema}"),
        *(
            Finding(name, not count, f"{count} {what}", mend)
            for (name, _, what, mend), count in zip(_COUNTED, counts, strict=True)
        ),
        Finding(
            "working calendar",
            not missing,
            f"no holidays known of {', '.join(map(str, missing))}: weekends alone count" if missing else "known",
            "enter the State Council's notice in the console's city data, sheet 工作日历, from 1 January on",
        ),
    ]


def _scanner(settings: Settings) -> list[Finding]:
    """Whether attachments are looked at for viruses."""
    from callcenter.jobs.files import scanner_of
    from integrations.clamd import AddressInvalid
    from models.attachments import ScannerUnavailable

    name = "virus scanner"
    try:
        scanner = scanner_of(settings)
        if scanner is None:
            return [Finding(name, True, "none (HOTLINE_CLAMD is not set): attachments are marked as unscanned")]
        return [Finding(name, True, scanner.version())]
    except (AddressInvalid, ScannerUnavailable) as problem:
        mend = "start clamd, or set HOTLINE_CLAMD to tcp://host:port or unix:/path/of/socket"
        return [Finding(name, False, str(problem), mend)]


def _exchange(settings: Settings) -> list[Finding]:
    from callcenter.exchange.install import find
    from callcenter.exchange.run import real_time_allowed
    from callcenter.exchange.unavailable import ExchangeUnavailable

    try:
        program = find(settings.cache)
    except ExchangeUnavailable as problem:
        return [Finding("exchange", False, str(problem), "set HOTLINE_ASTERISK to an Asterisk 20 or 22, or unset it")]
    if program is None:
        return [Finding("exchange", False, "no Asterisk 20 or 22 here", "./hotline asterisk install")]
    return [
        Finding("exchange", True, f"Asterisk {program.version}"),
        Finding(
            "real-time priority",
            real_time_allowed(),
            "allowed" if real_time_allowed() else "forbidden: audio may be lost on a busy machine",
            "run as root, or give the user rtprio in /etc/security/limits.conf",
        ),
    ]


def _weights(settings: Settings) -> list[Finding]:
    from transcription import weights

    return [
        Finding(
            f"model {name}",
            weights.installed(settings.cache, name),
            role if weights.installed(settings.cache, name) else f"{role}: not installed",
            f"./hotline models install {name}",
        )
        for name, role in ((weights.DEFAULT_RECOGNISER, "recogniser"), (weights.DEFAULT_VOICE, "voice of the prompts"))
    ]


def _prompts(settings: Settings) -> list[Finding]:
    """Which prompts are the city's own recordings, and which are spoken by the installed voice."""
    from callcenter.voice import prompts

    told = {
        "own": "the city's own recording",
        "spoken": "its text, spoken by the installed voice",
        "tone": "a tone only: there is no voice yet",
    }
    own = settings.prompts / "own"
    return [
        Finding(f"prompt {key}", kind != "tone", told[kind], f"put {key}.wav into {own}, or ./hotline models install")
        for key, kind in prompts.sources(settings).items()
    ]


def _printing() -> list[Finding]:
    """Whether QR sheets, receipts and reports can be set: the typesetter brings no Chinese font of its own."""
    from callcenter.printing import setting

    name = "font for printing"
    try:
        return [Finding(name, True, setting.font())]
    except setting.FontMissing:
        return [Finding(name, False, "no Chinese font: nothing can be printed", "apt-get install fonts-noto-cjk")]


def _system() -> list[Finding]:
    from callcenter.setup import system

    return [
        Finding(
            f"{item.name} (for the tests)",
            item.present(),
            "present" if item.present() else item.why,
            f"apt-get install {item.package}",
        )
        for item in system.FOR_TESTS
    ]


def _running(settings: Settings) -> list[Finding]:
    from callcenter import run_file

    running = run_file.alive(settings.run_file)
    return [Finding("running", True, f"{running.web_url} (process {running.pid})" if running else "no hotline here")]
