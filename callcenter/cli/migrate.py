"""`hotline migrate`: the database's tables as this version needs them. A site runs it at each update; the demo does."""

import sys

import typer

from callcenter.cli import DataOption

app = typer.Typer(add_completion=False)


@app.command()
def migrate(data: DataOption = None) -> None:
    """Bring DATABASE_URL's database to this version, in one transaction. Safe to repeat; old data stay."""
    from sqlalchemy.exc import OperationalError

    from callcenter.settings import SettingMissing, Settings
    from models import database

    try:
        database.migrate(Settings.load(data).database_url)
    except (SettingMissing, OperationalError) as problem:
        print(f"hotline migrate: {problem}\nIs PostgreSQL running, and does DATABASE_URL name it?", file=sys.stderr)
        raise typer.Exit(2) from None
    print("the database is up to date")
