"""`hotline figures`: the books behind the figures, made anew or looked over. See docs/figures.md."""

import json
import sys
from typing import Annotated

import typer

from callcenter.cli import DataOption

app = typer.Typer(add_completion=False, help="The books behind the figures.")
_Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.callback()
def figures() -> None:
    """The books behind the figures."""


@app.command()
def rebuild(data: DataOption = None, as_json: _Json = False) -> None:
    """Makes all postings and cells anew from orders, calls and agents' times. People may go on working."""
    from callcenter.cli.store import store_of
    from models import figures

    store = store_of(data)
    try:
        count = figures.rebuild(store, told=lambda said: print(said, file=sys.stderr))
    finally:
        store.close()
    typer.echo(json.dumps({"subjects": count}) if as_json else f"{count} subjects")


@app.command()
def verify(data: DataOption = None, as_json: _Json = False) -> None:
    """Compares the books with what they should be. Exit 1: they differ, `hotline figures rebuild` mends them."""
    from callcenter.cli.store import store_of
    from models import figures

    store = store_of(data)
    try:
        found = figures.compare(store)
    finally:
        store.close()
    told = {"subjects": found.subjects, "postings": found.postings, "cells": found.cells}
    typer.echo(
        json.dumps(told)
        if as_json
        else f"{found.subjects} subjects: {found.postings} postings and {found.cells} cells differ"
    )
    raise typer.Exit(1 if found.postings or found.cells else 0)
