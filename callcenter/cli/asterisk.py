"""`hotline asterisk`: the telephone exchange's program and configuration."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli import DataOption
from callcenter.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The telephone exchange: install, config, start.")

SiteOption = Annotated[
    Path | None, typer.Option("--site", help="TOML as in asterisk-config/site.example.toml.", metavar="FILE")
]


@app.command()
def install(data: DataOption = None) -> None:
    """Unpack Asterisk into the cache, without root; nothing is done where one is there."""
    from callcenter.exchange.install import install as install_program
    from callcenter.exchange.unavailable import ExchangeUnavailable

    try:
        program = install_program(Settings.load(data).cache, _say)
    except ExchangeUnavailable as problem:
        raise _stop(problem) from problem
    print(f"Asterisk {program.version}: {program.command[-1]}")


@app.command()
def config(
    out: Annotated[Path, typer.Option(help="Directory for the configuration.", metavar="DIR")],
    site: SiteOption = None,
    data: DataOption = None,
) -> None:
    """Write a site's configuration. Secrets are generated once and kept in the data directory."""
    from callcenter.exchange.config import render
    from callcenter.exchange.install import find
    from callcenter.exchange.keys import FILE, ExchangeKeys
    from callcenter.exchange.program import elsewhere
    from callcenter.exchange.site import Site, SiteWrong
    from callcenter.exchange.unavailable import ExchangeUnavailable

    settings = Settings.load(data)
    try:
        chosen = Site.from_file(site) if site else Site()
        if not chosen.recordings:
            chosen = replace(chosen, recordings=str(settings.recordings))
        program = find(settings.cache) or elsewhere()
    except (SiteWrong, ExchangeUnavailable) as problem:
        raise _stop(problem) from problem
    written = render(out.absolute(), program, chosen, ExchangeKeys.load(settings.keys), demo=False)
    print(f"written: {written.main}")
    _say(f"the password of ARI is in {settings.keys / FILE}")


@app.command()
def start(site: SiteOption = None, data: DataOption = None) -> None:
    """Run an exchange of our own in the foreground until it is interrupted."""
    from callcenter.exchange.install import install as install_program
    from callcenter.exchange.keys import ExchangeKeys
    from callcenter.exchange.run import Exchange
    from callcenter.exchange.site import Site, SiteWrong
    from callcenter.exchange.unavailable import ExchangeUnavailable

    settings = Settings.load(data)
    try:
        chosen = Site.from_file(site) if site else Site()
        chosen = replace(chosen, recordings=chosen.recordings or str(settings.recordings))
        program = install_program(settings.cache, _say)
        exchange = Exchange(program, settings.exchange, ExchangeKeys.load(settings.keys), chosen, demo=False)
        exchange.start(_say)
    except (SiteWrong, ExchangeUnavailable) as problem:
        raise _stop(problem) from problem
    print(f"SIP {chosen.host}:{chosen.sip_port}, ARI http://127.0.0.1:{chosen.http_port}/ari")
    if not exchange.real_time:
        _say("the system permits no real-time priority: audio may be lost on a busy machine")
    try:
        exchange.wait()
    except KeyboardInterrupt:
        _say("stopping")
    finally:
        exchange.stop()


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _stop(problem: Exception) -> typer.Exit:
    print(f"hotline asterisk: {problem} [{getattr(problem, 'code', '')}]", file=sys.stderr)
    return typer.Exit(2)
