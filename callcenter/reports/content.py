"""What stands in a report, however it is written: sections of paragraphs and tables, with numbers that stay so.

The PDF, the Word file and the Excel file are made of the same content; its digest tells whether two say the same.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, Literal, TypeVar, cast

NumberKind = Literal["count", "percent", "seconds", "score", "change", "points"]
"""percent: a share, 1 is all; change: (this - that) / that; points: the difference of two shares, 0.01 is one point."""
_UNPRINTABLE: Final = dict.fromkeys({*range(0x20)} - {0x09, 0x0A, 0x0D} | {0xFFFE, 0xFFFF})
"""Characters that no Word or Excel file can hold (XML 1.0)."""
SMALL: Final = "*"
NOTHING: Final = "—"
SMALL_NOTE: Final = f"{SMALL} 样本不足，仅供参考，不参加排名。"


@dataclass(frozen=True)
class Number:
    """value None: there is none (nothing to divide by, nothing to compare with). small: of too small a sample."""

    value: float | None
    kind: NumberKind
    small: bool = False

    def said(self) -> str:
        """As people read it."""
        if self.value is None:
            return NOTHING
        return _SAID[self.kind](self.value) + (SMALL if self.small else "")


def _points(value: float) -> str:
    return f"{round(value * 100, 2) + 0.0:+.2f}个百分点"


_SAID: Final = {
    "count": lambda value: f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.1f}",
    "percent": lambda value: f"{value * 100:.2f}%",
    "seconds": lambda value: f"{value:.1f}秒",
    "score": lambda value: f"{value:.2f}",
    "change": lambda value: f"{round(value * 100, 2) + 0.0:+.2f}%",
    "points": _points,
}
Cell = str | Number
_Told = TypeVar("_Told")


def _printable(told: _Told) -> _Told:
    """Words without what no file can hold: people's texts come from anywhere. Anything else is itself."""
    return cast(_Told, told.translate(_UNPRINTABLE)) if isinstance(told, str) else told


@dataclass(frozen=True)
class Column:
    """width: beside those of the others. Numbers stand right, words left unless `middle`."""

    title: str
    width: float = 1.0
    number: bool = True


@dataclass(frozen=True)
class Table:
    """rows: as many cells as columns. total: the last row is the sum. note: below it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        rows = tuple(tuple(_printable(cell) for cell in row) for row in self.rows)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "caption", _printable(self.caption))
        object.__setattr__(self, "note", _printable(self.note))


Block = str | Table


@dataclass(frozen=True)
class Section:
    """One numbered part; a block that is text is a paragraph."""

    heading: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", tuple(_printable(block) for block in self.blocks))


@dataclass(frozen=True)
class Content:
    """A whole report. as_of: of when the figures are; data_version: what the store had come to by then."""

    form: str
    title: str
    issuer: str
    period: str
    begin: date
    end: date
    as_of: datetime
    data_version: str
    sections: tuple[Section, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", _printable(self.title))
        object.__setattr__(self, "issuer", _printable(self.issuer))

    def digest(self) -> str:
        """SHA-256 of what it says, without when it was made: the same figures have the same."""
        told = {name: value for name, value in asdict(self).items() if name not in ("as_of", "data_version")}
        return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()

    def tables(self) -> list[tuple[Section, Table]]:
        """All tables, in order."""
        return [(part, block) for part in self.sections for block in part.blocks if isinstance(block, Table)]


def as_json(content: Content) -> dict[str, Any]:
    """To be kept; `from_json` reads it."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(content), ensure_ascii=False, default=str))
    return told


def from_json(told: dict[str, Any]) -> Content:
    """What `as_json` gave."""
    return Content(
        **{name: told[name] for name in ("form", "title", "issuer", "period", "data_version")},
        begin=date.fromisoformat(told["begin"]),
        end=date.fromisoformat(told["end"]),
        as_of=datetime.fromisoformat(told["as_of"]),
        sections=tuple(
            Section(one["heading"], tuple(_block(block) for block in one["blocks"])) for one in told["sections"]
        ),
    )


def _block(told: Any) -> Block:
    if isinstance(told, str):
        return told
    return Table(
        told["caption"],
        tuple(Column(**one) for one in told["columns"]),
        tuple(tuple(_cell(cell) for cell in row) for row in told["rows"]),
        told["total"],
        told["note"],
    )


def _cell(told: Any) -> Cell:
    return told if isinstance(told, str) else Number(**told)


def has_small(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a number of too small a sample stands in it."""
    return any(isinstance(cell, Number) and cell.small and cell.value is not None for row in rows for cell in row)
