"""One row of a city's tables at a time: each change is a version, checked by the same rules as a whole file."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from models import clock
from models.catalogue import versions
from models.catalogue.book import Book, CityDataError, Source
from models.catalogue.checking import checked
from models.catalogue.differences import retired
from models.catalogue.sheets import SHEETS, Cells, Sheet
from models.catalogue.versions import Applied, Author, CatalogueConflict

HAND = Source("控制台")


class EntryUnknown(Exception):
    """The table has no such row, or there is no such table. Code: `catalogue-entry-not-found`."""

    code, status = "catalogue-entry-not-found", 404


class EntryExists(Exception):
    """A row with this key is there already. Code: `catalogue-entry-exists`."""

    code, status = "catalogue-entry-exists", 409


def sheet_named(name: str) -> Sheet:
    """Raises `EntryUnknown`."""
    if name not in SHEETS:
        raise EntryUnknown(f"没有“{name}”这张表")
    return SHEETS[name]


def add(session: Session, name: str, cells: Mapping[str, str], author: Author, note: str = "") -> tuple[Applied, str]:
    """A new row at the end; returns its key too. Raises `EntryExists`, `CityDataError`."""
    sheet, now, _ = _begin(session, name)
    row = _filled(sheet, cells)
    if now.find(name, sheet.key_of(row)) is not None:
        raise EntryExists(f"{sheet.chinese}中已有 {sheet.key_of(row)}；请直接修改它，或改用别的代码")
    book = _checked(now.with_rows(name, [*now.of(name), row]))
    key = sheet.key_of(book.of(name)[-1])
    return versions.apply(session, book, author, HAND, note=note), key


def change(
    session: Session, name: str, key: str, cells: Mapping[str, str], *, base: int, author: Author, note: str = ""
) -> Applied:
    """Other cells for a row; its key stays. base: the version in which the author saw it.

    Raises `EntryUnknown`, `CatalogueConflict` where somebody changed that row since, `CityDataError`.
    """
    sheet, now, number = _begin(session, name)
    row = _unchanged_since(session, now, number, sheet, key=key, base=base)
    same = {column: row[column] for column in sheet.key}
    return _replaced(session, now, sheet, key, {**row, **cells, **same}, author=author, note=note)


def retire(session: Session, name: str, key: str, *, base: int, author: Author, note: str = "") -> Applied:
    """No longer to be chosen; a row of a table whose rows cannot be retired is removed. Raises as `change`."""
    sheet, now, number = _begin(session, name)
    row = _unchanged_since(session, now, number, sheet, key=key, base=base)
    if sheet.retires:
        today = clock.today()
        return _replaced(session, now, sheet, key, retired(sheet, row, today), author=author, note=note)
    rows = [one for one in now.of(name) if sheet.key_of(one) != key]
    return versions.apply(session, _checked(now.with_rows(name, rows)), author, HAND, note=note)


def _begin(session: Session, name: str) -> tuple[Sheet, Book, int]:
    sheet = sheet_named(name)
    versions.lock(session)  # who reads to change must be alone until it is written
    number = versions.newest(session)
    return sheet, versions.book_of(session, number), number


def _unchanged_since(session: Session, now: Book, number: int, sheet: Sheet, *, key: str, base: int) -> Cells:
    row = now.find(sheet.name, key)
    if row is None:
        raise EntryUnknown(f"{sheet.chinese}中没有 {key}")
    if base != number:
        seen = {sheet.key_of(one): one for one in versions.sheet_of(session, base, sheet.name)}
        if seen.get(key) != row:
            raise CatalogueConflict(f"{sheet.chinese} {key} 已被他人修改（现行版本 {number}），请核对后再改", number)
    return row


def _replaced(
    session: Session, now: Book, sheet: Sheet, key: str, cells: Mapping[str, str], *, author: Author, note: str
) -> Applied:
    rows = [cells if sheet.key_of(one) == key else one for one in now.of(sheet.name)]
    return versions.apply(session, _checked(now.with_rows(sheet.name, rows)), author, HAND, note=note)


def _filled(sheet: Sheet, cells: Mapping[str, str]) -> Cells:
    return {column.name: cells.get(column.name, "").strip() for column in sheet.columns}


def _checked(book: Book) -> Book:
    fine, problems = checked(book.as_read(HAND))
    if problems:
        raise CityDataError(problems)
    return fine
