"""A city's tables as a workbook for people: Chinese headings over the identifiers, lists to choose from, notes."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from models.catalogue.book import Book
from models.catalogue.sheets import SHEETS, Cells, Column, Sheet

FIRST_ROW: Final = 2
"""Rows above the data: Chinese headings, identifiers."""
_LIST_IN_CELL: Final = 250
"""Signs of a list that Excel takes in a cell's own validation."""
_SPARE_ROWS: Final = 500
_KINDS: Final[Mapping[str, str]] = {
    "text": "文字", "code": "代码", "whole": "整数", "date": "日期，如 2026-01-01", "flag": "是 或 否",
    "several": "多个，用 | 分隔", "choice": "从列表中选", "span": "时限写法", "pattern": "表达式", "digits": "数字",
}  # fmt: skip


def written(book: Book, about: Sequence[tuple[str, str]] = ()) -> bytes:
    """The .xlsx file. about: lines for the notes, such as version and time. Every cell is text, so nothing changes."""
    memory = io.BytesIO()
    file = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    forms = Forms(file)
    _notes(file, forms, about)
    for sheet in SHEETS.values():
        rows = book.of(sheet.name)
        table = begin(file, forms, sheet)
        for place, row in enumerate(rows, FIRST_ROW):
            for number, column in enumerate(sheet.columns):
                if text := shown(column, row):
                    table.write_string(place, number, text, forms.cell)
        _choices(table, sheet, len(rows), book)
    file.close()
    return memory.getvalue()


def shown(column: Column, row: Cells) -> str:
    """A cell as people read it: of a coded value its Chinese name, which is taken back for the value."""
    value = row[column.name]
    return (column.choices or {}).get(value, value)


class Forms:
    """The few formats of a file."""

    def __init__(self, file: Any) -> None:
        self.cell = file.add_format({"num_format": "@", "valign": "top"})
        self.heading = file.add_format({"bold": True, "bg_color": "#DCE9F7", "border": 1, "text_wrap": True})
        self.needed = file.add_format({"bold": True, "bg_color": "#FCE9C8", "border": 1, "text_wrap": True})
        self.identifier = file.add_format({"font_color": "#5B6675", "italic": True, "bottom": 1})
        self.title = file.add_format({"bold": True, "font_size": 14})
        self.wrapped = file.add_format({"text_wrap": True, "valign": "top"})


def begin(file: Any, forms: Forms, sheet: Sheet) -> Any:
    """A worksheet with its headings."""
    table = file.add_worksheet(sheet.chinese)
    for number, column in enumerate(sheet.columns):
        table.set_column(number, number, column.width, forms.cell)
        table.write_string(0, number, column.chinese, forms.needed if column.needed else forms.heading)
        table.write_string(1, number, column.name, forms.identifier)
        if column.hint:
            table.write_comment(0, number, column.hint)
    table.freeze_panes(FIRST_ROW, 1)
    table.ignore_errors({"number_stored_as_text": "A1:Z30000"})
    return table


def _choices(table: Any, sheet: Sheet, rows: int, book: Book) -> None:
    """Lists to choose from: of coded cells their words, of a single reference the codes of the other table."""
    last = FIRST_ROW + rows + _SPARE_ROWS
    for number, column in enumerate(sheet.columns):
        if column.choices:
            words = list(column.choices.values())
            source: list[str] | str = words
            if len(",".join(words)) > _LIST_IN_CELL:
                continue
            rule, title = "stop", "请从列表中选择"
        elif column.refers and column.kind != "several" and not column.beginning:
            other = SHEETS[column.refers]
            letter = xl_col_to_name([c.name for c in other.columns].index(other.key[0]))
            end = FIRST_ROW + len(book.of(other.name)) + _SPARE_ROWS
            source = f"='{other.chinese}'!${letter}${FIRST_ROW + 1}:${letter}${end}"
            rule, title = "warning", f"{other.chinese}中没有这个代码"
        else:
            continue
        table.data_validation(
            FIRST_ROW, number, last, number,
            {
                "validate": "list", "source": source, "error_type": rule, "error_title": title[:32],
                "error_message": (column.hint or "请核对后重新填写")[:255],
            },
        )  # fmt: skip


def _notes(file: Any, forms: Forms, about: Sequence[tuple[str, str]]) -> None:
    notes = file.add_worksheet("说明")
    notes.set_column(0, 0, 16)
    notes.set_column(1, 3, 20)
    notes.set_column(4, 5, 56)
    notes.write_string(0, 0, "12345 热线城市数据", forms.title)
    lines = [
        *about,
        ("怎样修改", "每张工作表第一行是中文名，第二行是英文标识，不要改动；从第三行起一行一条，橙色列必填。"),
        ("怎样停用", "把“启用”改为“否”，或填写“撤销日期”“失效日期”。整行删去，等同于停用；代码不得另作他用。"),
        (
            "怎样装载",
            "先核对：hotline city load 文件.xlsx --check；再装载：去掉 --check。也可在控制台“城市数据”页上传。",
        ),
        ("缺少的表", "删去整张工作表，表示这张表保持不变。"),
    ]
    for place, (name, text) in enumerate(lines, 2):
        notes.write_string(place, 0, name, forms.wrapped)
        notes.write_string(place, 1, text)
    place = len(lines) + 3
    for number, name in enumerate(("工作表", "列", "英文标识", "写法", "填写说明", "可选内容")):
        notes.write_string(place, number, name, forms.heading)
    for sheet in SHEETS.values():
        place += 1
        notes.write_string(place, 0, sheet.chinese, forms.wrapped)
        notes.write_string(place, 4, sheet.purpose, forms.wrapped)
        for column in sheet.columns:
            place += 1
            needed = "，必填" if column.needed else ""
            listed = "、".join((column.choices or {}).values())
            texts = ("", column.chinese, column.name, _KINDS[column.kind] + needed, column.hint, listed)
            for number, text in enumerate(texts):
                if text:
                    notes.write_string(place, number, text, forms.wrapped)
