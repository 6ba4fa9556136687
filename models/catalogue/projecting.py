"""The relational tables of a city, made to say what a book says: what queries join with, and verbs check against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.catalogue.book import Book
from models.catalogue.cells import YES, parts
from models.catalogue.limits import limit_entry
from models.catalogue.sheets import Cells
from models.catalogue.tables import (
    CalendarDay,
    CallbackPolicy,
    Category,
    CitySetting,
    Department,
    Division,
    DutyRule,
    LegacyHotline,
    Reason,
    ScoreItem,
    SlaPolicy,
    UrgentSignal,
)
from models.database.base import Base

_DATES: Final = frozenset({"valid_from", "valid_to", "day"})
_FLAGS: Final = frozenset({"active", "working", "fatal"})
_NUMBERS: Final = frozenset({"priority", "sample", "points"})
_LISTS: Final = frozenset({"aliases", "keywords", "exclude_keywords", "assist", "excludes", "ways"})
_OR_NONE: Final = frozenset({"successor"})


@dataclass(frozen=True)
class Target:
    """Which table holds a sheet, and a row of it. gone: what becomes of rows that the book does not have."""

    table: type[Base]
    row: Callable[[Cells, int], dict[str, Any]]
    keys: tuple[str, ...] = ("code",)
    gone: Mapping[str, Any] | None = None


def _typed(name: str, value: str) -> Any:
    if name in _FLAGS:
        return value == YES
    if name in _DATES:
        return date.fromisoformat(value) if value else None
    if name in _LISTS:
        return list(parts(value))
    if name in _OR_NONE:
        return value or None
    return int(value) if name in _NUMBERS else value


def _plain(cells: Cells, place: int) -> dict[str, Any]:
    return {name: _typed(name, value) for name, value in cells.items()}


def _placed(cells: Cells, place: int) -> dict[str, Any]:
    return _plain(cells, place) | {"place": place}


def _category(cells: Cells, place: int) -> dict[str, Any]:
    return _plain(cells, place) | {"level": int(cells["level"])}


def _department(cells: Cells, place: int) -> dict[str, Any]:
    return _plain(cells, place) | {"short": cells["short"] or cells["name"]}


_NOT_ACTIVE: Final = {"active": False}
TARGETS: Final[Mapping[str, Target]] = {
    "departments": Target(Department, _department),
    "categories": Target(Category, _category, gone=_NOT_ACTIVE),
    "divisions": Target(Division, _plain, gone=_NOT_ACTIVE),
    "duty": Target(DutyRule, _plain, gone=_NOT_ACTIVE),
    "limits": Target(SlaPolicy, lambda cells, place: vars(limit_entry(cells)).copy()),
    "callbacks": Target(CallbackPolicy, _plain),
    "legacy_hotlines": Target(LegacyHotline, _plain, ("number",), _NOT_ACTIVE),
    "reasons": Target(Reason, _placed, ("list", "code"), _NOT_ACTIVE),
    "scoring": Target(ScoreItem, _placed, gone=_NOT_ACTIVE),
    "urgent_signals": Target(UrgentSignal, _plain, gone=_NOT_ACTIVE),
    "calendar": Target(CalendarDay, _plain, ("day",)),
}


def project(session: Session, book: Book) -> None:
    """Makes the tables say what `book` says."""
    for name, target in TARGETS.items():
        _put(session, target, [target.row(cells, place) for place, cells in enumerate(book.of(name))])
    settings = [{"key": row["key"], "value": row["value"], "note": row["note"]} for row in book.of("city")]
    spoken = [{"key": f"prompt.{row['key']}", "value": row["text"], "note": row["note"]} for row in book.of("prompts")]
    _put(session, Target(CitySetting, _plain, ("key",)), settings + spoken)


def _put(session: Session, target: Target, rows: Sequence[dict[str, Any]]) -> None:
    """Upserts the rows; what is not among them is set to `gone`, or deleted where that is None."""
    columns = target.table.__table__.c
    if rows:
        statement = insert(target.table)
        set_ = {name: statement.excluded[name] for name in rows[0] if name not in target.keys}
        session.execute(statement.on_conflict_do_update(index_elements=target.keys, set_=set_), rows)
    kept = [tuple(row[key] for key in target.keys) for row in rows]
    absent = tuple_(*(columns[key] for key in target.keys)).not_in(kept)
    if target.gone is None:
        session.execute(delete(target.table).where(absent))
    else:
        still = [columns[name].is_distinct_from(value) for name, value in target.gone.items()]
        session.execute(update(target.table).where(absent, *still).values(target.gone))
