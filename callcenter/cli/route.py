"""`hotline route`: category, departments and urgency of a text, with the reasons."""

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callcenter.cli import DataOption

if TYPE_CHECKING:
    from routing.advice import Advice

app = typer.Typer(add_completion=False)


@app.command()
def route(
    text: Annotated[str | None, typer.Argument(help="What the citizen said or wrote.")] = None,
    file: Annotated[Path | None, typer.Option(help="CSV with subject and body (or text).", metavar="F.csv")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data: DataOption = None,
) -> None:
    """The proposal for one text, or for every row of a file."""
    from callcenter.settings import Settings
    from models.catalogue.vocabulary import Vocabulary, city_folder
    from routing import load

    if (text is None) == (file is None):
        raise typer.BadParameter("give a text, or --file")
    settings = Settings.load(data)
    adviser = load(Vocabulary.from_folder(city_folder(settings.city)), settings.classifiers)
    if text is not None:
        _show(adviser.advise(text), as_json)
        return
    assert file is not None
    advised = [adviser.advise(body, subject) for subject, body in _rows(file)]
    if as_json:
        print(json.dumps({"items": [as_fields(advice) for advice in advised]}, ensure_ascii=False))
    else:
        for advice in advised:
            _show(advice, as_json)


def as_fields(advice: "Advice") -> dict[str, Any]:
    """The JSON fields of the command line's contract, and what else the advice holds."""
    fields = advice.as_dict()
    order = ("category", "departments", "request_type", "urgency", "place", "confidence", "evidence")
    return {**{name: fields[name] for name in order}, **fields}


def _rows(path: Path) -> list[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return [
                (row.get("subject") or "", row.get("body") or row.get("text") or "") for row in csv.DictReader(lines)
            ]
    except (OSError, UnicodeDecodeError) as error:
        print(f"hotline route: {path.name}: {error}", file=sys.stderr)
        raise typer.Exit(2) from error


def _show(advice: "Advice", as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_fields(advice), ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    departments = advice.departments
    table = Table(show_header=False, title=advice.title)
    table.add_row("分类", f"{' / '.join(advice.category.path)}（{advice.category.code}）" if advice.category else "无")
    table.add_row("主办", departments.lead.name if departments.lead else "待人工")
    table.add_row("协办", "、".join(unit.name for unit in departments.assist) or "无")
    table.add_row("业务指导", departments.guidance.name if departments.guidance else "无")
    table.add_row("诉求类型 / 紧急程度", f"{advice.request_type} / {advice.urgency}")
    table.add_row("地点", advice.place.name if advice.place else "未识别")
    table.add_row("把握", f"{advice.confidence:.0%}" + ("" if advice.demand else "（没有听出诉求）"))
    for reason in advice.evidence:
        table.add_row(_KINDS[reason.kind], f"{reason.detail} {reason.ref}".strip())
    Console().print(table)


_KINDS = {
    "rule": "依据：规则", "words": "依据：用词", "place": "依据：地点",
    "similar": "依据：相似工单", "urgent": "危险信号", "gap": "缺少或异常",
}  # fmt: skip
