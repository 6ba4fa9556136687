"""`hotline export FOLDER`: what a hotline has done as CSV files (`models.csv_export`)."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli import DataOption

app = typer.Typer(add_completion=False)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="An empty or new folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object: rows by file.")] = False,
    data: DataOption = None,
) -> None:
    """Writes the files, all of one instant."""
    from callcenter.cli.store import store_of
    from models.csv_export import FolderNotEmpty, written

    store = store_of(data)
    try:
        rows = written(store, folder)
    except FolderNotEmpty as problem:
        print(f"hotline export: {folder} 不是空目录，导出不会混入；请指定新目录 [{problem.code}]", file=sys.stderr)
        raise typer.Exit(2) from problem
    finally:
        store.close()
    print(json.dumps({"folder": str(folder), "rows": rows}, ensure_ascii=False) if as_json else _listed(rows))


def _listed(rows: dict[str, int]) -> str:
    return "\n".join(f"{count:>10}  {name}" for name, count in rows.items())
