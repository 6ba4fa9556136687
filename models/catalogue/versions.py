"""A city's data in numbered versions: applied whole, never altered, restored by making an older one the newest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import clock, events
from models.catalogue.book import Book, CityDataError, Source
from models.catalogue.checking import checked
from models.catalogue.differences import Change, differences, keeping_retired
from models.catalogue.projecting import project
from models.catalogue.sheets import SHEETS
from models.catalogue.tables import CityChange, CitySheet, CityVersion

CHANGED = "catalogue.changed"
"""The live event's topic; its data has the new version's number."""
BELL = "hotline_city"
"""What processes LISTEN on that hold something made from a city's data."""
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('city_version'))")
_RING = text("SELECT pg_notify(:bell, :number)")


class VersionUnknown(Exception):
    """No version has this number. Code: `catalogue-version-not-found`."""

    code, status = "catalogue-version-not-found", 404


class CatalogueConflict(Exception):
    """Somebody else has changed the city's data meanwhile. Code: `catalogue-conflict`; `members`: what holds now."""

    code, status = "catalogue-conflict", 409

    def __init__(self, message: str, version: int) -> None:
        self.members = {"version": version}
        super().__init__(message)


@dataclass(frozen=True)
class Author:
    """Who changes a city's data. user_id: None for the command line."""

    user_id: int | None
    name: str


@dataclass(frozen=True)
class Applied:
    """What came of it. number: the version that holds now; changes: none, then no version was made."""

    number: int
    changes: tuple[Change, ...]


def newest(session: Session) -> int:
    """The number of the version that holds; 0 before any was loaded."""
    return session.scalar(select(func.coalesce(func.max(CityVersion.number), 0))) or 0


def book_of(session: Session, number: int) -> Book:
    """All tables as a version has them; version 0 is empty. Raises `VersionUnknown`."""
    if number == 0:
        return Book()
    version = session.get(CityVersion, number)
    if version is None:
        raise VersionUnknown(f"没有版本 {number}；请在版本列表中选择")
    hashes = [bytes.fromhex(value) for value in version.sheets.values()]
    found = session.execute(select(CitySheet.hash, CitySheet.rows).where(CitySheet.hash.in_(hashes)))
    rows = {row.hash: row.rows for row in found}
    return Book(
        {
            name: _read(name, rows[bytes.fromhex(version.sheets[name])]) if name in version.sheets else ()
            for name in SHEETS
        }
    )


def sheet_of(session: Session, number: int, name: str) -> tuple[dict[str, str], ...]:
    """One table as a version has it; empty where there is no such version."""
    hashes = select(func.decode(CityVersion.sheets[name].astext, "hex")).where(CityVersion.number == number)
    rows = session.scalar(select(CitySheet.rows).where(CitySheet.hash == hashes.scalar_subquery()))
    return _read(name, rows or ())


def present(session: Session) -> Book:
    """The tables that hold now."""
    return book_of(session, newest(session))


def prepared(now: Book, coming: Book, today: date | None = None) -> tuple[Book, list[Change]]:
    """What applying `coming` over `now` would make of it, and the changes. Raises `CityDataError`."""
    today = today or clock.today()
    whole = keeping_retired(now, coming, today)
    _, problems = checked(whole.as_read(Source("")), today=today)
    if problems:
        raise CityDataError(problems)
    return whole, differences(now, whole)


def lock(session: Session) -> None:
    """Whoever reads to change is alone until his transaction ends."""
    session.execute(_LOCK)


def apply(
    session: Session,
    coming: Book,
    author: Author,
    source: Source,
    *,
    note: str = "",
    base: int | None = None,
    restored: int | None = None,
) -> Applied:
    """Makes `coming` (checked) the newest version, in the caller's transaction; nothing where it changes nothing.

    base: the version that the author saw; when a newer one holds, that is a conflict. Orders that run keep their limits
    and units: only what is decided from now on follows the new version. Raises `CatalogueConflict`, `CityDataError`.
    """
    lock(session)
    number = newest(session)
    if base is not None and base != number:
        raise CatalogueConflict(f"城市数据已更新到版本 {number}，请重新核对差异后再应用", number)
    whole, changes = prepared(book_of(session, number), coming)
    if not changes:
        return Applied(number, ())
    number += 1
    session.add(
        CityVersion(
            number=number,
            at=clock.now(),
            actor_id=author.user_id,
            actor_name=author.name,
            note=note,
            source=source.name,
            sha256=source.sha256,
            restored=restored,
            changes=len(changes),
            sheets={name: _kept(session, whole, name).hex() for name in SHEETS},
        )
    )
    session.flush()
    session.execute(
        insert(CityChange),
        [{"version": number, "seq": seq, **change.as_dict()} for seq, change in enumerate(changes, 1)],
    )
    project(session, whole)
    session.expire_all()  # what the session read of these tables is old
    touched = sorted({change.sheet for change in changes})
    events.publish(session, CHANGED, str(number), {"version": number, "sheets": touched})
    session.execute(_RING, {"bell": BELL, "number": str(number)})
    return Applied(number, tuple(changes))


def restore(session: Session, number: int, author: Author, *, note: str = "", base: int | None = None) -> Applied:
    """An older version's tables as a new version; what only newer ones have is retired. Raises `VersionUnknown`."""
    older = book_of(session, number)
    source = Source(f"版本 {number}")
    return apply(session, older, author, source, note=note, base=base, restored=number)


def history(session: Session, below: int | None = None, limit: int = 50) -> Sequence[CityVersion]:
    """Versions, newest first."""
    found = select(CityVersion).order_by(CityVersion.number.desc()).limit(limit)
    return session.scalars(found.where(CityVersion.number < below) if below else found).all()


def changes_of(session: Session, number: int) -> Sequence[CityChange]:
    """What a version changed. Raises `VersionUnknown`."""
    if session.get(CityVersion, number) is None:
        raise VersionUnknown(f"没有版本 {number}；请在版本列表中选择")
    return session.scalars(select(CityChange).where(CityChange.version == number).order_by(CityChange.seq)).all()


def _read(name: str, rows: Sequence[Mapping[str, str]]) -> tuple[dict[str, str], ...]:
    columns = SHEETS[name].columns
    return tuple({column.name: row.get(column.name, column.default) for column in columns} for row in rows)


def _kept(session: Session, book: Book, name: str) -> bytes:
    """Stores a table once; returns its hash. Empty cells are left out: a column that comes later is empty in it."""
    rows = [{column: text for column, text in row.items() if text} for row in book.of(name)]
    told = json.dumps([name, rows], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = sha256(told.encode()).digest()
    session.execute(insert(CitySheet).values(hash=digest, rows=rows).on_conflict_do_nothing())
    return digest
