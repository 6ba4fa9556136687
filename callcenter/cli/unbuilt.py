"""Commands of the contract that are not built yet: they say so, print no figures and exit with 2."""

import sys

import typer

app = typer.Typer(add_completion=False)


def _say(name: str) -> None:
    print(f"hotline {name}: not built yet; see docs/commands.md for what is", file=sys.stderr)
    raise typer.Exit(2)


_ANY = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command("export", context_settings=_ANY)
def export() -> None:
    """Take data out."""
    _say("export")
