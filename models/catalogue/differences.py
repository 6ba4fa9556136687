"""What differs between two books, row by row and cell by cell, and how an absent row is retired instead of lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from models.catalogue.book import Book
from models.catalogue.cells import NO, YES
from models.catalogue.rules import ended
from models.catalogue.sheets import SHEETS, Cells, Sheet

Act = Literal["added", "changed", "retired", "revived", "removed", "moved"]
ACTS: Final[Mapping[Act, str]] = {
    "added": "新增",
    "changed": "修改",
    "retired": "停用",
    "revived": "恢复",
    "removed": "删除",
    "moved": "调整顺序",
}


@dataclass(frozen=True)
class Change:
    """One row. before and after hold only the cells that differ; a row that is new has no before."""

    sheet: str
    key: str
    act: Act
    before: Mapping[str, str]
    after: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "key": self.key,
            "act": self.act,
            "before": dict(self.before),
            "after": dict(self.after),
        }

    def __str__(self) -> str:
        sheet = SHEETS[self.sheet]
        title = f"{ACTS[self.act]} {sheet.chinese} {self.key}"
        if self.act == "moved":
            return title
        told = [
            f"{sheet.by_name[name].chinese} {self.before.get(name) or '空'} → {self.after.get(name) or '空'}"
            for name in (self.before if self.act == "removed" else self.after)
        ]
        if self.act == "added":
            told = [f"{sheet.by_name[name].chinese} {value}" for name, value in self.after.items() if value]
        return f"{title}：{'；'.join(told)}" if told else title


def differences(before: Book, after: Book) -> list[Change]:
    """Every change from the one to the other, in the order of the tables."""
    return [change for sheet in SHEETS.values() for change in _of_sheet(sheet, before, after)]


def _of_sheet(sheet: Sheet, before: Book, after: Book) -> Iterator[Change]:
    old, new = before.keyed.get(sheet.name, {}), after.keyed.get(sheet.name, {})
    for key, row in new.items():
        if key not in old:
            yield Change(sheet.name, key, "added", {}, dict(row))
        elif row != old[key]:
            names = [name for name in sheet.by_name if row[name] != old[key][name]]
            earlier, later = {n: old[key][n] for n in names}, {n: row[n] for n in names}
            yield Change(sheet.name, key, _act(sheet, earlier, later), earlier, later)
    for key, row in old.items():
        if key not in new:
            yield Change(sheet.name, key, "removed", dict(row), {})
    if list(old) != list(new) and [k for k in old if k in new] != [k for k in new if k in old]:
        yield Change(sheet.name, "", "moved", {}, {})


def _act(sheet: Sheet, before: Mapping[str, str], after: Mapping[str, str]) -> Act:
    if sheet.retires == "active" and "active" in after:
        return "retired" if after["active"] == NO else "revived"
    if sheet.retires == "valid_to" and "valid_to" in after and not (before["valid_to"] and after["valid_to"]):
        return "retired" if after["valid_to"] else "revived"
    return "changed"


def keeping_retired(present: Book, coming: Book, today: date) -> Book:
    """`coming`, and of the rows that it lacks those to which orders may refer: retired, never lost."""
    rows = dict(coming.rows)
    for sheet in SHEETS.values():
        if not sheet.retires:
            continue
        known = coming.keyed.get(sheet.name, {})
        gone = [row for key, row in present.keyed.get(sheet.name, {}).items() if key not in known]
        if gone:
            rows[sheet.name] = (*coming.of(sheet.name), *(retired(sheet, row, today) for row in gone))
    return Book(rows)


def retired(sheet: Sheet, row: Cells, today: date) -> Cells:
    """The row, no longer to be chosen. Raises ValueError for a table whose rows are simply removed."""
    if sheet.retires == "active":
        return {**row, "active": NO}
    if sheet.retires != "valid_to":
        raise ValueError(f"rows of {sheet.name} are not retired")
    if ended(row, today):
        return row
    # what was never valid ends as it begins
    ends = max(today.isoformat(), row["valid_from"])
    return {**row, "valid_to": ends}


def in_use(sheet: Sheet, row: Cells, today: date) -> bool:
    """Whether a row can be chosen on this day."""
    if sheet.retires == "active":
        return row["active"] == YES
    if sheet.retires == "valid_to":
        return not ended(row, today) and (not row["valid_from"] or date.fromisoformat(row["valid_from"]) <= today)
    return True
