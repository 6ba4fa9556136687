"""The rows of a city's tables for an administrator: look, add, change, retire; each change is a version."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from callcenter.api.city.shapes import (
    ColumnBody,
    ColumnChoice,
    Editor,
    Entry,
    EntryChange,
    EntryPage,
    History,
    HistoryEntry,
    Key,
    Made,
    NewEntry,
    Retirement,
    SheetBody,
    SheetList,
    SheetName,
    author,
    kept_change,
    version_body,
)
from callcenter.web.idempotency import Once
from callcenter.web.transaction import Transaction
from models import clock
from models.catalogue import Book, editing, versions
from models.catalogue.differences import in_use
from models.catalogue.sheets import SHEETS, Cells, Column, Sheet
from models.catalogue.tables import CityChange, CityVersion

router = APIRouter(prefix="/catalogue/sheets", tags=["catalogue"])

_SHOWN_HISTORY = 100


@router.get("")
def sheets(_: Editor, transaction: Transaction) -> SheetList:
    """The tables, their columns, and how many rows each has."""
    number = versions.newest(transaction)
    book = versions.book_of(transaction, number)
    version = transaction.get(CityVersion, number)
    return SheetList(
        items=[_sheet(sheet, book) for sheet in SHEETS.values()],
        version=number,
        changed_at=version.at if version else None,
        changed_by=version.actor_name if version else "",
    )


@router.get("/{sheet}")
def entries(
    sheet: SheetName,
    _: Editor,
    *,
    transaction: Transaction,
    q: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
    status: Annotated[str, Query(pattern="^(all|in_use|retired)$")] = "all",
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=2_000)] = 50,
) -> EntryPage:
    """Rows that have `q` in a cell, or in what a coded cell is called."""
    known = editing.sheet_named(sheet)
    number = versions.newest(transaction)
    book = versions.book_of(transaction, number)
    today = clock.today()
    found = [
        (row, live)
        for row in book.of(sheet)
        if (live := in_use(known, row, today)) in {"all": (True, False), "in_use": (True,), "retired": (False,)}[status]
        and _has(known, row, q.strip())
    ]
    return EntryPage(
        items=[
            Entry(key=known.key_of(row), cells=dict(row), in_use=live, names=_names(book, known, row))
            for row, live in found[offset : offset + limit]
        ],
        total=len(found),
        version=number,
    )


@router.post("/{sheet}", status_code=201)
def add(sheet: SheetName, request: NewEntry, access: Editor, transaction: Transaction, once: Once) -> Made:
    """Adds a row."""

    def write() -> Made:
        made, key = editing.add(transaction, sheet, request.cells, author(access.user), request.note)
        return Made(version=made.number, changed=len(made.changes), key=key)

    return once(Made, write)


@router.put("/{sheet}/{entry}")
def change(
    sheet: SheetName, entry: Key, request: EntryChange, *, access: Editor, transaction: Transaction, once: Once
) -> Made:
    """Changes a row; what names it stays. Nothing is made where nothing differs."""

    def write() -> Made:
        made = editing.change(
            transaction,
            sheet,
            entry,
            request.cells,
            base=request.version,
            author=author(access.user),
            note=request.note,
        )
        return Made(version=made.number, changed=len(made.changes), key=entry)

    return once(Made, write)


@router.post("/{sheet}/{entry}/retire")
def retire(
    sheet: SheetName, entry: Key, request: Retirement, *, access: Editor, transaction: Transaction, once: Once
) -> Made:
    """Retires a row: it stays readable and cannot be chosen; a day, a setting or a prompt is removed."""

    def write() -> Made:
        made = editing.retire(
            transaction, sheet, entry, base=request.version, author=author(access.user), note=request.note
        )
        return Made(version=made.number, changed=len(made.changes), key=entry)

    return once(Made, write)


@router.get("/{sheet}/{entry}/history")
def history(sheet: SheetName, entry: Key, _: Editor, transaction: Transaction) -> History:
    """Who changed a row, when, and what of it."""
    editing.sheet_named(sheet)
    wanted = select(CityChange, CityVersion).join(CityVersion, CityVersion.number == CityChange.version)
    wanted = wanted.where(CityChange.sheet == sheet, CityChange.key == entry)
    rows = transaction.execute(wanted.order_by(CityChange.version.desc()).limit(_SHOWN_HISTORY)).all()
    return History(
        items=[
            HistoryEntry(
                **kept_change(one.sheet, one.key, one.act, one.before, one.after).model_dump(),
                version=version_body(version),
            )
            for one, version in rows
        ]
    )


def _sheet(sheet: Sheet, book: Book) -> SheetBody:
    today = clock.today()
    return SheetBody(
        name=sheet.name,
        chinese=sheet.chinese,
        purpose=sheet.purpose,
        key=list(sheet.key),
        retires=sheet.retires,
        columns=[_column(column) for column in sheet.columns],
        rows=len(book.of(sheet.name)),
        in_use=sum(in_use(sheet, row, today) for row in book.of(sheet.name)),
    )


def _column(column: Column) -> ColumnBody:
    choices = [ColumnChoice(value=value, chinese=shown) for value, shown in (column.choices or {}).items()]
    return ColumnBody(
        name=column.name, chinese=column.chinese, kind=column.kind, needed=column.needed, default=column.default,
        choices=choices, refers=column.refers, beginning=column.beginning, hint=column.hint,
    )  # fmt: skip


def _has(sheet: Sheet, row: Cells, words: str) -> bool:
    if not words:
        return True
    shown = ((column.choices or {}).get(row[column.name], "") for column in sheet.columns)
    return any(words in text for text in (*row.values(), *shown))


def _names(book: Book, sheet: Sheet, row: Cells) -> dict[str, str]:
    """What the codes in a row's cells are called."""
    named: dict[str, str] = {}
    for column in sheet.columns:
        for code in sheet.names(column, row[column.name]):
            other = book.find(column.refers, code)
            if other is not None and other.get("name"):
                named[code] = other["name"]
    return named
