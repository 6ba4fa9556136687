"""As an Excel file: a sheet a section, numbers as numbers, so that somebody can go on counting."""

import re
from datetime import UTC
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from callcenter.reports.content import SMALL, Content, Number, NumberKind, Table
from callcenter.reports.writing.said import below_title, chinese, source

_FORMATS: Final[dict[NumberKind, str]] = {
    "count": "#,##0",
    "percent": "0.00%",
    "seconds": '0.0"秒"',
    "score": "0.00",
    "change": "+0.00%;-0.00%;0.00%",
    "points": '+0.00"个百分点";-0.00"个百分点";0.00"个百分点"',
}
_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
_CHARACTERS: Final = 12
"""Of a column of width 1."""


def written(content: Content) -> bytes:
    """The file."""
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = content.as_of.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": content.title, "author": content.issuer, "created": created})
    styles = _Styles(book)
    for place, section in enumerate(content.sections, 1):
        sheet = book.add_worksheet(_named(f"{chinese(place)}、{section.heading}"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        row = 0
        if place == 1:
            sheet.write_string(0, 0, content.title, styles.of(bold=True, font_size=16, text_wrap=False))
            sheet.write_string(1, 0, below_title(content), styles.of(text_wrap=False))
            sheet.write_string(2, 0, source(content), styles.of(font_size=9, text_wrap=False))
            row = 4
        _widths(sheet, [block for block in section.blocks if isinstance(block, Table)])
        for block in section.blocks:
            row = _table(sheet, styles, row, block) if isinstance(block, Table) else _words(sheet, styles, row, block)
    book.close()
    return held.getvalue()


class _Styles:
    """Formats of the book, each once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[str, Any]()

    def of(self, **more: Any) -> Any:
        key = repr(sorted(more.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(_FONT | more)
        return self._made[key]


def _named(heading: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", "", heading)[:31]


def _widths(sheet: Any, tables: list[Table]) -> None:
    most = max((len(table.columns) for table in tables), default=1)
    for place in range(most):
        wide = max((table.columns[place].width for table in tables if place < len(table.columns)), default=1.0)
        sheet.set_column(place, place, max(10, wide * _CHARACTERS))


def _words(sheet: Any, styles: _Styles, row: int, words: str) -> int:
    sheet.merge_range(row, 0, row, 8, "", styles.of(valign="top"))
    sheet.write_string(row, 0, words, styles.of(valign="top"))
    sheet.set_row(row, 16 * (1 + len(words) // 60))
    return row + 2


def _table(sheet: Any, styles: _Styles, row: int, table: Table) -> int:
    if table.caption:
        sheet.write_string(row, 0, table.caption, styles.of(bold=True, text_wrap=False))
        row += 1
    for place, column in enumerate(table.columns):
        sheet.write_string(row, place, column.title, styles.of(bold=True, border=1, bg_color="#E8E8E8", align="center"))
    for number, cells in enumerate(table.rows):
        row += 1
        bold = table.total and number == len(table.rows) - 1
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            look = {"border": 1, "bold": bold, "align": "right" if column.number else "left"}
            if isinstance(cell, Number) and cell.value is not None:
                form = _FORMATS[cell.kind] if not cell.small else _starred(_FORMATS[cell.kind])
                value = cell.value * 100 if cell.kind == "points" else cell.value
                sheet.write_number(row, place, value, styles.of(num_format=form, **look))
            else:
                sheet.write_string(row, place, cell.said() if isinstance(cell, Number) else cell, styles.of(**look))
    if table.note:
        row += 1
        sheet.write_string(row, 0, f"注：{table.note}", styles.of(font_size=9, text_wrap=False))
    return row + 2


def _starred(form: str) -> str:
    """The mark of too small a sample, behind every part of a number's format."""
    return ";".join(f'{part}"{SMALL}"' for part in form.split(";"))
