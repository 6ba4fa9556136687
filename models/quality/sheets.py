"""The score sheet (评分表): the city's items of a kind of inspection, and what comes of the marks that are given.

Score: what was given of what the items can give, scaled to 100 and rounded to one decimal; a fatal item (致命项) that
happened makes it 0. Passed: no fatal item, and at least the city's `quality_pass_mark`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import catalogue
from models.catalogue import versions
from models.catalogue.tables import ScoreItem
from models.orders.errors import FieldInvalid, FieldMissing
from models.quality.errors import ScoreSheetMissing
from models.quality.tables import KINDS, Kind

PASS_MARK: Final = 80
"""Where the city has not said otherwise (setting `quality_pass_mark`)."""


@dataclass(frozen=True)
class Item:
    """points: what it gives at most; of a fatal one 0. standard: how it is judged."""

    code: str
    name: str
    points: int
    fatal: bool
    standard: str


@dataclass(frozen=True)
class Sheet:
    """The items in their order. version: of the city's data."""

    kind: Kind
    version: int
    pass_mark: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Marked:
    """A sheet with its marks. given: code -> points, of a fatal item 1 where it happened, else 0."""

    sheet: Sheet
    given: Mapping[str, int]
    score: float
    passed: bool

    def stored(self) -> list[dict[str, Any]]:
        """As a step keeps it: so that a later sheet changes no verdict."""
        return [asdict(item) | {"given": self.given[item.code]} for item in self.sheet.items]


def sheet_of(session: Session, kind: Kind) -> Sheet:
    """The sheet that holds now. Raises `ScoreSheetMissing` where the city has none for this kind."""
    wanted = select(ScoreItem).where(ScoreItem.kind == kind, ScoreItem.active).order_by(ScoreItem.place)
    items = tuple(
        Item(row.code, row.name, row.points, row.fatal, row.standard) for row in session.scalars(wanted)
    )  # fmt: skip
    if not any(item.points for item in items):
        mend = "请系统管理员在“城市数据”的“质检评分表”中填写评分项"
        raise ScoreSheetMissing(f"还没有{KINDS[kind]}的评分表；{mend}")
    mark = catalogue.setting(session, "quality_pass_mark", str(PASS_MARK))
    return Sheet(kind, versions.newest(session), int(mark or PASS_MARK), items)


def kept(kind: Kind, version: int, pass_mark: int, items: Sequence[Mapping[str, Any]]) -> Sheet:
    """The sheet by which something was scored."""
    names = Item.__dataclass_fields__
    return Sheet(kind, version, pass_mark, tuple(Item(**{name: one[name] for name in names}) for one in items))


def marked(sheet: Sheet, given: Mapping[str, int]) -> Marked:
    """Every item has its mark. Raises `FieldMissing`, `FieldInvalid`."""
    known = {item.code: item for item in sheet.items}
    if unknown := sorted(set(given) - set(known)):
        raise FieldInvalid(f"评分表中没有 {'、'.join(unknown)} 这一项：评分表已更新，请刷新后重新评分", "given")
    if missing := [item.name for item in sheet.items if item.code not in given]:
        raise FieldMissing(f"还没有评分：{'、'.join(missing)}", "given")
    for item in sheet.items:
        most = 1 if item.fatal else item.points
        if not 0 <= given[item.code] <= most:
            raise FieldInvalid(f"“{item.name}”应在 0 至 {most} 之间", "given")
    fatal = any(given[item.code] for item in sheet.items if item.fatal)
    earned, possible = (
        sum(points) for points in zip(*((given[i.code], i.points) for i in sheet.items if not i.fatal), strict=True)
    )
    score = Decimal(0) if fatal else Decimal(100 * earned) / possible
    rounded = score.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Marked(sheet, dict(given), float(rounded), not fatal and rounded >= sheet.pass_mark)
