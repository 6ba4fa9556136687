"""From tables as they were read to a book that can be used, or every complaint at once, row by row."""

from collections.abc import Iterator, Mapping
from datetime import date

from models import clock
from models.catalogue.book import Book, RawBook, RawRow, RawSheet, RowProblem
from models.catalogue.cells import CellWrong, canonical, plain
from models.catalogue.rules import RULES, Complaint
from models.catalogue.sheets import SHEETS, Cells, Column, Sheet

ROWS_AT_MOST = 20_000


def checked(raw: RawBook, present: Book | None = None, today: date | None = None) -> tuple[Book, list[RowProblem]]:
    """The book and what is wrong with it. present: gives the tables that `raw` does not have."""
    today = today or clock.today()
    problems = list(raw.problems)
    told = {problem.sheet for problem in problems if problem.line == 0}
    rows: dict[str, tuple[Cells, ...]] = {}
    places: dict[tuple[str, str], tuple[str, int]] = {}
    dropped: dict[str, set[str]] = {name: set() for name in SHEETS}
    for sheet in SHEETS.values():
        read = raw.sheets.get(sheet.name)
        if read is None:
            rows[sheet.name] = present.of(sheet.name) if present else ()
            if present is None and sheet.name not in told:
                mend = "首次装载须包含全部工作表；可先导出一份作样板"
                problems.append(RowProblem(sheet.name, raw.source.name, 0, "", "没有这张工作表", mend))
            continue
        rows[sheet.name] = tuple(_sheet(sheet, read, problems, places, dropped[sheet.name]))
    book = Book(rows)
    for sheet in SHEETS.values():
        file = raw.sheets[sheet.name].file if sheet.name in raw.sheets else sheet.chinese
        for complaint in _complaints(book, sheet, today, dropped):
            key = complaint.key
            place = places.get((sheet.name, key), (file, 0))
            row = book.find(sheet.name, key)
            value = row.get(complaint.column, "") if row else ""
            problems.append(
                RowProblem(
                    sheet.name, place[0], place[1], key, complaint.message, complaint.mend, complaint.column, value
                )
            )
    order = {name: number for number, name in enumerate(SHEETS)}
    problems.sort(key=lambda problem: (order.get(problem.sheet, -1), problem.line))
    return book, problems


def _sheet(
    sheet: Sheet,
    read: RawSheet,
    problems: list[RowProblem],
    places: dict[tuple[str, str], tuple[str, int]],
    dropped: set[str],
) -> Iterator[Cells]:
    missing = [c for c in sheet.columns if not c.optional and c.name not in read.columns]
    if missing:
        names = "、".join(f"{column.chinese} {column.name}" for column in missing)
        mend = "请加上这些列；表头写中文名或英文标识都可以"
        problems.append(RowProblem(sheet.name, read.file, 1, "", f"缺少列 {names}", mend))
        return
    if len(read.rows) > ROWS_AT_MOST:
        problems.append(RowProblem(sheet.name, read.file, 0, "", f"超过 {ROWS_AT_MOST} 行", "请删去多余的行"))
        return
    for row in read.rows:
        cells = _row(sheet, read, row, problems)
        if cells is None:
            # it is there, though wrong: who names it is not to blame
            dropped.add(".".join(row.cells.get(name, "").strip() for name in sheet.key))
            continue
        key = sheet.key_of(cells)
        if (sheet.name, key) in places:
            first = places[sheet.name, key][1]
            mend = f"请删去其中一行，或改用别的{sheet.by_name[sheet.key[-1]].chinese}"
            problems.append(
                RowProblem(sheet.name, read.file, row.line, key, f"与第 {first} 行重复", mend, sheet.key[-1], key)
            )
            continue
        places[sheet.name, key] = (read.file, row.line)
        yield cells


def _row(sheet: Sheet, read: RawSheet, row: RawRow, problems: list[RowProblem]) -> Cells | None:
    """The canonical cells, or None after every wrong cell was told."""
    cells: dict[str, str] = {}
    wrong = False
    subject = ".".join(row.cells.get(name, "").strip() for name in sheet.key)
    for column in sheet.columns:
        value = row.cells.get(column.name, "")
        try:
            cells[column.name] = _cell(column, value)
        except CellWrong as error:
            wrong = True
            problems.append(
                RowProblem(
                    sheet.name, read.file, row.line, subject, error.message, error.mend, column.name, value.strip()[:80]
                )
            )
    return None if wrong else cells


def _cell(column: Column, value: str) -> str:
    text = plain(value) or column.default
    if not text:
        if column.needed:
            raise CellWrong("不能为空", f"请填写{column.chinese}" + (f"（{column.hint}）" if column.hint else ""))
        return ""
    return canonical(column.kind, text, column.choices)


def _complaints(book: Book, sheet: Sheet, today: date, dropped: Mapping[str, set[str]]) -> Iterator[Complaint]:
    yield from _references(book, sheet, dropped)
    for rule in RULES.get(sheet.name, ()):
        yield from rule(book, today)


def _references(book: Book, sheet: Sheet, dropped: Mapping[str, set[str]]) -> Iterator[Complaint]:
    """Codes that name nothing."""
    columns = [column for column in sheet.columns if column.refers]
    beginnings: dict[str, frozenset[str]] = {}
    for column in columns:
        if column.beginning and column.refers not in beginnings:
            codes = {*book.keyed.get(column.refers, {}), *dropped[column.refers]}
            beginnings[column.refers] = frozenset(code[:n] for code in codes for n in range(1, len(code) + 1))
    for row in book.of(sheet.name):
        for column in columns:
            known: frozenset[str] | Mapping[str, Cells] = (
                beginnings[column.refers] if column.beginning else book.keyed.get(column.refers, {})
            )
            for code in sheet.names(column, row[column.name]):
                if code not in known and code not in dropped[column.refers]:
                    there = SHEETS[column.refers].chinese
                    mend = f"请改为“{there}”中已有的代码，或先在“{there}”中加上它"
                    yield Complaint(sheet.key_of(row), column.name, f"{there}中没有 {code}", mend)
