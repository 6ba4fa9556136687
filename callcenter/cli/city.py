"""`hotline city load DIR`: brings a city's data into the database, or tells every wrong row and changes nothing."""

from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli import DataOption

app = typer.Typer(add_completion=False, help="A city's data: categories, departments, places, dispatch rules, prompts.")


@app.callback()
def city() -> None:
    """A city's data."""


@app.command()
def load(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Folder of CSV files, or the name of a shipped city.")],
    data: DataOption = None,
    check: Annotated[bool, typer.Option("--check", help="Only read and report; touch no database.")] = False,
) -> None:
    """Load a folder such as models/city/xianning. Exit 1: rows are wrong (each is named), 3: no hotline runs there."""
    from models.catalogue import CityData, CityDataError, city_folder

    path = city_folder(folder)
    try:
        CityData.from_folder(path)
        loaded = {} if check else _into_database(path, data)
    except CityDataError as error:
        for problem in error.problems:
            typer.echo(f"{path.name}/{problem}", err=True)
        typer.echo(f"{len(error.problems)} problems; nothing was changed", err=True)
        raise typer.Exit(1) from None
    for table, rows in loaded.items():
        typer.echo(f"{table}: {rows} rows")
    if check:
        typer.echo("no problems")


def _into_database(path: Path, data: str | None) -> dict[str, int]:
    from callcenter import run_file
    from callcenter.settings import Settings
    from models import catalogue
    from models.database import Store

    settings = Settings.load(data)
    running = run_file.alive(settings.run_file)
    url = settings.get("DATABASE_URL", running.database_url if running else "")
    if not url:
        typer.echo("no hotline runs on this data, and DATABASE_URL is not set", err=True)
        raise typer.Exit(3)
    store = Store.at(url)
    try:
        with store.transaction() as session:
            return catalogue.load(session, path)
    finally:
        store.close()
