"""As a Word file, on the same page as the PDF: with tables that an office goes on writing in.

The fonts are those of official documents (仿宋, 黑体, 方正小标宋简体); a machine without them shows its own.
"""

from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from callcenter.reports.content import Content, Number, Table
from callcenter.reports.writing.said import below_title, captioned, chinese, signed, source

BODY: Final = "仿宋"
HEAVY: Final = "黑体"
TITLE: Final = "方正小标宋简体"
_WIDTH_MM: Final = 210 - 28 - 26
_LINE_PT: Final = 28.0
"""22 lines of 28 characters a page (GB/T 9704)."""


def written(content: Content) -> bytes:
    """The file."""
    paper = Document()
    _page(paper)
    _words(paper, content.title, TITLE, 22, align=WD_ALIGN_PARAGRAPH.CENTER)
    _words(paper, below_title(content), BODY, 16, align=WD_ALIGN_PARAGRAPH.CENTER)
    for place, section in enumerate(captioned(content).sections, 1):
        heading = paper.add_heading(level=1)
        _run(heading, f"{chinese(place)}、{section.heading}", HEAVY, 16)
        for block in section.blocks:
            if isinstance(block, Table):
                _table(paper, block)
            else:
                _words(paper, block, BODY, 16, indent=True)
    for line in signed(content):
        _words(paper, line, BODY, 16, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _words(paper, source(content), BODY, 9)
    held = BytesIO()
    paper.core_properties.title, paper.core_properties.author = content.title, content.issuer
    paper.core_properties.created = paper.core_properties.modified = content.as_of.replace(tzinfo=None)
    paper.save(held)
    return held.getvalue()


def _page(paper: Any) -> None:
    page = paper.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    for name in ("Normal", "Heading 1"):
        style = paper.styles[name]
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, "— ", BODY, 14)
    _field(foot, "PAGE")
    _run(foot, " —", BODY, 14)


def _words(paper: Any, words: str, font: str, size: float, *, align: Any = None, indent: bool = False) -> None:
    line = paper.add_paragraph()
    line.alignment = align
    line.paragraph_format.line_spacing = Pt(_LINE_PT if size > 12 else size * 1.5)
    if indent:
        line.paragraph_format.first_line_indent = Pt(2 * size)
    _run(line, words, font, size)


def _run(line: Any, words: str, font: str, size: float) -> Any:
    run = line.add_run(words)
    run.font.name, run.font.size, run.font.bold = font, Pt(size), False
    run.font.color.rgb = None
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # no word of the library for these
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), font if script == "w:eastAsia" else "Times New Roman")
    return run


def _field(line: Any, name: str) -> None:
    run = _run(line, "", BODY, 14)
    for kind, words in (("begin", ""), ("", name), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = words
        run._element.append(part)


def _table(paper: Any, table: Table) -> None:
    if table.caption:
        _words(paper, table.caption, HEAVY, 12, align=WD_ALIGN_PARAGRAPH.CENTER)
    grid = paper.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    size = 9 if len(table.columns) > 7 else 10.5
    whole = sum(column.width for column in table.columns)
    widths = [Mm(_WIDTH_MM * column.width / whole) for column in table.columns]
    _repeated(grid.rows[0])
    for column, cell in zip(table.columns, grid.rows[0].cells, strict=True):
        _cell(cell, column.title, HEAVY, size, WD_ALIGN_PARAGRAPH.CENTER)
    for place, row in enumerate(table.rows):
        last = table.total and place == len(table.rows) - 1
        for column, cell, told in zip(table.columns, grid.add_row().cells, row, strict=True):
            words = told.said() if isinstance(told, Number) else told
            align = WD_ALIGN_PARAGRAPH.RIGHT if column.number else WD_ALIGN_PARAGRAPH.LEFT
            _cell(cell, words, HEAVY if last else BODY, size, align)
    for line in grid.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width
    _words(paper, f"注：{table.note}" if table.note else "", BODY, 9)


def _cell(cell: Any, words: str, font: str, size: float, align: Any) -> None:
    line = cell.paragraphs[0]
    line.alignment = align
    _run(line, words, font, size)


def _repeated(row: Any) -> None:
    """The head stands on every page that the table goes over."""
    part = OxmlElement("w:tblHeader")
    part.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(part)
