"""`hotline train routing`: what the city has decided becomes a candidate, judged beside the model in use."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from callcenter.settings import Settings
    from routing.learning import Learned

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def _train() -> None:
    """Fit a classifier."""


@app.command("routing")
def routing(
    messages: Annotated[
        Path | None, typer.Option("--data", help="This labelled CSV alone (subject, body, label).", metavar="F.csv")
    ] = None,
    folder: Annotated[
        str | None, typer.Option("--into", help="Data directory; else $HOTLINE_DATA, else ./var.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="With --data: write it here instead; needed for labels that are not codes.")
    ] = None,
) -> None:
    """A candidate from the imported messages and the decided orders; it waits for `hotline models routing promote`.

    With --data: from our examples and this file alone, in use at once.
    """
    from callcenter.settings import Settings
    from routing.classifier.fitting import TrainingUnfit
    from routing.evaluation.messages import MessagesUnreadable

    settings = Settings.load(folder)
    try:
        told = _at_once(settings, messages, output) if messages else _candidate(settings)
    except (MessagesUnreadable, TrainingUnfit) as error:
        print(f"hotline train routing: {error} ({error.code})", file=sys.stderr)
        raise typer.Exit(2) from error
    print(json.dumps(told, ensure_ascii=False))


def _at_once(settings: "Settings", messages: Path, output: Path | None) -> dict[str, Any]:
    from callcenter.learning.vocabulary import vocabulary_of
    from routing import training

    path, card = training.train(
        messages, vocabulary_of(settings), output or settings.classifiers, flat=output is not None
    )
    return {"classifier": str(path), "card": card}


def _candidate(settings: "Settings") -> dict[str, Any]:
    learned = _learned(settings)
    if learned.name is None:
        print(f"{learned.reason}；先用 hotline import labelled 文件.xlsx 导入", file=sys.stderr)
    else:
        print(f"{learned.name}：{learned.reason}。下一步：hotline models routing promote", file=sys.stderr)
    return {"model": learned.name, "reason": learned.reason, "card": learned.card}


def _learned(settings: "Settings") -> "Learned":
    """In this process: whoever waits at a terminal wants to see its errors."""
    from callcenter import run_file
    from callcenter.commit import commit
    from callcenter.learning.collecting import collected
    from callcenter.learning.vocabulary import vocabulary_of
    from models import privacy
    from models.database import Store
    from routing.learning import Shelf, learn

    url, shelf = run_file.database_url(settings), Shelf(settings.labelled)
    rows = shelf.rows()
    if url:
        privacy.use(privacy.KeyRing.load(settings.keys))
        store = Store.at(url)
        try:
            rows = collected(store, shelf)
        finally:
            store.close()
    categories = {code for code in vocabulary_of(settings).categories if len(code) == 6}
    return learn(
        settings.classifiers,
        rows,
        categories,
        by="hotline train routing",
        commit=commit(),
        promote=False,
        written=settings.examples,
    )
