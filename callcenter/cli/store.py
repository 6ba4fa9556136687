"""The database that a command works on: a running hotline's, or DATABASE_URL's."""

import typer

from callcenter import run_file
from callcenter.settings import Settings
from models.database import Store


def store_if_any(data: str | None) -> Store | None:
    """None where no hotline runs on this data and DATABASE_URL is not set."""
    url = run_file.database_url(Settings.load(data))
    return Store.at(url) if url else None


def store_of(data: str | None) -> Store:
    """Ends the command with exit code 3 where there is none."""
    store = store_if_any(data)
    if store is None:
        typer.echo("no hotline runs on this data, and DATABASE_URL is not set", err=True)
        raise typer.Exit(3)
    return store
