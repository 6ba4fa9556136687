"""`hotline models list | install NAME | verify`: recognition and voice models; `routing`: the classifier's versions."""

import json
from typing import Annotated

import typer

from callcenter.cli import DataOption
from callcenter.cli.models_routing import app as routing

app = typer.Typer(add_completion=False, no_args_is_help=True)
app.add_typer(routing, name="routing")

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.command("list")
def listing(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Name, engine, size, licence and whether it is installed."""
    from callcenter.settings import Settings
    from transcription import weights

    cache = Settings.load(data).cache
    rows = [
        {
            "name": entry.name,
            "kind": entry.kind,
            "engine": entry.engine,
            "language": entry.language,
            "mb": round(entry.size / 1e6),
            "licence": entry.licence,
            "installed": weights.installed(cache, entry.name),
            "folder": str(weights.folder(cache, entry.name)),
        }
        for entry in weights.TABLE.values()
    ]
    if as_json:
        print(json.dumps({"models": rows}, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for heading in ("name", "kind", "engine", "language", "MB", "licence", "installed"):
        table.add_column(heading, no_wrap=heading == "name")
    for row in rows:
        shown = [row[key] for key in ("name", "kind", "engine", "language", "mb", "licence")]
        table.add_row(*map(str, shown), "yes" if row["installed"] else "")
    Console().print(table)


@app.command("install")
def install(name: Annotated[str, typer.Argument(help="Name from `list`.")], data: DataOption = None) -> None:
    """Fetch, check and install one model; nothing to do where it is whole."""
    from callcenter.settings import Settings
    from transcription import weights

    try:
        print(weights.ensure(Settings.load(data).cache, name))
    except weights.WeightsUnavailable as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(1) from error


@app.command("verify")
def verify(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Read all installed files and compare their SHA-256; exit 1 where one is wrong."""
    from callcenter.settings import Settings
    from transcription import weights

    cache = Settings.load(data).cache
    present = [name for name in weights.TABLE if weights.folder(cache, name).is_dir()]
    faults = {name: weights.verify(cache, name) for name in present}
    if as_json:
        print(json.dumps({"models": faults}, ensure_ascii=False))
    else:
        for name, wrong in faults.items():
            print("\n".join(wrong) or f"{name}: whole")
    raise typer.Exit(1 if any(faults.values()) else 0)
