"""A city as an Excel file: there and back without a change; what people type is understood; nothing unsafe is read."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from models.catalogue import Book, Source, city_folder
from models.catalogue.book import RawBook, RawRow, RawSheet
from models.catalogue.cells import CellWrong, canonical, plain
from models.catalogue.checking import checked
from models.catalogue.csv_reading import read_folder
from models.catalogue.excel import WorkbookUnreadable, annotated, read_workbook, written
from models.catalogue.sheets import SHEETS, Column

XIANNING = checked(read_folder(city_folder("xianning")))[0]
SMALL = XIANNING.with_rows("divisions", XIANNING.of("divisions")[:1])


def reread(content: bytes) -> Book:
    book, problems = checked(read_workbook(content, "city.xlsx"))
    assert problems == []
    return book


def test_the_whole_city_there_and_back() -> None:
    content = written(XIANNING, [("版本", "1")])
    assert reread(content) == XIANNING
    tabs = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert tabs == ["说明", *(sheet.chinese for sheet in SHEETS.values())]


def _texts() -> st.SearchStrategy[str]:
    """What somebody may write into a free cell, as it is kept."""
    signs = st.characters(exclude_categories=["Cs", "Cc"])
    tricky = st.sampled_from(
        ["=1+1", "'05", "007", "1e5", "_x000D_", "是", "2026-01-01", 'a,b"c', "@甲", "#N/A", "TRUE"]
    )
    return (st.text(signs, min_size=1, max_size=40) | tricky).map(plain).filter(bool)


def _cell(column: Column) -> st.SearchStrategy[str]:
    kinds: dict[str, st.SearchStrategy[str]] = {
        "text": _texts(),
        "code": st.from_regex(r"\A[0-9A-Za-z][0-9A-Za-z_\-]{0,12}\Z"),
        "whole": st.integers(-(10**8), 10**8).map(str),
        "date": st.dates().map(lambda day: day.isoformat()),
        "flag": st.sampled_from(["是", "否"]),
        "digits": st.from_regex(r"\A[0-9]{1,12}\Z"),
        "span": st.sampled_from(["-", "3wd", "4wh", "1.5h", "30m"]),
        "pattern": st.sampled_from(["漏气", "(漏|泄).{0,4}气", r"\d+人"]),
        "several": st.lists(_texts().filter(lambda text: not set(text) & set("|｜")), max_size=3).map("|".join),
    }
    value = st.sampled_from(list(column.choices)) if column.choices else kinds[column.kind]
    kept = value.map(lambda text: canonical(column.kind, text, column.choices) if text else "")
    return kept if column.needed else kept | st.just("")


def _rows(name: str) -> st.SearchStrategy[tuple[dict[str, str], ...]]:
    sheet = SHEETS[name]
    row = st.fixed_dictionaries({column.name: _cell(column) for column in sheet.columns})
    return st.lists(row, max_size=4, unique_by=sheet.key_of).map(tuple)


@settings(max_examples=25)
@given(st.data())
def test_any_table_there_and_back(data: st.DataObject) -> None:
    """Whatever is in the cells: each comes back as it was, also what a spreadsheet would take for something else."""
    name = data.draw(st.sampled_from(list(SHEETS)))
    rows = data.draw(_rows(name))
    raw = read_workbook(written(SMALL.with_rows(name, rows)), "city.xlsx")
    book, problems = checked(raw)
    assert [one for one in problems if one.line and one.column and one.message == "不能为空"] == []
    assert book.of(name) == rows


@given(st.data())
def test_what_is_kept_stays_as_it_is(data: st.DataObject) -> None:
    """The one form of a value is its own one form."""
    column = data.draw(st.sampled_from([column for sheet in SHEETS.values() for column in sheet.columns]))
    value = data.draw(_cell(column))
    assert not value or canonical(column.kind, plain(value), column.choices) == value


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("date", "2026/1/5", "2026-01-05"),
        ("date", "2026年12月31日", "2026-12-31"),
        ("date", "2026-01-05T00:00:00", "2026-01-05"),
        ("whole", "100.0", "100"),
        ("digits", "12345.0", "12345"),
        ("flag", "TRUE", "是"),
        ("flag", "停用", "否"),
        ("several", " 路灯 ｜ 灯杆|", "路灯|灯杆"),
    ],
)
def test_what_people_type(kind: str, typed: str, kept: str) -> None:
    assert canonical(kind, plain(typed)) == kept  # type: ignore[arg-type]


def test_signs_that_cannot_be_kept() -> None:
    assert plain(" 第一行\n第二行 ") == "第一行 第二行"
    for text in ("a\x00b", "\ud800", "长" * 2001):
        with pytest.raises(CellWrong):
            plain(text)


def _own_file(tab: str, rows: list[list[object]]) -> bytes:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    sheet = book.add_worksheet(tab)
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return memory.getvalue()


def test_a_sheet_that_people_made_themselves() -> None:
    """Chinese headings only, codes typed as numbers, a title above, blank lines between: it is understood."""
    rows: list[list[object]] = [["咸宁市归并热线表"], [], ["热线名称", "号码", "主管单位", "归并方式", "专家组"]]
    rows += [
        ["消费者投诉", 12315, "XNSZ026", "号码取消", "市场监管"],
        [],
        ["三农服务", "12316", "XNSZ018", "号码取消", ""],
    ]
    book, problems = checked(read_workbook(_own_file("归并热线", rows), "ours.xlsx"), XIANNING)
    assert problems == []
    assert [(row["number"], row["owner"], row["active"]) for row in book.of("legacy_hotlines")] == [
        ("12315", "XNSZ026", "是"),
        ("12316", "XNSZ018", "是"),
    ]
    assert book.of("departments") == XIANNING.of("departments")


def test_lines_are_those_of_the_file() -> None:
    rows: list[list[object]] = [
        ["号码", "热线名称", "主管单位", "归并方式"],
        [],
        [12315, "消费者投诉", "无", "号码取消"],
    ]
    problems = checked(read_workbook(_own_file("legacy_hotlines", rows), "ours.xlsx"), XIANNING)[1]
    assert [(one.title, one.line, one.column, one.value) for one in problems] == [("归并热线", 3, "owner", "无")]


def test_worksheets_that_nobody_knows() -> None:
    raw = read_workbook(_own_file("部门", [["代码"], ["1"]]), "ours.xlsx")
    assert [(one.subject, one.message) for one in raw.problems] == [("部门", "不认识的工作表")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"code,name\n1,a\n"])
def test_what_is_no_workbook(content: bytes) -> None:
    with pytest.raises(WorkbookUnreadable, match="xlsx"):
        read_workbook(content, "a.xlsx")


def _packed(files: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return memory.getvalue()


def test_a_bomb_and_a_macro_are_not_opened() -> None:
    with pytest.raises(WorkbookUnreadable, match="过大"):
        read_workbook(_packed({"xl/a.xml": bytes(70 << 20)}), "a.xlsx")
    with pytest.raises(WorkbookUnreadable, match="宏"):
        read_workbook(_packed({"xl/vbaProject.bin": b"x"}), "a.xlsx")
    with pytest.raises(WorkbookUnreadable, match="无法读取"):
        read_workbook(_packed({"xl/workbook.xml": b"<x"}), "a.xlsx")


def test_the_file_comes_back_with_what_is_wrong() -> None:
    row = {"number": "12x", "name": "某线", "owner": "XNSZ026", "merge_mode": "号码取消"}
    sheet = RawSheet("归并热线", tuple(SHEETS["legacy_hotlines"].by_name), (RawRow(9, row),))
    raw = RawBook(Source("ours.xlsx", "00"), {"legacy_hotlines": sheet})
    problems = checked(raw, XIANNING)[1]
    again = read_workbook(annotated(raw, problems), "marked.xlsx")
    assert again.problems == ()
    assert again.sheets["legacy_hotlines"].rows[0].cells["number"] == "12x"
    tabs = CalamineWorkbook.from_filelike(io.BytesIO(annotated(raw, problems)))
    told = tabs.get_sheet_by_name("问题").to_python()
    assert told[1][:7] == ["归并热线", "9", "12x", "号码", "12x", "号码应为数字", "请只填写数字，不要有空格和短横"]
