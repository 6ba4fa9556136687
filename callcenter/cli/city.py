"""`hotline city`: a city's data in and out, as CSV or Excel, in numbered versions that can be compared and restored."""

import json
import os
import pwd
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callcenter.cli import DataOption

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.catalogue.book import RawBook, RowProblem
    from models.catalogue.differences import Change
    from models.catalogue.versions import Author
    from models.database import Store

app = typer.Typer(add_completion=False, help="A city's data: load, export, versions, diff, restore.")
NoteOption = Annotated[str, typer.Option("--note", help="Why, for the list of versions.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.callback()
def city() -> None:
    """A city's data."""


@app.command()
def load(
    source: Annotated[str, typer.Argument(metavar="DIR|FILE.xlsx", help="CSV folder, shipped city or Excel file.")],
    *,
    data: DataOption = None,
    check: Annotated[bool, typer.Option("--check", help="Only read, compare and report; change nothing.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="Where rows are wrong, an Excel file that shows them.")
    ] = None,
    note: NoteOption = "",
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Load a folder or an Excel file as a new version. The differences are shown first.

    Exit 1: rows are wrong (each is named), nothing has changed; 3: no hotline runs there.
    """
    from models.catalogue import versions
    from models.catalogue.checking import checked

    raw = _read(source, as_json)
    store = _store(data, needed=not check)
    told: dict[str, Any] = {"source": raw.source.name, "sha256": raw.source.sha256, "version": None}
    try:
        with _session(store) as session:
            number = versions.newest(session) if session else 0
            now = versions.book_of(session, number) if session else None
            book, problems = checked(raw, now if number else None)
            changes: list[Change] = []
            if not problems and now is not None:
                problems, changes = _prepared(now, book)
            _refuse(raw, problems, report, as_json)
            if session is None or now is None:
                _say(told | {"problems": []}, ["没有问题"], as_json)
                return
            if not as_json:
                _show(changes, number)
            if check or (changes and not (yes or as_json) and not _agreed()):
                _say(told | {"version": number, **_told(changes)}, ["没有问题；什么也没有改变"], as_json)
                return
            made = versions.apply(session, book, _me(), raw.source, note=note, base=number)
        rows = {name: len(book.of(name)) for name in book.rows}
        lines = [f"{name}: {count} rows" for name, count in rows.items()]
        _say(told | {"version": made.number, **_told(changes), "rows": rows}, [*lines, _done(made.number)], as_json)
    finally:
        if store:
            store.close()


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx")],
    data: DataOption = None,
    version: Annotated[int | None, typer.Option("--version", help="An older version instead of the newest.")] = None,
    shipped: Annotated[str | None, typer.Option("--city", help="A shipped city or a CSV folder, no database.")] = None,
) -> None:
    """Write the city's data as an Excel file: to read, to change, to load again."""
    from models.catalogue import city_folder, versions
    from models.catalogue.checking import checked
    from models.catalogue.csv_reading import read_folder
    from models.catalogue.excel import written

    if shipped is not None:
        raw = read_folder(city_folder(shipped))
        book, problems = checked(raw)
        _refuse(raw, problems, None, False)
        file.write_bytes(written(book, [("来源", raw.source.name)]))
    else:
        with _reading(data) as session:
            number = version or versions.newest(session)
            about = [("版本", str(number)), ("导出时间", _local(_now()))]
            file.write_bytes(written(_book(session, number), about))
    typer.echo(f"已写入 {file}")


@app.command()
def versions(data: DataOption = None, as_json: JsonOption = False) -> None:
    """The versions, newest first: number, when, who, changes, source and its SHA-256, note."""
    from models.catalogue import versions as kept

    with _reading(data) as session:
        rows = [
            {
                "version": one.number, "at": one.at.isoformat(), "by": one.actor_name, "changes": one.changes,
                "source": one.source, "sha256": one.sha256, "restored": one.restored, "note": one.note,
            }
            for one in kept.history(session, limit=500)
        ]  # fmt: skip
        lines = [
            f"{row['version']:>5}  {_local(one.at)}  {row['by']}  {row['changes']} 处改动  {row['source']}"
            f"  {one.sha256[:12]}  {row['note']}".rstrip()
            for row, one in zip(rows, kept.history(session, limit=500), strict=True)
        ]
    _say({"versions": rows}, lines or ["还没有装载过城市数据；请运行 hotline city load"], as_json)


@app.command()
def diff(
    older: Annotated[int, typer.Argument(help="A version.")],
    newer: Annotated[int | None, typer.Argument(help="Another; without it, the newest.")] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """What differs between two versions."""
    from models.catalogue import versions as kept
    from models.catalogue.differences import differences

    with _reading(data) as session:
        changes = differences(_book(session, older), _book(session, newer or kept.newest(session)))
    _say(_told(changes), [str(change) for change in changes] or ["没有差异"], as_json)


@app.command()
def restore(
    number: Annotated[int, typer.Argument(help="The version to take up again.")],
    data: DataOption = None,
    note: NoteOption = "",
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make an older version's data the newest version; the differences are shown first."""
    from models.catalogue import versions as kept

    store = _store(data, needed=True)
    assert store is not None
    try:
        with store.transaction() as session:
            base = kept.newest(session)
            problems, changes = _prepared(kept.book_of(session, base), _book(session, number))
            if problems:
                typer.echo("\n".join(map(str, problems)), err=True)
                raise typer.Exit(1)
            if not as_json:
                _show(changes, base)
            if changes and not (yes or as_json) and not _agreed():
                typer.echo("什么也没有改变")
                return
            made = kept.restore(session, number, _me(), note=note, base=base)
        _say({"version": made.number, **_told(changes)}, [_done(made.number)], as_json)
    finally:
        store.close()


def _read(source: str, as_json: bool) -> "RawBook":
    from models.catalogue import city_folder
    from models.catalogue.csv_reading import read_folder
    from models.catalogue.excel import WorkbookUnreadable, read_workbook

    path = Path(source)
    if not path.is_file():
        return read_folder(city_folder(source))
    try:
        return read_workbook(path.read_bytes(), path.name)
    except WorkbookUnreadable as error:
        _say({"error": error.code, "detail": str(error)}, [], as_json)
        typer.echo(f"{path.name}：{error}", err=True)
        raise typer.Exit(1) from None


def _prepared(now: Any, coming: Any) -> tuple[list["RowProblem"], list["Change"]]:
    from models.catalogue import CityDataError
    from models.catalogue import versions as kept

    try:
        return [], kept.prepared(now, coming)[1]
    except CityDataError as error:
        return list(error.problems), []


def _refuse(raw: "RawBook", problems: Sequence["RowProblem"], report: Path | None, as_json: bool) -> None:
    """Tells every wrong row and ends with 1; returns where there is none."""
    if not problems:
        return
    from dataclasses import asdict

    from models.catalogue.excel import annotated

    if report is not None:
        report.write_bytes(annotated(raw, problems))
    rows = [asdict(one) | {"title": one.title, "heading": one.heading} for one in problems]
    _say({"source": raw.source.name, "sha256": raw.source.sha256, "problems": rows}, [], as_json)
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"共 {len(problems)} 处问题，什么也没有改变", err=True)
    if report is not None:
        typer.echo(f"标注了问题的文件：{report}", err=True)
    raise typer.Exit(1)


def _show(changes: Sequence["Change"], number: int) -> None:
    if not changes:
        typer.echo(f"与版本 {number} 没有差异")
        return
    if number == 0:
        typer.echo(f"首次装载：{len(changes)} 行")
        return
    typer.echo(f"与版本 {number} 的差异（{len(changes)} 处）：")
    for change in changes:
        typer.echo(f"  {change}")


def _agreed() -> bool:
    """Asks whoever sits at a terminal; a script has shown the differences and goes on."""
    import sys

    return not sys.stdin.isatty() or typer.confirm("应用这些改动吗？")


def _told(changes: Sequence["Change"]) -> dict[str, Any]:
    return {"changes": [change.as_dict() for change in changes]}


def _say(told: dict[str, Any], lines: Sequence[str], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)


def _done(number: int) -> str:
    return f"现行版本：{number}"


def _me() -> "Author":
    from models.catalogue.versions import Author

    return Author(None, f"命令行（{pwd.getpwuid(os.getuid()).pw_name}）")


def _now() -> Any:
    from models import clock

    return clock.now()


def _local(at: Any) -> str:
    from models.clock import LOCAL

    return str(at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M"))


def _book(session: "Session", number: int) -> Any:
    from models.catalogue import versions as kept

    try:
        return kept.book_of(session, number)
    except kept.VersionUnknown as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _store(data: str | None, *, needed: bool) -> "Store | None":
    """The database of a running hotline, or DATABASE_URL's. Exit 3 where one is needed and there is none."""
    from callcenter.cli.store import store_if_any, store_of

    return store_of(data) if needed else store_if_any(data)


@contextmanager
def _session(store: "Store | None") -> Iterator["Session | None"]:
    if store is None:
        yield None
        return
    with store.transaction() as session:
        yield session


@contextmanager
def _reading(data: str | None) -> Iterator["Session"]:
    store = _store(data, needed=True)
    assert store is not None
    try:
        with store.reading() as session:
            yield session
    finally:
        store.close()
