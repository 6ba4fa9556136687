"""The command line. One command a module, imported only when its command is called, so that a start is quick."""

import importlib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

# name -> (module, help). The names are a contract: see docs/commands.md.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "everything on this machine: database, exchange, recogniser, console, sample city, logins"),
    "test": ("test", "set up what the tests need and run them"),
    "call": ("call", "a citizen's telephone: a real SIP call into the running hotline"),
    "say": ("say", "a prompt by the installed voice"),
    "transcribe": ("transcribe", "words, times and confidences of sound files"),
    "route": ("route", "category, departments and urgency of a text, with reasons"),
    "train": ("train", "fit a classifier"),
    "evaluate": ("evaluate", "measure routing or speech"),
    "bench": ("bench", "figures with machine and commit"),
    "models": ("models", "recognition and voice models: list, install, verify; the routing model's versions"),
    "asterisk": ("asterisk", "the exchange: install, config, start"),
    "web": ("roles", "the web application"),
    "calls": ("roles", "the call handler"),
    "speech": ("roles", "the recogniser"),
    "worker": ("roles", "background jobs"),
    "migrate": ("migrate", "bring the database to this version"),
    "city": ("city", "load a city's data"),
    "people": ("people", "who works here: list, add, lock, unlock, password"),
    "doctor": ("doctor", "what is missing and how to mend it"),
    "simulate": ("simulate", "a living city in simulated time, with a ledger of its own"),
    "report": ("report", "a report of any period: daily to yearly, as PDF, Word or Excel"),
    "verify": ("verify", "look for tampering with the orders' timelines"),
    "figures": ("figures", "the books behind the figures: rebuild, verify"),
    "label": ("label", "label pairs of messages: are they one matter?"),
    "import": ("importing", "bring data in: labelled messages for routing to learn from"),
    "export": ("export", "what was done as CSV files, without personal data"),
}

DataOption = Annotated[
    str | None, typer.Option("--data", help="Data directory; else $HOTLINE_DATA, else ./var.", metavar="DIR")
]


def _usage() -> str:
    lines = ["Usage: ./hotline COMMAND [ARGS]...", "", "Commands:"]
    lines += [f"  {name:<12}{text}" for name, (_, text) in COMMANDS.items()]
    return "\n".join([*lines, "", "`./hotline COMMAND --help` tells a command's options."])


def main() -> None:
    """Entry point: the first word chooses the module, typer does the rest."""
    words = sys.argv[1:]
    # --data may stand before the command as well as after it
    if len(words) >= 2 and words[0] == "--data":
        os.environ["HOTLINE_DATA"], words = str(Path(words[1]).absolute()), words[2:]
    if not words or words[0] in ("-h", "--help", "help"):
        print(_usage())
        raise SystemExit(0 if words else 2)
    name = words[0]
    if name not in COMMANDS:
        print(f"hotline: there is no command {name!r}\n\n{_usage()}", file=sys.stderr)
        raise SystemExit(2)
    module = importlib.import_module(f"callcenter.cli.{COMMANDS[name][0]}")
    app: typer.Typer = module.app
    # A module that serves several names (`web`, `calls`) takes the name as its subcommand; any other only what follows.
    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    sys.argv = ["hotline", *words] if len(names) > 1 and name in names else [f"hotline {name}", *words[1:]]
    app(prog_name=sys.argv[0])
