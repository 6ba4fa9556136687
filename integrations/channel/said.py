"""What a citizen wrote, as far as the words alone tell: a rating, a supplement, urging, a withdrawal, or a demand."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from models.callbacks import GRADES
from models.intake import MessageKind
from models.orders import is_order_number

_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{4}\d{15}(?!\d)", re.ASCII)
_AFTER: Final = r"(?:[\s,.;:!。，、；：！]+(?P<words>.*))?"
_SCORE: Final = re.compile(rf"(?P<score>[1-5])\s*分?{_AFTER}", re.S)
_GRADE: Final = re.compile(rf"(?P<grade>{'|'.join(GRADES.values())}){_AFTER}", re.S)
_UNSOLVED: Final = re.compile(r"(?:未|没|没有|还没)(?:得到)?解决")
_PARTLY: Final = re.compile(r"部分解决|解决了?一部分")
_LEADING: Final[Mapping[str, MessageKind]] = {
    "补充": "supplement", "催办": "urge", "催单": "urge", "撤诉": "withdraw", "撤销": "withdraw", "撤回": "withdraw",
}  # fmt: skip
_LEAD: Final = re.compile(rf"(?P<lead>{'|'.join(_LEADING)})(?=$|[\s,.;:!。，、；：！A-Za-z0-9])")


@dataclass(frozen=True)
class Said:
    """kind; order_no: that the words name; details: `score` and `solved` of a rating."""

    kind: MessageKind
    words: str
    order_no: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


def order_number_in(words: str) -> str | None:
    """The first order number in the words, in capital letters."""
    return next((one.upper() for one in _NUMBER.findall(words) if is_order_number(one.upper())), None)


def said(words: str) -> Said:
    """The words stay as they were written, but for a rating, whose score is read out of them."""
    words = words.strip()
    number = order_number_in(words)
    bare = unicodedata.normalize("NFKC", _NUMBER.sub("", words) if number else words).strip(" \t\n,.;:!。，、；：！")
    if rated := _rating(bare):
        score, told = rated
        return Said("rating", told, number, {"score": score, "solved": _solved(score, told)})
    if lead := _LEAD.match(bare):
        return Said(_LEADING[lead["lead"]], words, number)
    return Said("supplement" if number else "demand", words, number)


def _rating(words: str) -> tuple[int, str] | None:
    if found := _GRADE.fullmatch(words):
        return next(score for score, grade in GRADES.items() if grade == found["grade"]), found["words"] or ""
    found = _SCORE.fullmatch(words)
    if found is None or (found["words"] and re.match(r"[1-5]\s", words)):  # 3 号楼停水: a place, not a score
        return None
    return int(found["score"]), found["words"] or ""


def _solved(score: int, words: str) -> str:
    if _PARTLY.search(words):
        return "部分解决"
    return "未解决" if _UNSOLVED.search(words) or score < 3 else "已解决"
