"""A city's whole folder: its vocabulary, its settings, its prompts, the hotlines that were merged into it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.catalogue.limits import COLUMNS, LimitEntry, limit_entry
from models.catalogue.reading import CityDataError, Row, RowProblem, read_table
from models.catalogue.vocabulary import Vocabulary, city_folder

MERGE_MODES = ("号码取消", "双号并行", "分中心")  # 国办发〔2020〕53号
_NEEDED = ("name", "number", "order_prefix")


@dataclass(frozen=True)
class LegacyEntry:
    """A hotline that was merged into 12345. owner: department code; merge_mode: one of `MERGE_MODES`."""

    number: str
    name: str
    owner: str
    merge_mode: str
    expert_group: str
    note: str = ""


@dataclass(frozen=True)
class CityData:
    """Everything that a city sets. prompts: text by key."""

    vocabulary: Vocabulary
    settings: Mapping[str, str]
    prompts: Mapping[str, str]
    legacy_hotlines: tuple[LegacyEntry, ...]
    limits: tuple[LimitEntry, ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> "CityData":
        """Reads a folder such as models/city/xianning. Raises `CityDataError` with every wrong row of every file."""
        problems: list[RowProblem] = []
        try:
            vocabulary = Vocabulary.from_folder(folder)
        except CityDataError as error:
            problems += error.problems
            vocabulary = Vocabulary()
        settings = dict(read_table(folder / "city.csv", ("key", "value"), _pair("value"), problems))
        prompts = dict(read_table(folder / "prompts.csv", ("key", "text"), _pair("text"), problems))
        columns = ("number", "name", "owner", "merge_mode", "expert_group")
        legacy = tuple(read_table(folder / "legacy_hotlines.csv", columns, _legacy, problems))
        limits = tuple(read_table(folder / "limits.csv", COLUMNS, limit_entry, problems))
        for key in _NEEDED:
            if settings and key not in settings:
                problems.append(RowProblem("city.csv", 0, key, "缺少这一项"))
        for hotline in legacy:
            if vocabulary.departments and hotline.owner not in vocabulary.departments:
                problems.append(RowProblem("legacy_hotlines.csv", 0, hotline.number, f"部门 {hotline.owner} 不存在"))
        if problems:
            raise CityDataError(problems)
        return cls(vocabulary, settings, prompts, legacy, limits)


def city_name(city: str) -> str:
    """The name of a city from its folder alone, such as 咸宁市 for `xianning`."""
    problems: list[RowProblem] = []
    settings = dict(read_table(city_folder(city) / "city.csv", ("key", "value"), _pair("value"), problems))
    if problems:
        raise CityDataError(problems)
    return settings["name"]


def _pair(column: str) -> Callable[[Row], tuple[str, str]]:
    return lambda row: (row.need("key"), row.need(column))


def _legacy(row: Row) -> LegacyEntry:
    if not row.need("number").isdigit():
        raise ValueError("号码应为数字")
    return LegacyEntry(
        row["number"],
        row.need("name"),
        row.need("owner"),
        row.one_of("merge_mode", MERGE_MODES),
        row["expert_group"],
        row["note"],
    )
