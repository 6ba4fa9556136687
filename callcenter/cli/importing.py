"""`hotline import labelled FILE`: a city's own labelled messages, for routing to learn from. Wrong rows are named."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callcenter.cli import DataOption

if TYPE_CHECKING:
    from routing.learning.sheet import SheetProblem

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Bring data in.")
_SHOWN = 20


@app.callback()
def importing() -> None:
    """Bring data in."""


@app.command("labelled")
def labelled(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|FILE.csv", help="Title and/or text, category, time.")],
    *,
    data: DataOption = None,
    report: Annotated[Path | None, typer.Option("--report", help="Write every wrong row to this CSV file.")] = None,
    skip_wrong: Annotated[bool, typer.Option("--skip-wrong", help="Take the right rows only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Keep labelled messages for the training; personal data are masked first. The same file twice stays one.

    Exit 1: rows are wrong (each is named), nothing was kept; 2: the file cannot be read.
    """
    from callcenter.learning.importing import keep
    from callcenter.learning.vocabulary import vocabulary_of
    from callcenter.settings import Settings
    from routing.learning import sheet

    settings = Settings.load(data)
    try:
        rows, problems = sheet.read(file, vocabulary_of(settings))
    except sheet.SheetUnreadable as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(2) from error
    if report is not None and problems:
        _write(report, problems)
    for one in problems[:_SHOWN]:
        typer.echo(f"第 {one.line} 行 {one.column}“{one.value[:20]}”：{one.problem}；{one.mend}", err=True)
    if len(problems) > _SHOWN:
        rest = f"；全部见 {report}" if report else "；用 --report 文件.csv 可得到全部"
        typer.echo(f"……还有 {len(problems) - _SHOWN} 处{rest}", err=True)
    if not rows or (problems and not skip_wrong):
        typer.echo(f"没有导入：{len(problems)} 处有错。改正后重来，或加 --skip-wrong 只导入正确的行", err=True)
        raise typer.Exit(1)
    kept = keep(settings.labelled, rows, file.name)
    told = {"imported": len(rows), "wrong": len(problems), "categories": len({row.label for row in rows})}
    if as_json:
        print(json.dumps({**told, "file": str(kept)}, ensure_ascii=False))
    else:
        print(f"已导入 {told['imported']} 条，{told['categories']} 个分类。下一步：hotline train routing")


def _write(path: Path, problems: "Sequence[SheetProblem]") -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("行", "列", "值", "问题", "改法"))
        writer.writerows((one.line, one.column, one.value, one.problem, one.mend) for one in problems)
