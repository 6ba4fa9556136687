"""A city's own file of labelled messages: both kinds of file, three ways to name a category, every wrong row told."""

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from models.catalogue.vocabulary import Vocabulary
from routing.learning import sheet


def workbook(path: Path, rows: list[tuple[object, ...]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as file:
        tab = file.add_worksheet()
        for line, cells in enumerate(rows):
            tab.write_row(line, 0, cells)
    return path


def test_codes_paths_and_names_are_understood(vocabulary: Vocabulary, tmp_path: Path) -> None:
    name = vocabulary.category_path("020403")
    rows = [
        ("标题", "内容", "事项分类", "受理时间"),
        ("路灯", "温泉路的路灯不亮", "020403", "2026-11-02 09:30"),
        ("", "温泉路的路灯又不亮", 20403, ""),
        ("", "温泉路的路灯还是不亮", " / ".join(name), "2026/11/03"),
    ]
    rows[2] = ("", "温泉路的路灯又不亮", "020403", "")
    found, problems = sheet.read(workbook(tmp_path / "a.xlsx", rows), vocabulary)
    assert problems == []
    assert [(row.line, row.label, row.at) for row in found] == [
        (2, "020403", datetime(2026, 11, 2, 9, 30)),
        (3, "020403", None),
        (4, "020403", datetime(2026, 11, 3)),
    ]
    assert found[0].text == "路灯。温泉路的路灯不亮"


def test_every_wrong_row_is_named_with_its_mend(vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    said = "停水三天了没人管"
    text = f"subject,body,label,time\n,水,020403,\n,{said},999999,\n,{said},,昨天\n\n,{said},020403,\n"
    path.write_bytes(text.encode("gb18030"))
    found, problems = sheet.read(path, vocabulary)
    assert [row.line for row in found] == [6]
    assert [(one.line, one.column, one.problem) for one in problems] == [
        (2, "内容", "没有内容，或少于 4 个字"),
        (3, "事项分类", "不是本市现行的三级分类"),
        (4, "事项分类", "没有分类"),
        (4, "时间", "不是日期"),
    ]
    assert all(one.mend for one in problems)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "表头"),
        (b"\xff\xfe\x00\x81", "UTF-8"),
        (b"PK\x03\x04broken", "表头|损坏|UTF-8"),
        (b"label,body\n", "没有数据行"),
    ],
)
def test_a_file_that_is_none_says_what_to_do(vocabulary: Vocabulary, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(sheet.SheetUnreadable, match=said):
        sheet.read(path, vocabulary)
    with pytest.raises(sheet.SheetUnreadable, match="读不到文件"):
        sheet.read(tmp_path / "none.xlsx", vocabulary)
