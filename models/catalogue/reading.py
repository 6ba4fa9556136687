"""Reading a CSV file beside a city's tables (an integration's own): every wrong row is told at once."""

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from models.catalogue.book import CityDataError, RowProblem

__all__ = ["CityDataError", "Row", "RowProblem", "read_table"]

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One line of a CSV file; cells are stripped, an absent cell is empty. Complaints are ValueErrors in Chinese."""

    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def need(self, column: str) -> str:
        if not self[column]:
            raise ValueError(f"{column} 不能为空")
        return self[column]

    def whole(self, column: str) -> int:
        try:
            return int(self[column])
        except ValueError:
            raise ValueError(f"{column} 应为整数，实为“{self[column]}”") from None

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        if self[column] not in allowed:
            raise ValueError(f"{column} 应为 {'、'.join(allowed)} 之一，实为“{self[column]}”")
        return self[column]

    def several(self, column: str) -> tuple[str, ...]:
        """A cell of values separated by |."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())


def read_table(
    path: Path, columns: Sequence[str], parse: Callable[[Row], T], problems: list[RowProblem], key: str = ""
) -> Iterator[T]:
    """The rows of a CSV file (UTF-8, with or without BOM), parsed; wrong ones go to `problems` and are left out.

    columns: those that must be there (more are allowed); the first or `key` names a row and must not repeat.
    """
    if not path.is_file():
        problems.append(RowProblem("", path.name, 0, "", "文件不存在"))
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or [])]
        if missing:
            problems.append(RowProblem("", path.name, 1, "", f"缺少列 {'、'.join(missing)}"))
            return
        seen: set[str] = set()
        for cells in reader:
            row = Row({name: (value or "").strip() for name, value in cells.items() if isinstance(name, str)})
            name = row[key or ("code" if "code" in columns else columns[0])]
            try:
                if None in cells:
                    raise ValueError("列数多于表头")
                if name in seen:
                    raise ValueError("重复")
                seen.add(name)
                yield parse(row)
            except ValueError as error:
                problems.append(RowProblem("", path.name, reader.line_num, name, str(error)))
