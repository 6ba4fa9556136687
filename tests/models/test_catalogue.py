"""A city's data: the shipped one is whole, loading is idempotent, every wrong row is told."""

import csv
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import catalogue
from models.catalogue import Category, CityData, CityDataError, Department, DutyRule, LegacyHotline, city_folder
from models.catalogue.vocabulary import TERRITORY, DutyEntry, Vocabulary
from models.database import Store

XIANNING = city_folder("xianning")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(XIANNING, tmp_path / "city"))


def test_xianning_is_whole() -> None:
    city = CityData.from_folder(XIANNING)
    words = city.vocabulary
    assert [sum(c.level == level for c in words.categories.values()) for level in (1, 2, 3)] == [15, 89, 266]
    assert len(words.departments) >= 65
    assert [sum(d.level == level for d in words.divisions) for level in ("city", "county", "town")] == [1, 6, 89]
    assert len(city.legacy_hotlines) == 42
    assert {h.merge_mode for h in city.legacy_hotlines} == {"号码取消", "双号并行", "分中心"}
    assert {"greeting", "no_agent", "ask_demand", "thanks", "unknown_number"} <= set(city.prompts)
    assert catalogue.city_name("xianning") == "咸宁市" == city.settings["name"]


def test_words_of_a_code() -> None:
    words = Vocabulary.from_folder(XIANNING)
    assert words.category_path("010101") == ("城乡建设与住房", "物业管理", "物业收费")
    assert words.category_path("999999") == ()
    town = next(d for d in words.divisions if d.name == "温泉街道")
    local = words.territory(town.code)
    assert local is not None
    assert local.short == "咸安区"
    assert words.territory("430000") is None


def test_loading_again_changes_nothing(store: Store) -> None:
    with store.transaction() as session:
        before = catalogue.read_vocabulary(session)
        catalogue.load(session, XIANNING)
        after = catalogue.read_vocabulary(session)
        assert session.scalar(select(func.count()).select_from(LegacyHotline)) == 42
        assert catalogue.setting(session, "order_prefix") == "XN"
        assert catalogue.setting(session, "no_such", "?") == "?"
        assert catalogue.prompts(session)["greeting"].startswith("您好")
    folder = Vocabulary.from_folder(XIANNING)
    assert before == after
    assert (after.categories, after.departments) == (folder.categories, folder.departments)
    assert (set(after.divisions), set(after.duty)) == (set(folder.divisions), set(folder.duty))


def test_what_is_gone_is_retired_not_deleted(store: Store, folder: Path) -> None:
    _rewrite(folder / "duty.csv", lambda row: row["lead"] == TERRITORY and not row["assist"] and not row["guidance"])
    _rewrite(folder / "categories.csv", lambda row: row["code"] != "150403")
    _rewrite(folder / "departments.csv", lambda row: row["code"] != "XNSZ024")
    with store.transaction() as session:
        rules = session.scalar(select(func.count()).select_from(DutyRule))
        catalogue.load(session, folder)
    with store.transaction() as session:
        assert session.scalar(select(func.count()).select_from(DutyRule)) == rules
        words = catalogue.read_vocabulary(session)
        assert len(words.duty) < (rules or 0)
        assert "XNSZ024" not in words.departments
        assert session.get_one(Department, "XNSZ024").valid_to is not None
        catalogue.load(session, XIANNING)
        assert session.get_one(Department, "XNSZ024", populate_existing=True).valid_to is None
        assert session.scalar(select(func.count()).select_from(Category).where(~Category.active)) == 0


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("categories.csv", "0199,,1,物业,", "分类代码须为 2、4 或 6 位数字"),
        ("categories.csv", "010199,0101,三,其他,", "level 应为整数"),
        ("categories.csv", "010101,0101,3,又一次,", "重复"),
        ("categories.csv", "010199,9901,3,其他,", "上级分类 9901 不存在"),
        ("departments.csv", "D1,某局,某局,省直,,", "kind 应为 属地、市直"),
        ("departments.csv", "D1,,某局,市直,,", "name 不能为空"),
        ("departments.csv", "D1,某局,某局,市直,,,,", "列数多于表头"),
        ("divisions.csv", "village,421299001001,某村,421299001,,", "上级区划 421299001 不存在"),
        ("duty.csv", "X1,1,,,,,无此部门,,,,", "部门 无此部门 不存在"),
        ("duty.csv", "X1,1,7777,,,,属地,,,,", "分类 7777 不存在"),
        ("legacy_hotlines.csv", "abc,某线,XNSZ026,号码取消,,", "号码应为数字"),
        ("legacy_hotlines.csv", "12399,某线,XNSZ026,合并,,", "merge_mode 应为"),
        ("prompts.csv", "extra,,", "text 不能为空"),
    ],
)
def test_every_wrong_row_is_told(folder: Path, file: str, line: str, said: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")
    with (folder / "city.csv").open("a", encoding="utf-8") as opened:
        opened.write("name,又一个名字,\n")
    with pytest.raises(CityDataError) as wrong:
        CityData.from_folder(folder)
    told = list(map(str, wrong.value.problems))
    assert any(said in one and one.startswith(file) for one in told)
    assert any(one.startswith("city.csv:") and "重复" in one for one in told)
    assert wrong.value.code == "city-data-invalid"


def test_a_file_or_column_that_is_missing(folder: Path) -> None:
    (folder / "prompts.csv").unlink()
    (folder / "duty.csv").write_text("code,priority\n", encoding="utf-8-sig")
    with pytest.raises(CityDataError) as wrong:
        CityData.from_folder(folder)
    told = str(wrong.value)
    assert "prompts.csv 文件不存在" in told
    assert "duty.csv:1 缺少列 category_prefix" in told


def test_wrong_data_changes_nothing(store: Store, folder: Path) -> None:
    (folder / "departments.csv").write_text("code,name,short,kind,aliases\nA,甲局,甲,市直,\n")
    with store.transaction() as session, pytest.raises(CityDataError):
        catalogue.load(session, folder)
    with store.reading() as session:
        assert len(catalogue.read_vocabulary(session).departments) >= 65


def test_a_spreadsheet_may_write_a_bom(folder: Path) -> None:
    path = folder / "duty.csv"
    header = path.read_text("utf-8").splitlines()[0]
    path.write_text(f"{header}\nD1,5,0204,路灯 | 灯杆,工地,4212,属地,XNSZ015|XNSZ006,XNSZ014,依据,属地\n", "utf-8-sig")
    assert Vocabulary.from_folder(folder).duty == (
        DutyEntry(
            "D1", 5, "0204", ("路灯", "灯杆"), ("工地",), "4212", "属地", ("XNSZ015", "XNSZ006"), "XNSZ014", "依据"
        ),
    )


def _rewrite(path: Path, keep: object) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if keep(row)]  # type: ignore[operator]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows(rows)
