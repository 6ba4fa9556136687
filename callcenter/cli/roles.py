"""One role each: the web application, the call handler, the recogniser, the background jobs. The demo runs them all."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli import DataOption
from callcenter.settings import Settings

app = typer.Typer(add_completion=False)


@contextmanager
def _role(data: str | None) -> Iterator[Settings]:
    """The settings of a role, in the time in which it lives."""
    from callcenter import simulated_clock

    settings = Settings.load(data)
    try:
        with simulated_clock.time_of(settings):
            yield settings
    except simulated_clock.NotASimulation as problem:
        print(f"hotline: {problem} [{problem.code}]", file=sys.stderr)
        raise typer.Exit(2) from problem


@app.command("web")
def web(
    data: DataOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="TLS private key, PEM.")] = None,
) -> None:
    """The web application: API, console, citizens' pages."""
    from callcenter import web_role

    tls = (certificate, key) if certificate and key else None
    with _role(data) as settings:
        web_role.run(settings, host, port, tls)


@app.command("calls")
def calls(data: DataOption = None) -> None:
    """The call handler: answers, records, streams to the recogniser, drafts orders."""
    from callcenter import calls_role

    with _role(data) as settings:
        calls_role.run(settings)


@app.command("speech")
def speech(data: DataOption = None) -> None:
    """The recogniser and its worker processes."""
    from callcenter import speech_role

    with _role(data) as settings:
        speech_role.run(settings)


@app.command("worker")
def worker(data: DataOption = None) -> None:
    """Background jobs: final transcripts, routing, reminders."""
    from callcenter import worker_role

    with _role(data) as settings:
        worker_role.run(settings)
