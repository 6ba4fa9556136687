"""`hotline models routing list | card | promote | rollback`: the versions of the classifier, and which is in use."""

import getpass
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callcenter.cli import DataOption

if TYPE_CHECKING:
    from routing.versions import Versions

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The routing model's versions.")
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; stands in the versions' history.")]


@app.callback()
def versions() -> None:
    """The routing model's versions."""


@app.command("list")
def listing(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Every version, the newest first: when, from what, how it did, in use or waiting."""
    held = _versions(data)
    rows = [_row(held, name) for name in held.names()]
    if as_json:
        print(json.dumps({"active": held.pointer().active, "versions": rows}, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("version", "state", "date", "rows", "held out", "candidate", "in use then", "verdict")
    for row in rows:
        table.add_row(*(str(row[key]) for key in row))
    Console().print(table if rows else "没有训练过的版本，正在使用初始模型")


@app.command("card")
def card(name: Annotated[str, typer.Argument(help="From `list`.")], data: DataOption = None) -> None:
    """A version's card: data, split, figures, commit, date."""
    from routing.versions import VersionUnknown

    try:
        print(json.dumps(_versions(data).card(name), ensure_ascii=False, indent=1))
    except VersionUnknown as error:
        _refused(error)


@app.command("promote")
def promote(
    name: Annotated[str | None, typer.Argument(help="From `list`; else the candidate that waits.")] = None,
    *,
    data: DataOption = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also where it was not better; needs --reason.")] = False,
    reason: ReasonOption = "",
) -> None:
    """Brings a version into use; running hotlines take it up without a restart.

    Exit 1: it did not beat the model in use on the newest rows (shown), nothing has changed.
    """
    from routing.classifier.saving import ClassifierUnreadable
    from routing.versions import VersionUnknown

    held = _versions(data)
    chosen = name or held.pointer().shadow
    try:
        if chosen is None:
            raise VersionUnknown("没有候选版本；先用 hotline train routing 训练")
        verdict = held.card(chosen).get("verdict") or {}
        typer.echo(f"{chosen}：{verdict.get('reason', '没有比较结果')}")
        if not (verdict.get("better") or (anyway and reason)):
            typer.echo("没有启用。仍要启用请加 --anyway --reason 原因", err=True)
            raise typer.Exit(1)
        held.promote(chosen, _me(), reason or str(verdict.get("reason")))
    except (VersionUnknown, ClassifierUnreadable) as error:
        _refused(error)
    typer.echo(f"已启用 {chosen}")


@app.command("rollback")
def rollback(data: DataOption = None, reason: ReasonOption = "命令行回退") -> None:
    """Goes back to the version that was in use before, at last to the cold start."""
    from routing.versions import VersionUnknown

    try:
        typer.echo(f"已回退到 {_versions(data).rollback(_me(), reason)}")
    except VersionUnknown as error:
        _refused(error)


def _versions(data: str | None) -> "Versions":
    from callcenter.settings import Settings
    from routing.versions import Versions

    return Versions(Settings.load(data).classifiers)


def _row(held: "Versions", name: str) -> dict[str, Any]:
    card, pointer = held.card(name), held.pointer()
    figures = (card.get("figures") or {}).get("held_out") or {}
    return {
        "version": name,
        "state": "active" if name == pointer.active else "shadow" if name == pointer.shadow else "",
        "date": card.get("date", ""),
        "rows": card.get("rows", ""),
        "held_out": figures.get("rows", ""),
        "candidate": figures.get("candidate_accuracy", card.get("accuracy", "")),
        "active_then": figures.get("active_accuracy", ""),
        "verdict": (card.get("verdict") or {}).get("reason", ""),
    }


def _me() -> str:
    return f"命令行（{getpass.getuser()}）"


def _refused(error: Exception) -> None:
    typer.echo(f"{getattr(error, 'code', 'error')}: {error}", err=True)
    raise typer.Exit(1) from error
