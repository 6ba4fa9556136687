"""`hotline evaluate routing`: the classifier's figures on labelled messages."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer


def evaluate_routing(
    train: Annotated[Path | None, typer.Option(help="Labelled CSV: subject, body, label.", metavar="F.csv")] = None,
    test: Annotated[Path | None, typer.Option(help="Labelled CSV to measure on.", metavar="F.csv")] = None,
    cold_start: Annotated[bool, typer.Option("--cold-start", help="Trained on our own examples only.")] = False,
    map_: Annotated[Path | None, typer.Option("--map", help="code,label for --cold-start.", metavar="MAP.csv")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Macro-F1, accuracy, coverage at 97 % precision, calibration. Without --test: 5 folds, groups kept together."""
    from routing.classifier.fitting import TrainingUnfit
    from routing.evaluation.messages import MessagesUnreadable

    try:
        figures = _measure(train, test, map_ if cold_start else None, cold_start)
    except (MessagesUnreadable, TrainingUnfit) as error:
        print(f"hotline evaluate routing: {error} ({error.code})", file=sys.stderr)
        raise typer.Exit(2) from error
    print(json.dumps(figures, ensure_ascii=False)) if as_json else _table(figures)


def _measure(train: Path | None, test: Path | None, map_: Path | None, cold: bool) -> dict[str, Any]:
    from routing.evaluation import mapping, measuring, messages

    if cold:
        if map_ is None or test is None:
            raise typer.BadParameter("--cold-start needs --map and --test")
        return measuring.cold(mapping.Mapping.read(map_), messages.read(test))
    if train is None:
        raise typer.BadParameter("--train is needed (or --cold-start)")
    rows = messages.read(train)
    print(f"{len(rows)} messages", file=sys.stderr)
    return measuring.held_out(rows, messages.read(test)) if test else measuring.cross_validated(rows)


def _table(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "value")
    for name, value in _flat(figures):
        table.add_row(name, str(value))
    classes = Table("class", "precision", "recall", "f1", "messages")
    for label, row in figures["per_class"].items():
        classes.add_row(label, *(str(row[name]) for name in ("precision", "recall", "f1", "messages")))
    Console().print(table, classes)


def _flat(figures: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Figures within figures by their path; the classes have a table of their own."""
    for name, value in figures.items():
        if isinstance(value, dict) and name != "per_class":
            yield from _flat(value, f"{before}{name}.")
        elif name != "per_class":
            yield f"{before}{name}", value
