"""The file that came, given back with what is wrong: a list of all complaints, and every wrong cell red with a note."""

import io
from collections import defaultdict
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from models.catalogue.book import RawBook, RowProblem
from models.catalogue.excel.writing import FIRST_ROW, Forms, begin
from models.catalogue.sheets import SHEETS

_LONGEST = 30_000  # signs in a cell that Excel takes: 32,767


def annotated(raw: RawBook, problems: Sequence[RowProblem]) -> bytes:
    """The .xlsx file: worksheet 问题 with one line a complaint and a link to its cell, then the tables as they came.

    To be mended in place and loaded again: 问题 is passed over in reading.
    """
    memory = io.BytesIO()
    file = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    forms = Forms(file)
    wrong = file.add_format({"num_format": "@", "bg_color": "#F9D5D3", "font_color": "#B3261E"})
    link = file.add_format({"font_color": "#0B4A8F", "underline": 1})
    listing = file.add_worksheet("问题")
    places = {
        (name, row.line): place for name, read in raw.sheets.items() for place, row in enumerate(read.rows, FIRST_ROW)
    }
    for number, (heading, width) in enumerate(
        (("工作表", 14), ("行", 8), ("条目", 16), ("列", 16), ("值", 24), ("问题", 44), ("改法", 56), ("位置", 14))
    ):
        listing.set_column(number, number, width)
        listing.write_string(0, number, heading, forms.heading)
    listing.freeze_panes(1, 0)
    notes: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for place, problem in enumerate(problems, 1):
        line = str(problem.line) if problem.line else ""
        texts = (
            problem.title, line, problem.subject, problem.heading, problem.value, problem.message, problem.mend,
        )  # fmt: skip
        for number, text in enumerate(texts):
            listing.write_string(place, number, text[:_LONGEST], forms.wrapped)
        found = places.get((problem.sheet, problem.line))
        if found is not None:
            sheet = SHEETS[problem.sheet]
            columns = [column.name for column in sheet.columns]
            column = columns.index(problem.column or sheet.key[-1])
            notes[problem.sheet, found, column].append(f"{problem.message}。{problem.mend}")
            cell = xl_rowcol_to_cell(found, column)
            listing.write_url(place, 7, f"internal:'{sheet.chinese}'!{cell}", link, cell)
    for name, read in raw.sheets.items():
        sheet = SHEETS[name]
        table = begin(file, forms, sheet)
        for row_place, row in enumerate(read.rows, FIRST_ROW):
            for number, cell_column in enumerate(sheet.columns):
                text = row.cells.get(cell_column.name, "")[:_LONGEST]
                told = notes.get((name, row_place, number))
                if told:
                    table.write_string(row_place, number, text, wrong)
                    table.write_comment(row_place, number, "\n".join(told)[:1000])
                elif text:
                    table.write_string(row_place, number, text, forms.cell)
    file.close()
    return memory.getvalue()
