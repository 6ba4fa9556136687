"""`hotline train routing`: fit the classifier on a city's own labelled orders."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def _train() -> None:
    """Fit a classifier."""


@app.command("routing")
def routing(
    messages: Annotated[Path, typer.Option("--data", help="Labelled CSV: subject, body, label.", metavar="F.csv")],
    folder: Annotated[
        str | None, typer.Option("--into", help="Data directory; else $HOTLINE_DATA, else ./var.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write it here instead: needed for labels that are not codes.")
    ] = None,
) -> None:
    """Labels that are category codes: our examples join the rows, and the hotline uses the result from now on."""
    from callcenter.settings import Settings
    from models.catalogue.vocabulary import Vocabulary, city_folder
    from routing import training
    from routing.classifier.fitting import TrainingUnfit
    from routing.evaluation.messages import MessagesUnreadable

    settings = Settings.load(folder)
    vocabulary = Vocabulary.from_folder(city_folder(settings.city))
    try:
        path, card = training.train(messages, vocabulary, output or settings.classifiers, flat=output is not None)
    except (MessagesUnreadable, TrainingUnfit) as error:
        print(f"hotline train routing: {error} ({error.code})", file=sys.stderr)
        raise typer.Exit(2) from error
    print(json.dumps({"classifier": str(path), "card": card}, ensure_ascii=False))
