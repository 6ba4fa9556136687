"""What routing knows demands by: categories, departments, divisions, dispatch rules (派单目录), danger signals.

Plain frozen data, knows no database, so that routing can import it alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from models import clock
from models.catalogue.book import Book, CityDataError
from models.catalogue.cells import parts
from models.catalogue.checking import checked
from models.catalogue.csv_reading import read_folder
from models.catalogue.differences import in_use
from models.catalogue.rules import ended, successor
from models.catalogue.sheets import SHEETS, TERRITORY, Cells

__all__ = [
    "TERRITORY",
    "CategoryEntry",
    "DepartmentEntry",
    "DivisionEntry",
    "DutyEntry",
    "MatterEntry",
    "SignalEntry",
    "Vocabulary",
]


@dataclass(frozen=True)
class CategoryEntry:
    """One node of the three-level tree of matters. code: 2, 4 or 6 digits; parent is empty at level 1."""

    code: str
    parent: str
    level: int
    name: str


@dataclass(frozen=True)
class DepartmentEntry:
    """A unit that answers orders. kind: 属地, 市直, 垂直管理 or 公用企业; aliases are other names people use."""

    code: str
    name: str
    short: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class DivisionEntry:
    """A place with an official code. level: city, county, town, village (codes of 4, 6, 9, 12 digits).

    area and street are the names of the county and town above it, empty where there is none.
    """

    code: str
    level: str
    name: str
    parent: str
    area: str = ""
    street: str = ""


@dataclass(frozen=True)
class DutyEntry:
    """One rule of the dispatch catalogue (派单目录): who leads, assists and guides a kind of matter.

    A rule applies when every condition that it states holds: the category starts with `category_prefix`, any of
    `keywords` and none of `exclude_keywords` is in the words, the place code starts with `place_prefix`. The largest
    `priority` wins, then the longest `category_prefix`. lead: a department code, or `TERRITORY`. limit: of its own.
    """

    code: str
    priority: int
    category_prefix: str = ""
    keywords: tuple[str, ...] = ()
    exclude_keywords: tuple[str, ...] = ()
    place_prefix: str = ""
    lead: str = TERRITORY
    assist: tuple[str, ...] = ()
    guidance: str = ""
    basis: str = ""
    lead_mode: str = TERRITORY
    limit: str = ""


@dataclass(frozen=True)
class SignalEntry:
    """A danger signal. level: 特急 or 紧急; by_sound: `pattern` is a phrase that counts by its sound as well."""

    code: str
    level: str
    meaning: str
    pattern: str
    by_sound: bool = False


@dataclass(frozen=True)
class MatterEntry:
    """One rule of when demands are one matter, or a crowd (sheet `matters`). kind: of `choices.MATTERS`; score: 0..1.

    What a kind has no use for is 0.
    """

    kind: str
    hours: int = 0
    people: int = 0
    score: float = 0.0


@dataclass(frozen=True)
class Vocabulary:
    """Everything that routing may name. Orders refer to these codes."""

    categories: Mapping[str, CategoryEntry] = field(default_factory=dict)
    departments: Mapping[str, DepartmentEntry] = field(default_factory=dict)
    divisions: tuple[DivisionEntry, ...] = ()
    duty: tuple[DutyEntry, ...] = ()
    signals: tuple[SignalEntry, ...] = ()
    matters: tuple[MatterEntry, ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> "Vocabulary":
        """Of a city's folder. Raises `CityDataError` with every wrong row, never only the first."""
        book, problems = checked(read_folder(folder))
        if problems:
            raise CityDataError(problems)
        return cls.of(book)

    @classmethod
    def of(cls, book: Book, today: date | None = None) -> "Vocabulary":
        """What may be chosen on a day. A rule that names a unit which is gone names its successor."""
        today = today or clock.today()
        live = {
            name: [row for row in book.of(name) if in_use(SHEETS[name], row, today)]
            for name in ("categories", "departments", "divisions", "duty", "urgent_signals")
        }
        units = book.keyed.get("departments", {})
        former = _former_names(book, today)
        return cls(
            {r["code"]: CategoryEntry(r["code"], r["parent"], int(r["level"]), r["name"]) for r in live["categories"]},
            {
                row["code"]: DepartmentEntry(
                    row["code"],
                    row["name"],
                    row["short"] or row["name"],
                    row["kind"],
                    (*parts(row["aliases"]), *former.get(row["code"], ())),
                )
                for row in live["departments"]
            },
            tuple(
                DivisionEntry(r["code"], r["level"], r["name"], r["parent"], r["area"], r["street"])
                for r in live["divisions"]
            ),
            tuple(_duty(row, units, today) for row in live["duty"]),
            tuple(
                SignalEntry(r["code"], r["level"], r["meaning"], r["pattern"], r["match"] == "sound")
                for r in live["urgent_signals"]
            ),
            tuple(
                MatterEntry(r["kind"], int(r["hours"] or 0), int(r["people"] or 0), int(r["score"] or 0) / 100)
                for r in book.of("matters")
            ),
        )

    def category_path(self, code: str) -> tuple[str, ...]:
        """Names from the first level down to `code`; empty for an unknown code."""
        names: list[str] = []
        entry = self.categories.get(code)
        while entry is not None:
            names.append(entry.name)
            entry = self.categories.get(entry.parent)
        return tuple(reversed(names))

    @cached_property
    def division_by_code(self) -> Mapping[str, DivisionEntry]:
        return {division.code: division for division in self.divisions}

    def territory(self, place_code: str) -> DepartmentEntry | None:
        """The 属地 department of a place: the longest department code of kind 属地 that the place code starts with."""
        local = [d for d in self.departments.values() if d.kind == TERRITORY and place_code.startswith(d.code)]
        return max(local, key=lambda d: len(d.code), default=None)


def city_folder(name: str) -> Path:
    """The folder of a city's data: a name of one that is shipped (`xianning`), or the path of a folder."""
    shipped = Path(__file__).parent.parent / "city" / name
    return shipped if shipped.is_dir() else Path(name)


def _former_names(book: Book, today: date) -> dict[str, tuple[str, ...]]:
    """Successor -> the names under which people still know the units whose work it has."""
    units = book.keyed.get("departments", {})
    names: dict[str, tuple[str, ...]] = {}
    for code, row in units.items():
        if ended(row, today) and (now := successor(units, code, today)):
            told = (row["name"], row["short"], *parts(row["aliases"]))
            names[now] = (*names.get(now, ()), *(name for name in told if name))
    return names


def _duty(row: Cells, units: Mapping[str, Cells], today: date) -> DutyEntry:
    def now(code: str) -> str:
        return successor(units, code, today) or code

    return DutyEntry(
        code=row["code"],
        priority=int(row["priority"]),
        category_prefix=row["category_prefix"],
        keywords=parts(row["keywords"]),
        exclude_keywords=parts(row["exclude_keywords"]),
        place_prefix=row["place_prefix"],
        lead=row["lead"] if row["lead"] == TERRITORY else now(row["lead"]),
        assist=tuple(now(code) for code in parts(row["assist"])),
        guidance=now(row["guidance"]) if row["guidance"] else "",
        basis=row["basis"],
        lead_mode=row["lead_mode"],
        limit=row["limit"],
    )
