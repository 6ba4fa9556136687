"""The words that a city sorts demands by: categories, departments, divisions, dispatch rules (派单目录).

Plain frozen data read from a folder of CSV files; knows no database, so that routing can import it alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from models.catalogue.reading import CityDataError, Row, RowProblem, read_table

TERRITORY = "属地"  # in DutyEntry.lead: whoever governs the place leads, not a fixed department


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
    `priority` wins, then the longest `category_prefix`. lead: a department code, or `TERRITORY`.
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


@dataclass(frozen=True)
class Vocabulary:
    """Everything that routing may name. Orders refer to these codes."""

    categories: Mapping[str, CategoryEntry] = field(default_factory=dict)
    departments: Mapping[str, DepartmentEntry] = field(default_factory=dict)
    divisions: tuple[DivisionEntry, ...] = ()
    duty: tuple[DutyEntry, ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> "Vocabulary":
        """Reads categories.csv, departments.csv, divisions.csv and duty.csv.

        Raises `CityDataError` with every wrong row, never only the first.
        """
        problems: list[RowProblem] = []
        found = cls(
            {c.code: c for c in read_table(folder / "categories.csv", _CATEGORY, _category, problems)},
            {d.code: d for d in read_table(folder / "departments.csv", _DEPARTMENT, _department, problems)},
            tuple(read_table(folder / "divisions.csv", _DIVISION, _division, problems)),
            tuple(read_table(folder / "duty.csv", _DUTY, _duty, problems)),
        )
        problems += found.problems()
        if problems:
            raise CityDataError(problems)
        return found

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

    def problems(self) -> list[RowProblem]:
        """References that lead nowhere, as problems without a line number."""
        wrong: list[RowProblem] = []
        for category in self.categories.values():
            parent = self.categories.get(category.parent)
            if category.parent and (parent is None or parent.level != category.level - 1):
                wrong.append(
                    RowProblem("categories.csv", 0, category.code, f"上级分类 {category.parent} 不存在或级别不符")
                )
        for division in self.divisions:
            if division.level != "city" and division.parent not in self.division_by_code:
                wrong.append(RowProblem("divisions.csv", 0, division.code, f"上级区划 {division.parent} 不存在"))
        for rule in self.duty:
            if rule.category_prefix and rule.category_prefix not in self.categories:
                wrong.append(RowProblem("duty.csv", 0, rule.code, f"分类 {rule.category_prefix} 不存在"))
            named = [*rule.assist, *([rule.guidance] if rule.guidance else [])]
            named += [rule.lead] if rule.lead != TERRITORY else []
            wrong += [
                RowProblem("duty.csv", 0, rule.code, f"部门 {code} 不存在")
                for code in named
                if code not in self.departments
            ]
        return wrong


def city_folder(name: str) -> Path:
    """The folder of a city's data: a name of one that is shipped (`xianning`), or the path of a folder."""
    shipped = Path(__file__).parent.parent / "city" / name
    return shipped if shipped.is_dir() else Path(name)


_CATEGORY = ("code", "parent", "level", "name")
_DEPARTMENT = ("code", "name", "short", "kind", "aliases")
_DIVISION = ("level", "code", "name", "parent", "area", "street")
_DUTY = (
    "code", "priority", "category_prefix", "keywords", "exclude_keywords", "place_prefix",
    "lead", "assist", "guidance", "basis", "lead_mode",
)  # fmt: skip
_KINDS = (TERRITORY, "市直", "垂直管理", "公用企业")
_LEVELS = ("city", "county", "town", "village")


def _category(row: Row) -> CategoryEntry:
    code = row.need("code")
    level = row.whole("level")
    if not (code.isdigit() and len(code) == 2 * level and level in (1, 2, 3)):
        raise ValueError("分类代码须为 2、4 或 6 位数字，并与级别一致")
    return CategoryEntry(code, row["parent"], level, row.need("name"))


def _department(row: Row) -> DepartmentEntry:
    return DepartmentEntry(
        row.need("code"),
        row.need("name"),
        row["short"] or row["name"],
        row.one_of("kind", _KINDS),
        row.several("aliases"),
    )


def _division(row: Row) -> DivisionEntry:
    return DivisionEntry(
        row.need("code"), row.one_of("level", _LEVELS), row.need("name"), row["parent"], row["area"], row["street"]
    )


def _duty(row: Row) -> DutyEntry:
    return DutyEntry(
        code=row.need("code"),
        priority=row.whole("priority"),
        category_prefix=row["category_prefix"],
        keywords=row.several("keywords"),
        exclude_keywords=row.several("exclude_keywords"),
        place_prefix=row["place_prefix"],
        lead=row.need("lead"),
        assist=row.several("assist"),
        guidance=row["guidance"],
        basis=row["basis"],
        lead_mode=row["lead_mode"],
    )
