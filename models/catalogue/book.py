"""A city's tables as a whole: as they were read (`RawBook`), as they are when right (`Book`), and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Final

from models.catalogue.sheets import SHEETS, Cells

FILE: Final = ""
"""`RowProblem.sheet` where the complaint is about the file, not about one of its tables."""


_TOLD: Final = 100


@dataclass(frozen=True)
class RowProblem:
    """One thing wrong. sheet: identifier; file: where it was read; line: as the editor counts, 0: the table as a whole.

    subject: the row's key; column: identifier, or empty; value: what stands there; mend: what to do.
    """

    sheet: str
    file: str
    line: int
    subject: str
    message: str
    mend: str = ""
    column: str = ""
    value: str = ""

    @property
    def heading(self) -> str:
        """The column's Chinese name, empty where no column is meant."""
        known = SHEETS.get(self.sheet)
        column = known.by_name.get(self.column) if known else None
        return column.chinese if column else self.column

    @property
    def title(self) -> str:
        """The sheet's Chinese name, or the file's name."""
        return SHEETS[self.sheet].chinese if self.sheet in SHEETS else self.file

    def __str__(self) -> str:
        """工作表、行、列、值、错在哪里、怎样改."""
        where = f"{self.title}（{self.file}）" if self.sheet else self.file
        where += f"第 {self.line} 行" if self.line else ""
        where += f" [{self.subject}]" if self.subject else ""
        where += f"“{self.heading} {self.column}”列" if self.column else ""
        where += f"，值“{self.value}”" if self.value else ""
        return f"{where}：{self.message}" + (f"。改法：{self.mend}" if self.mend else "")


class CityDataError(Exception):
    """City data cannot be used. Code: `city-data-invalid`; `problems` holds every row's reason."""

    code, status = "city-data-invalid", 422

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        told = [str(problem) for problem in self.problems[:_TOLD]]
        more = len(self.problems) - _TOLD
        super().__init__("\n".join([*told, f"……另有 {more} 处"] if more > 0 else told))

    @property
    def members(self) -> Mapping[str, Any]:
        """For programs: the first hundred reasons, part by part."""
        shown = self.problems[:_TOLD]
        return {"problems": [{**asdict(one), "title": one.title, "heading": one.heading} for one in shown]}


@dataclass(frozen=True)
class Source:
    """Where tables came from. sha256: hex, of the file's bytes or of a folder's files in order; empty: by hand."""

    name: str
    sha256: str = ""


@dataclass(frozen=True)
class RawRow:
    """One row as it was read; line: as the editor counts. cells: column -> text, absent ones are absent."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RawSheet:
    """One table as it was read. file: the name of its file or worksheet; columns: those that it had."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]


@dataclass(frozen=True)
class RawBook:
    """What was read, and what was wrong with the reading itself. A table that is not there stays as it is."""

    source: Source
    sheets: Mapping[str, RawSheet]
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True)
class Book:
    """All tables of a city, checked: sheet -> rows in their order, every cell canonical."""

    rows: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict)

    @cached_property
    def keyed(self) -> Mapping[str, Mapping[str, Cells]]:
        """sheet -> key -> row."""
        return {name: {SHEETS[name].key_of(row): row for row in rows} for name, rows in self.rows.items()}

    def of(self, sheet: str) -> tuple[Cells, ...]:
        return self.rows.get(sheet, ())

    def find(self, sheet: str, key: str) -> Cells | None:
        return self.keyed.get(sheet, {}).get(key)

    def with_rows(self, sheet: str, rows: Sequence[Cells]) -> "Book":
        """The same with another table."""
        return Book({**self.rows, sheet: tuple(rows)})

    def as_read(self, source: Source) -> RawBook:
        """As if it had been read: to be checked again after a change. Lines are the rows' places."""
        return RawBook(
            source,
            {
                name: RawSheet(
                    SHEETS[name].chinese,
                    tuple(SHEETS[name].by_name),
                    tuple(RawRow(place, row) for place, row in enumerate(rows, 1)),
                )
                for name, rows in self.rows.items()
            },
        )
