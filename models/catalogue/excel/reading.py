"""An Excel file as a city's tables: one worksheet a table, found by its Chinese name or its identifier.

The heading may be the identifiers, the Chinese names, or both in two rows or in one cell. Whatever type a cell has, its
text is taken; a number without decimals is written without them, so that 12345 typed as a number is the code 12345.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from models.catalogue.book import FILE, RawBook, RawRow, RawSheet, RowProblem, Source
from models.catalogue.sheets import SHEETS, Sheet

BESIDE: Final = ("说明", "选项", "问题")
"""Worksheets of our own files that hold no table."""
_HEADING_WITHIN: Final = 6
_UNPACKED_AT_MOST: Final = 64 << 20
_FILES_AT_MOST: Final = 400


class WorkbookUnreadable(Exception):
    """Not an Excel file that is taken. Code: `catalogue-file-unreadable`; the message is Chinese."""

    code, status = "catalogue-file-unreadable", 422


def read_workbook(content: bytes, name: str) -> RawBook:
    """The tables of an .xlsx file. Raises `WorkbookUnreadable`; what is wrong inside is among `problems`."""
    _safe(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tabs = {tab: workbook.get_sheet_by_name(tab).to_python(skip_empty_area=False) for tab in workbook.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise WorkbookUnreadable("文件无法读取，可能已损坏；请在电子表格中另存为 .xlsx 后再试") from error
    known = {spelling: sheet for sheet in SHEETS.values() for spelling in (sheet.name, sheet.chinese)}
    problems: list[RowProblem] = []
    sheets: dict[str, RawSheet] = {}
    for tab, rows in tabs.items():
        sheet = known.get(tab.strip())
        if sheet is None:
            if tab.strip() not in BESIDE:
                listed = "、".join(one.chinese for one in SHEETS.values())
                problems.append(RowProblem(FILE, name, 0, tab, "不认识的工作表", f"请改名为 {listed} 之一，或删去它"))
        elif sheet.name in sheets:
            problems.append(RowProblem(sheet.name, tab, 0, "", "同一张表出现了两次", "请只保留一张"))
        else:
            sheets[sheet.name] = _sheet(sheet, tab, rows)
    if not sheets and not problems:
        problems.append(RowProblem(FILE, name, 0, "", "没有任何工作表", "请先导出一份作样板"))
    return RawBook(Source(name, sha256(content).hexdigest()), sheets, tuple(problems))


def _safe(content: bytes) -> None:
    """A workbook is a ZIP: neither a bomb nor a carrier of macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = packed.infolist()
    except zipfile.BadZipFile as error:
        raise WorkbookUnreadable("不是 .xlsx 文件；请在电子表格中另存为“Excel 工作簿（.xlsx）”") from error
    if any(one.filename.lower().endswith("vbaproject.bin") for one in inside):
        raise WorkbookUnreadable("文件含有宏，不能使用；请另存为不含宏的 .xlsx")
    if sum(one.file_size for one in inside) > _UNPACKED_AT_MOST or len(inside) > _FILES_AT_MOST:
        raise WorkbookUnreadable("文件展开后过大；请删去图片和无关的工作表")


def _sheet(sheet: Sheet, tab: str, rows: Sequence[Sequence[Any]]) -> RawSheet:
    begins, columns = _heading(sheet, rows)
    found = []
    for number, row in enumerate(rows[begins:], begins + 1):
        cells = {name: _text(row[place]) for place, name in columns.items() if place < len(row)}
        if any(text.strip() for text in cells.values()):
            found.append(RawRow(number, cells))
    return RawSheet(tab, tuple(columns.values()), tuple(found))


def _heading(sheet: Sheet, rows: Sequence[Sequence[Any]]) -> tuple[int, dict[int, str]]:
    """Where the data begins, and which place is which column; the row that names most columns is the heading."""
    spellings = {spelling: c.name for c in sheet.columns for spelling in (c.name, c.chinese)}
    best: dict[int, str] = {}
    begins = 0
    for number, row in enumerate(rows[:_HEADING_WITHIN]):
        named: dict[int, str] = {}
        for place, value in enumerate(row):
            for word in (_text(value).strip(), *_text(value).replace("*", " ").split()):
                if word in spellings and spellings[word] not in named.values():
                    named[place] = spellings[word]
        is_heading = len(named) >= 2 and all(key in named.values() for key in sheet.key)
        if is_heading and len(named) >= max(len(best), 2):
            best, begins = named, number + 1
        elif best:
            break
    return begins, best


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
