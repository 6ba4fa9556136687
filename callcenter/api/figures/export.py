"""A table of figures as an Excel file: the figures, and on a second sheet what each of them is."""

from pathlib import Path
from typing import Any, Final

import xlsxwriter

from callcenter.api.figures.shapes import Figures, RowBody
from callcenter.web.excel_file import to_be_sent
from models.clock import LOCAL
from models.figures import DIMENSIONS, METRICS, Metric

_FORMATS: Final = {"percent": "0.00%", "seconds": "0.0", "count": "#,##0", "score": "0.00"}
_UNITS: Final = {"percent": "百分比", "seconds": "秒", "count": "件（次）", "score": "分"}
_COMPARED: Final = (("previous", "上期"), ("previous_change", "环比"))
_LAST_YEAR: Final = (("last_year", "上年同期"), ("last_year_change", "同比"))


def written(figures: Figures, keys: tuple[str, ...]) -> Path:
    """The file, which the caller deletes."""
    with to_be_sent("figures") as path:
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        _table(book, figures, [METRICS[key] for key in keys])
        _definitions(book, [METRICS[key] for key in keys])
        book.close()
    return path


def _table(book: Any, figures: Figures, metrics: list[Metric]) -> None:
    sheet, bold = book.add_worksheet("数据"), book.add_format({"bold": True})
    small = {unit: book.add_format({"num_format": form, "font_color": "#808080"}) for unit, form in _FORMATS.items()}
    plain = {unit: book.add_format({"num_format": form}) for unit, form in _FORMATS.items()}
    change = book.add_format({"num_format": "+0.00%;-0.00%;0.00%"})
    sheet.write_string(0, 0, figures.period.name, bold)
    sheet.write_string(0, 1, f"截至 {figures.as_of.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}；灰色：样本不足，仅供参考")
    beside = [*(_COMPARED if figures.previous else ()), *(_LAST_YEAR if figures.last_year else ())]
    sheet.set_column(0, 0, 28)
    sheet.write_string(2, 0, DIMENSIONS[figures.by] if figures.by else "", bold)
    column = 1
    for one in metrics:
        for name in (one.name, *(f"{one.name} {chinese}" for _, chinese in beside)):
            sheet.write_string(2, column, name, bold)
            column += 1
    sheet.set_column(1, max(column - 1, 1), 14)
    sheet.freeze_panes(3, 1)

    def write(number: int, row: RowBody) -> None:
        sheet.write_string(number, 0, row.label)
        place = 1
        for one in metrics:
            value = row.values[one.key]
            form = (small if value.small_sample else plain)[one.unit]
            for name in ("value", *(name for name, _ in beside)):
                figure = getattr(value, name)
                if figure is not None:
                    sheet.write_number(number, place, figure, change if name.endswith("_change") else form)
                place += 1

    for number, row in enumerate([*figures.rows, figures.total], 3):
        write(number, row)


def _definitions(book: Any, metrics: list[Metric]) -> None:
    sheet, bold = book.add_worksheet("指标说明"), book.add_format({"bold": True})
    for column, (name, width) in enumerate(
        (("指标", 20), ("单位", 10), ("计算方法", 80), ("不计入", 50), ("依据", 30), ("最小样本", 10), ("版本", 8))
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for number, one in enumerate(metrics, 1):
        told = (one.name, _UNITS[one.unit], one.formula, one.exclusions, one.clause)
        for column, words in enumerate(told):
            sheet.write_string(number, column, words)
        sheet.write_number(number, 5, one.least)
        sheet.write_number(number, 6, one.version)
