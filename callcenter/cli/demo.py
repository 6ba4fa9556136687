"""`hotline demo`: everything on this machine."""

import sys
from typing import Annotated

import typer

from callcenter.cli import DataOption
from callcenter.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the web application; 0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; other than loopback turns TLS on.")] = "127.0.0.1",
    city_days: Annotated[
        int,
        typer.Option(help="So many days a small city lives first, where there are no orders yet."),
    ] = 0,
    data: DataOption = None,
) -> None:
    """Database, exchange, recogniser, console, sample city, logins. Prints HOTLINE READY when everything answers."""
    from callcenter.demo.leftovers import AlreadyRunning
    from callcenter.demo.start import Demo, NotAnswering, PortTaken
    from models.database import EmbeddedDatabaseError

    def prepare(settings: Settings) -> None:
        from callcenter.simulation.small_city import let_live

        let_live(settings, city_days)

    try:
        Demo(Settings.load(data).data, host, port, prepare=prepare if city_days else None).run()
    except (AlreadyRunning, EmbeddedDatabaseError, NotAnswering, PortTaken) as problem:
        print(f"hotline demo: {problem} [{problem.code}]", file=sys.stderr)
        raise typer.Exit(2) from problem
