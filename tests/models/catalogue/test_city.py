"""A city's data: the shipped one is whole, loading is idempotent, every wrong row is told."""

import csv
import shutil
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import func, select

from models import catalogue
from models.catalogue import (
    Category,
    CityData,
    CityDataError,
    Department,
    DutyRule,
    LegacyHotline,
    choices,
    city_folder,
)
from models.catalogue.vocabulary import TERRITORY, DutyEntry, Vocabulary
from models.clocks import CLOCKS
from models.database import Store
from models.intake import Channel
from models.orders import FIELDS, STATES
from models.orders.tables import RequestType, Urgency

XIANNING = city_folder("xianning")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(XIANNING, tmp_path / "city"))


def test_xianning_is_whole() -> None:
    city = CityData.from_folder(XIANNING)
    words = city.vocabulary
    assert [sum(c.level == level for c in words.categories.values()) for level in (1, 2, 3)] == [15, 89, 280]
    assert len(words.departments) >= 65
    assert [sum(d.level == level for d in words.divisions) for level in ("city", "county", "town")] == [1, 6, 89]
    assert len(city.legacy_hotlines) == 42
    assert all(h.expert_group and "草案" in h.note for h in city.legacy_hotlines)
    assert all(h.transfer_to == ("" if h.merge_mode == "号码取消" else h.number) for h in city.legacy_hotlines)
    assert {row["list"] for row in city.book.of("reasons")} == set(choices.REASON_LISTS)
    assert len(words.signals) == 27
    assert {h.merge_mode for h in city.legacy_hotlines} == {"号码取消", "双号并行", "分中心"}
    assert {"greeting", "no_agent", "ask_demand", "thanks", "unknown_number"} <= set(city.prompts)
    assert city.settings["name"] == "咸宁市"


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
    ("file", "line", "column", "said"),
    [
        ("categories.csv", "0199,,1,物业,", "code", "分类代码须为 2、4 或 6 位数字"),
        ("categories.csv", "010199,0101,三,其他,", "level", "不在可选范围内"),
        ("categories.csv", "010101,0101,3,又一次,", "code", "重复"),
        ("categories.csv", "019999,0199,3,其他,", "parent", "上级分类 0199 不存在"),
        ("categories.csv", "010199,0102,3,其他,", "parent", "上级代码应为 0101"),
        ("departments.csv", "D1,某局,某局,省直,,,,,", "kind", "不在可选范围内"),
        ("departments.csv", "D1,,某局,市直,,,,,", "name", "不能为空"),
        ("departments.csv", "D1,某局,某局,市直,,,,,,,", "", "列数多于表头"),
        ("departments.csv", "D1,某局,某局,市直,,,2026-02-30,,", "valid_to", "不是日期"),
        ("departments.csv", "D1,某局,某局,市直,,,2026-12-01,D1,", "successor", "继任关系绕成了圈"),
        ("departments.csv", "D1,某局,某局,市直,,,,XNSZ001,", "successor", "没有撤销日期"),
        ("divisions.csv", "village,421299001001,某村,421299001,,", "parent", "上级区划 421299001 不存在"),
        ("duty.csv", "X1,1,,,,,无此部门,,,,,", "lead", "承办单位中没有 无此部门"),
        ("duty.csv", "X1,1,7777,,,,属地,,,,,", "category_prefix", "事项分类中没有 7777"),
        ("duty.csv", "X1,1,,,,,属地,,,三天,,", "limit", "时限“三天”应如"),
        ("limits.csv", "L1,2026-01-01,2025-01-01,1,,,,,reply,3wd,-,,", "valid_to", "失效日期不晚于生效日期"),
        ("limits.csv", "L1,2026-01-01,,1,,,传真,,reply,3wd,-,,", "channel", "不在可选范围内"),
        ("legacy_hotlines.csv", "abc,某线,XNSZ026,号码取消,,,", "number", "号码应为数字"),
        ("legacy_hotlines.csv", "12399,某线,XNSZ026,合并,,,", "merge_mode", "不在可选范围内"),
        ("legacy_hotlines.csv", "12399,某线,XNSZ026,分中心,,,", "transfer_to", "没有转接目标"),
        ("reasons.csv", "refuse,1,某因,", "list", "不在可选范围内"),
        ("scoring.csv", "X1,call,某项,5,是,,,是", "points", "致命项不计分值"),
        ("scoring.csv", "X1,call,某项,0,否,,,是", "points", "分值不在 1 至 100 之间"),
        ("scoring.csv", "X1,text,某项,5,否,,,是", "kind", "不在可选范围内"),
        ("urgent_signals.csv", "X1,紧急,某险,words,(漏水", "pattern", "不是正确的表达式"),
        ("urgent_signals.csv", "X1,紧急,某险,words,(漏+)+水", "pattern", "过于复杂"),
        ("matters.csv", "X1,crowd,,,,", "kind", "不在可选范围内"),
        ("matters.csv", "X1,shift_leader,2,,,", "people", "这种规则须填这一格"),
        ("matters.csv", "X1,emergency,2,5,50,", "score", "这种规则不用这一格"),
        ("matters.csv", "X1,repeat,720,,,", "kind", "这种规则只能有一条"),
        ("calendar.csv", "2027-01-01,也许,元旦", "working", "应为“是”或“否”"),
        ("city.csv", "office_hours,17:30-08:30,", "key", "重复"),
        ("prompts.csv", "extra,,", "text", "不能为空"),
    ],
)
def test_every_wrong_row_is_told(folder: Path, file: str, line: str, column: str, said: str) -> None:
    """Which table, which line, which column, which value, what is wrong and what to do."""
    path = folder / file
    with path.open("a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")
    with (folder / "city.csv").open("a", encoding="utf-8") as opened:
        opened.write("name,又一个名字,\n")
    with pytest.raises(CityDataError) as wrong:
        CityData.from_folder(folder)
    told = [one for one in wrong.value.problems if one.file == file and said in one.message]
    assert told, str(wrong.value)
    assert told[0].line == len(path.read_text("utf-8").splitlines()) - (file == "city.csv")
    assert (told[0].column, told[0].mend != "") == (column or told[0].column, True)
    assert any(one.file == "city.csv" and "重复" in one.message for one in wrong.value.problems)
    assert wrong.value.code == "city-data-invalid"


