"""A city's data on the wire: tables and their columns, rows, complaints, differences, versions, uploads."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.api.fields import Instant, Listing
from callcenter.web.access import Access, allowed
from callcenter.web.permissions import Right
from models.catalogue import Author, RowProblem
from models.catalogue.differences import ACTS, Act, Change
from models.catalogue.sheets import SHEETS
from models.catalogue.tables import CityVersion
from models.people import User

Editor = Annotated[Access, Depends(allowed(Right.CATALOGUE_EDIT))]
SheetName = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", examples=["departments"])]
Key = Annotated[str, Path(max_length=120, pattern=r"^[0-9A-Za-z_.\-\u4e00-\u9fff]+$")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Base = Annotated[int, Field(ge=0, le=2**31 - 1, description="the version in which it was seen")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]
CellText = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
CellName = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]+$")]


class ColumnChoice(BaseModel):
    """A value that a cell may have, and how people see it."""

    value: str
    chinese: str


class ColumnBody(BaseModel):
    """A column. kind: text, code, whole, date, flag, several, choice, span, pattern or digits.

    refers: the table whose codes it names; beginning: the beginning of a code is enough.
    """

    name: str
    chinese: str
    kind: str
    needed: bool
    default: str
    choices: list[ColumnChoice]
    refers: str
    beginning: bool
    hint: str


class SheetBody(BaseModel):
    """A table. key: the columns that name a row; retires: how a row ends: active, valid_to, or "" (it is removed)."""

    name: str
    chinese: str
    purpose: str
    key: list[str]
    retires: str
    columns: list[ColumnBody]
    rows: int
    in_use: int


class SheetList(Listing):
    """All tables as version `version` has them; changed_at and changed_by of that version, null before any."""

    items: list[SheetBody]
    version: int
    changed_at: Instant | None
    changed_by: str


class Entry(BaseModel):
    """A row. in_use: it can be chosen today; names: of codes in its cells what they are called."""

    key: str
    cells: dict[str, str]
    in_use: bool
    names: dict[str, str]


class EntryPage(Listing):
    """Rows in the table's order from `offset`; total: how many the search found."""

    items: list[Entry]
    total: int
    version: int


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewEntry(_Strict):
    """A row to add."""

    cells: Annotated[dict[CellName, CellText], Field(max_length=30)]
    note: Note = ""


class EntryChange(NewEntry):
    """Other cells; those that are not named stay."""

    version: Base


class Retirement(_Strict):
    """A row that is no longer to be chosen, or a version to take up again."""

    version: Base
    note: Note = ""


class Remark(_Strict):
    """Why."""

    note: Note = ""


class CellChange(BaseModel):
    """One cell before and after."""

    column: str
    heading: str
    before: str
    after: str


class ChangeBody(BaseModel):
    """One row that differs. act: added, changed, retired, revived, removed, moved."""

    sheet: str
    title: str
    key: str
    act: str
    act_name: str
    cells: list[CellChange]


class ProblemRow(BaseModel):
    """One thing wrong: table, line (0: the table as a whole), row, column, value, what, and how it is mended."""

    sheet: str
    title: str
    line: int
    subject: str
    column: str
    heading: str
    value: str
    message: str
    mend: str


class Made(BaseModel):
    """What came of it. version: the one that holds now; changed: how many rows; key: of a row that was added."""

    version: int
    changed: int
    key: str = ""


class VersionBody(BaseModel):
    """A version. sha256: of the file that it came from; restored: the version whose data it took up again."""

    version: int
    at: Instant
    by: str
    note: str
    source: str
    sha256: str
    restored: int | None
    changed: int


class VersionList(Listing):
    """Versions, newest first; next: give it back as `below`."""

    items: list[VersionBody]
    next: int | None


class Difference(Listing):
    """What differs, row by row."""

    items: list[ChangeBody]


class HistoryEntry(ChangeBody):
    """One change of a row, and the version that made it."""

    version: VersionBody


class History(Listing):
    """The changes of one row, newest first."""

    items: list[HistoryEntry]


class UploadBody(BaseModel):
    """A file that was sent: what is wrong with it, or what it would change. base: the version it is compared with."""

    id: int
    name: str
    sha256: str
    at: Instant
    base: int
    problems: list[ProblemRow]
    changes: list[ChangeBody]


def author(user: User) -> Author:
    """As versions know who changed something."""
    return Author(user.id, user.name)


def problem_rows(problems: Iterable[RowProblem]) -> list[ProblemRow]:
    return [
        ProblemRow(
            sheet=one.sheet, title=one.title, line=one.line, subject=one.subject, column=one.column,
            heading=one.heading, value=one.value, message=one.message, mend=one.mend,
        )
        for one in problems
    ]  # fmt: skip


def change_body(change: Change) -> ChangeBody:
    sheet = SHEETS[change.sheet]
    names = dict.fromkeys((*change.before, *change.after))
    return ChangeBody(
        sheet=change.sheet,
        title=sheet.chinese,
        key=change.key,
        act=change.act,
        act_name=ACTS[change.act],
        cells=[
            CellChange(
                column=name,
                heading=sheet.by_name[name].chinese if name in sheet.by_name else name,
                before=change.before.get(name, ""),
                after=change.after.get(name, ""),
            )
            for name in names
            if change.before.get(name) or change.after.get(name)
        ],
    )


def kept_change(sheet: str, key: str, act: str, before: dict[str, str], after: dict[str, str]) -> ChangeBody:
    """A change out of the audit."""
    known: Act = next((one for one in ACTS if one == act), "changed")
    return change_body(Change(sheet, key, known, before, after))


def version_body(version: CityVersion) -> VersionBody:
    return VersionBody(
        version=version.number, at=version.at, by=version.actor_name, note=version.note, source=version.source,
        sha256=version.sha256, restored=version.restored, changed=version.changes,
    )  # fmt: skip
