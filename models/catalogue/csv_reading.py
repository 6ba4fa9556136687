"""A city's folder: one CSV file a table, UTF-8 with or without BOM, headed by the identifiers of the columns."""

import csv
import io
from hashlib import sha256
from pathlib import Path

from models.catalogue.book import RawBook, RawRow, RawSheet, RowProblem, Source
from models.catalogue.sheets import SHEETS, Sheet


def read_folder(folder: Path, only: tuple[str, ...] = tuple(SHEETS)) -> RawBook:
    """Every table of the folder. A file or a column that is missing is told; a folder brings a whole city."""
    problems: list[RowProblem] = []
    sheets: dict[str, RawSheet] = {}
    digest = sha256()
    for sheet in map(SHEETS.__getitem__, only):
        path = folder / f"{sheet.name}.csv"
        try:
            content = path.read_bytes()
            text = content.decode("utf-8-sig")
        except FileNotFoundError:
            problems.append(RowProblem(sheet.name, path.name, 0, "", "文件不存在", "请补上这个文件，哪怕只有表头"))
            continue
        except UnicodeDecodeError:
            mend = "请在电子表格中另存为“CSV UTF-8”"
            problems.append(RowProblem(sheet.name, path.name, 0, "", "文件不是 UTF-8 编码", mend))
            continue
        digest.update(path.name.encode() + b"\0" + content)
        sheets[sheet.name] = _read(sheet, path.name, text, problems)
    return RawBook(Source(folder.name, digest.hexdigest()), sheets, tuple(problems))


def _read(sheet: Sheet, file: str, text: str, problems: list[RowProblem]) -> RawSheet:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows: list[RawRow] = []
    columns = tuple(name for name in reader.fieldnames or () if name)
    try:
        for cells in reader:
            if None in cells:
                mend = "请检查是否多了逗号；含逗号的内容要放在引号里"
                problems.append(RowProblem(sheet.name, file, reader.line_num, "", "列数多于表头", mend))
                continue
            rows.append(RawRow(reader.line_num, {name: value or "" for name, value in cells.items() if name}))
    except csv.Error as error:
        problems.append(RowProblem(sheet.name, file, reader.line_num, "", f"不是正确的 CSV（{error}）", "请重新导出"))
    return RawSheet(file, columns, tuple(rows))