def test_a_complaint_in_words(folder: Path) -> None:
    with (folder / "departments.csv").open("a", encoding="utf-8") as opened:
        opened.write("D1,某局,某局,省直,,,,,\n")
    with pytest.raises(CityDataError) as wrong:
        CityData.from_folder(folder)
    assert str(wrong.value) == (
        "承办单位（departments.csv）第 67 行 [D1]“单位类别 kind”列，值“省直”：不在可选范围内。"
        "改法：请改为 属地、市直、垂直管理、公用企业 之一"
    )


@pytest.mark.parametrize("hours", ["8点到12点", "12:00-08:30", "08:30-12:00 11:00-17:30", "25:00-26:00"])
def test_office_hours_that_cannot_be(folder: Path, hours: str) -> None:
    city = folder / "city.csv"
    city.write_text(city.read_text("utf-8").replace("08:30-12:00 14:30-17:30", hours), "utf-8")
    with pytest.raises(CityDataError, match="office_hours"):
        CityData.from_folder(folder)


@pytest.mark.parametrize(
    ("codes", "said"), [("14|9999", "没有这个代码的事项"), ("十四", "报表中单列的“营商环境”的写法不对")]
)
def test_matters_of_reports_that_cannot_be(folder: Path, codes: str, said: str) -> None:
    with (folder / "city.csv").open("a", encoding="utf-8") as opened:
        opened.write(f"score-属地,30 30 30 10 -5,\nreport-营商环境,{codes},\n")
    with pytest.raises(CityDataError) as wrong:
        CityData.from_folder(folder)
    assert ["report-营商环境" in str(one) and said in one.message for one in wrong.value.problems] == [True]


def test_a_file_or_column_that_is_missing(folder: Path) -> None:
    (folder / "prompts.csv").unlink()
    (folder / "duty.csv").write_text("code,priority\n", encoding="utf-8-sig")
    with pytest.raises(CityDataError) as wrong:
        CityData.from_folder(folder)
    told = str(wrong.value)
    assert "语音提示（prompts.csv）：文件不存在" in told
    assert "派单目录（duty.csv）第 1 行：缺少列 主办单位 lead" in told


def test_the_workflow_and_the_tables_use_the_same_words() -> None:
    """The tables are read without the store, so they have words of their own; these must be the workflow's."""
    assert {channel.value: channel.chinese for channel in Channel} == choices.CHANNELS
    assert set(choices.REQUEST_TYPES) == set(get_args(RequestType))
    assert set(choices.URGENCIES) == set(get_args(Urgency))
    assert set(choices.PAUSES) <= set(STATES)
    assert dict(choices.CLOCKS).items() <= dict(CLOCKS).items()
    assert {field.reasons for field in FIELDS.values() if field.reasons} == set(choices.REASON_LISTS)


def test_wrong_data_changes_nothing(store: Store, folder: Path) -> None:
    (folder / "departments.csv").write_text("code,name,short,kind,aliases\nA,甲局,甲,市直,\n")
    with store.transaction() as session, pytest.raises(CityDataError):
        catalogue.load(session, folder)
    with store.reading() as session:
        assert len(catalogue.read_vocabulary(session).departments) >= 65


def test_a_spreadsheet_may_write_a_bom(folder: Path) -> None:
    path = folder / "duty.csv"
    header = path.read_text("utf-8").splitlines()[0]
    path.write_text(
        f"{header}\nD1,5,0204,路灯 | 灯杆,工地,4212,属地,XNSZ015|XNSZ006,XNSZ014,1wd,依据,属地\n", "utf-8-sig"
    )
    assert Vocabulary.from_folder(folder).duty == (
        DutyEntry(
            "D1",
            5,
            "0204",
            ("路灯", "灯杆"),
            ("工地",),
            "4212",
            "属地",
            ("XNSZ015", "XNSZ006"),
            "XNSZ014",
            "依据",
            limit="1wd",
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
