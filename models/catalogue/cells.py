"""What one cell of a city's table may hold: as it came from a spreadsheet or a person, to its one canonical text.

Every value is kept as text, so that a table goes through CSV, Excel and the database without a change. Complaints are
`CellWrong`: what is wrong, and how it is mended, both in Chinese.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, Literal

from models.catalogue.limits import NO_LIMIT, measured

Kind = Literal["text", "code", "whole", "date", "flag", "several", "choice", "span", "pattern", "digits"]

LONGEST: Final = 2_000
YES, NO = "是", "否"
_YES: Final = frozenset({"是", "y", "yes", "true", "1", "启用", "✓", "√"})
_NO: Final = frozenset({"否", "n", "no", "false", "0", "停用", "×"})
_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\-]{0,39}")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
_WHOLE: Final = re.compile(r"-?\d{1,9}(?:\.0+)?")
_DIGITS: Final = re.compile(r"(\d{1,20})(?:\.0)?")
# a group that repeats without end and is itself repeated without end: the search may take for ever
_ENDLESS: Final = re.compile(r"[+*]\)[+*]|[+*]\)\{\d+,\}|,\}\)[+*]")


class CellWrong(ValueError):
    """What is wrong with a cell, and how to mend it."""

    def __init__(self, message: str, mend: str) -> None:
        self.message, self.mend = message, mend
        super().__init__(message)


def plain(value: str) -> str:
    """One line without blanks around it. Raises `CellWrong` for signs that cannot be kept."""
    text = " ".join(part.strip() for part in value.splitlines()).strip()
    bad = next((sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs")), None)
    if bad is not None:
        raise CellWrong("含有无法保存的控制字符", "请删去该单元格后重新输入文字，不要从其他程序粘贴")
    if len(text) > LONGEST:
        raise CellWrong(f"超过 {LONGEST} 字", "请缩短内容")
    return text


def canonical(kind: Kind, value: str, choices: Mapping[str, str] | None = None) -> str:
    """The one text for a value that is not empty. choices: value -> what people see; either is taken."""
    return _value_of(value, choices or {}) if kind == "choice" else _FORMS[kind](value)


def _value_of(value: str, choices: Mapping[str, str]) -> str:
    if value in choices:
        return value
    for known, shown in choices.items():
        if value == shown:
            return known
    listed = "、".join(dict.fromkeys(choices.values()))
    raise CellWrong("不在可选范围内", f"请改为 {listed} 之一")


def _code(value: str) -> str:
    value = value.removesuffix(".0")
    if not _CODE.fullmatch(value):
        raise CellWrong("代码只能由字母、数字、_ 和 - 组成，最多 40 位", "请改用字母和数字，不要有空格和汉字")
    return value


def _whole(value: str) -> str:
    if not _WHOLE.fullmatch(value):
        raise CellWrong("应为整数", "请填写整数，如 100")
    return str(int(float(value)))


def _digits(value: str) -> str:
    found = _DIGITS.fullmatch(value)
    if found is None:
        raise CellWrong("号码应为数字", "请只填写数字，不要有空格和短横")
    return found[1]


def _date(value: str) -> str:
    found = _DATE.fullmatch(value)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise CellWrong("不是日期", "请填写如 2026-01-01 的日期") from None


def _flag(value: str) -> str:
    if value.lower() in _YES:
        return YES
    if value.lower() in _NO:
        return NO
    raise CellWrong("应为“是”或“否”", "请填写 是 或 否")


def _several(value: str) -> str:
    return "|".join(parts(value.replace("｜", "|")))


def parts(value: str) -> tuple[str, ...]:
    """A cell of values separated by |."""
    return tuple(part.strip() for part in value.split("|") if part.strip())


def _span(value: str) -> str:
    if value == NO_LIMIT:
        return value
    try:
        measured(value)
    except ValueError as error:
        mend = "请填写如 3wd（工作日）、4wh（工作小时）、195wm（工作分钟）、24h（小时）、30m（分钟），没有时限填 -"
        raise CellWrong(str(error), mend) from None
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise CellWrong(f"不是正确的表达式（{error.msg}）", "请核对括号是否成对；只写词语时用 | 分隔") from None
    if _ENDLESS.search(value) or len(value) > 600:
        raise CellWrong("表达式过于复杂，可能使识别停顿", "请去掉重复中的重复（如 (a+)+ ），或拆成几行")
    return value


_FORMS: Final[Mapping[Kind, Callable[[str], str]]] = {
    "text": lambda value: value,
    "code": _code,
    "whole": _whole,
    "date": _date,
    "flag": _flag,
    "several": _several,
    "span": _span,
    "pattern": _pattern,
    "digits": _digits,
}
