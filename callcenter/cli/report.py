"""`hotline report`: a report of any period as a file. See docs/reports.md."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli import DataOption

app = typer.Typer(add_completion=False, help="A report of any period as a file.")


class FormName(StrEnum):
    """Which report."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    SPECIAL = "special"


class FormatName(StrEnum):
    """How it is written."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"


@app.command()
def report(
    form: Annotated[FormName, typer.Argument(help="Which report.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file.", metavar="FILE")],
    period: Annotated[
        str | None,
        typer.Option(
            help="2026-11-27, 2026-W48, 2026-11, 2026-Q4, 2026 or 2026-11-01..2026-11-20; else the last whole one."
        ),
    ] = None,
    written: Annotated[FormatName, typer.Option("--format", help="How it is written.")] = FormatName.PDF,
    topic: Annotated[str, typer.Option(help="Of a special report: the code of the matter.", metavar="CODE")] = "",
    data: DataOption = None,
) -> None:
    """Makes a report and writes it to a file. Nothing is kept in the archive.

    Exit 2: the period or the topic cannot be; 3: no hotline and no DATABASE_URL; 4: no Chinese font.
    """
    from callcenter.cli.store import store_of
    from callcenter.printing.setting import FontMissing
    from callcenter.reports import span
    from callcenter.reports.forms import FORMS
    from callcenter.reports.making import TopicUnknown, make
    from callcenter.reports.writing import WRITERS
    from callcenter.settings import Settings
    from models import clock, figures, privacy

    kind = FORMS[form.value]
    try:
        today = clock.today()
        days = span.read(kind.span, period) if period else span.last_whole(kind.span, today)
    except span.PeriodUnreadable as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(2) from error
    store = store_of(data)
    try:
        privacy.use(privacy.KeyRing.load(Settings.load(data).keys))
        figures.fold(store)
        with store.reading(snapshot=True) as session:
            content = make(session, kind, days, topic)
        output.write_bytes(WRITERS[written.value](content))
    except (TopicUnknown, figures.FigureError) as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(2) from error
    except FontMissing as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(4) from error
    finally:
        store.close()
    typer.echo(f"{output}: {content.title}（{content.period}），{content.data_version}，{content.digest()[:16]}")
