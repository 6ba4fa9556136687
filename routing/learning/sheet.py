"""A city's own labelled messages, as its clerks export them: .xlsx or .csv, every wrong row named with its mend."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from models.catalogue.vocabulary import Vocabulary

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "subject": ("subject", "title", "标题", "主题", "诉求标题", "工单标题", "留言主题"),
    "body": ("body", "content", "text", "内容", "诉求内容", "工单内容", "正文", "留言详情"),
    "label": ("label", "category", "code", "分类", "分类编码", "事项分类", "事项编码", "诉求分类"),
    "time": ("time", "at", "时间", "受理时间", "登记时间", "留言时间"),
}
_TIMES: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
)  # fmt: skip
_UNPACKED_AT_MOST: Final = 256 << 20
_FEWEST_CHARACTERS: Final = 4


class SheetUnreadable(Exception):
    """The file cannot be read at all. Code: `labelled-file-unreadable`; the message is Chinese and says the mend."""

    code = "labelled-file-unreadable"


@dataclass(frozen=True)
class SheetRow:
    """A row that can be used. line: as a spreadsheet counts; at: local time without zone, None where none is given."""

    line: int
    text: str
    label: str
    at: datetime | None


@dataclass(frozen=True)
class SheetProblem:
    """A row that cannot. All in Chinese: which column, what stands there, what is wrong, what to do."""

    line: int
    column: str
    value: str
    problem: str
    mend: str


def read(path: Path, vocabulary: Vocabulary) -> tuple[list[SheetRow], list[SheetProblem]]:
    """Rows and problems of a file. Raises `SheetUnreadable`."""
    table = _table(path)
    heading = [str(cell).strip().lower() for cell in (table[0] if table else ())]
    places = {name: heading.index(word) for name, words in HEADINGS.items() for word in words if word in heading}
    if "label" not in places or not {"subject", "body"} & set(places):
        wanted = "、".join(HEADINGS[name][2] for name in ("subject", "body", "label"))
        raise SheetUnreadable(f"{path.name} 第一行应为表头，至少有“内容”或“标题”，以及“事项分类”（可用：{wanted}）")
    named = _Categories(vocabulary)
    rows: list[SheetRow] = []
    problems: list[SheetProblem] = []
    for line, cells in enumerate(table[1:], start=2):
        values = {name: _text(cells[at]).strip() if at < len(cells) else "" for name, at in places.items()}
        if any(values.values()):
            wrong = list(_wrong(line, values, named))
            problems += wrong
            if not wrong:
                said = "。".join(filter(None, (values.get("subject"), values.get("body"))))
                rows.append(SheetRow(line, said, named.code(values["label"]) or "", _time(values.get("time", ""))))
    if not rows and not problems:
        raise SheetUnreadable(f"{path.name} 没有数据行")
    return rows, problems


class _Categories:
    """Third-level categories by code, by their whole path, or by their own name where only one has it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._known: dict[str, str | None] = {}
        for code in vocabulary.categories:
            if len(code) == 6:
                path = vocabulary.category_path(code)
                self._known |= {code: code, "/".join(path): code}
                self._known[path[-1]] = None if path[-1] in self._known else code

    def code(self, label: str) -> str | None:
        return self._known.get("/".join(part.strip() for part in label.replace("＞", "/").replace(">", "/").split("/")))


def _wrong(line: int, values: dict[str, str], named: _Categories) -> Iterator[SheetProblem]:
    words = values.get("subject", "") + values.get("body", "")
    if len(words) < _FEWEST_CHARACTERS:
        yield SheetProblem(line, "内容", words, "没有内容，或少于 4 个字", "请补上诉求内容，或删去这一行")
    label = values["label"]
    if not label:
        yield SheetProblem(line, "事项分类", "", "没有分类", "请填六位分类编码，或“一级/二级/三级”名称")
    elif named.code(label) is None:
        yield SheetProblem(line, "事项分类", label, "不是本市现行的三级分类", "请改为六位分类编码，或完整的三级名称")
    time = values.get("time", "")
    if time and _time(time) is None:
        yield SheetProblem(line, "时间", time, "不是日期", "请写成 2026-11-27 或 2026-11-27 09:30")


def _time(value: str) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(value, form)  # noqa: DTZ007 - local time; the caller gives it its zone
        except ValueError:
            continue
    return None


def _table(path: Path) -> Sequence[Sequence[Any]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SheetUnreadable(f"读不到文件 {path.name}：{error.strerror}") from error
    return _workbook(content, path.name) if zipfile.is_zipfile(io.BytesIO(content)) else _csv(content, path.name)


def _workbook(content: bytes, name: str) -> Sequence[Sequence[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _UNPACKED_AT_MOST:
            raise SheetUnreadable(f"{name} 展开后过大，请分成几个文件")
    try:
        first = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return first.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError, IndexError) as error:
        raise SheetUnreadable(f"{name} 无法读取，可能已损坏；请另存为 .xlsx 后再试") from error


def _csv(content: bytes, name: str) -> Sequence[Sequence[Any]]:
    csv.field_size_limit(10_000_000)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise SheetUnreadable(f"{name} 不是正确的 CSV（{error}）；请重新导出") from error
    raise SheetUnreadable(f"{name} 既不是 Excel（.xlsx），也不是 UTF-8 或 GB18030 的 CSV；请另存为 .xlsx 后再试")


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
