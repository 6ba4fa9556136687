"""The city's knowledge: found by what people say, told while it is valid, each answer with its clause."""

from datetime import date
from pathlib import Path

import pytest

from callcenter.assist import knowledge
from models.catalogue.vocabulary import Vocabulary, city_folder

TODAY = date(2026, 11, 27)
ENTRIES = knowledge.of_city("xianning")


def codes(text: str, category: str = "", day: date = TODAY) -> list[str]:
    return [entry.code for entry in knowledge.matching(ENTRIES, text, category, day)]


def test_every_entry_has_its_clause_and_categories_that_exist() -> None:
    known = Vocabulary.from_folder(city_folder("xianning")).categories
    assert len(ENTRIES) >= 20
    for entry in ENTRIES:
        assert entry.source
        assert entry.sentences
        assert "".join(entry.sentences) == entry.answer.replace("。", "").replace("；", "")
        assert all(prefix in known for prefix in entry.categories), entry.code


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("包工头拖欠工资不给", "K001"),
        ("楼下工地半夜施工打桩", "K003"),
        ("消防通道被车占了", "K006"),
        ("健身卡充了钱不能退卡", "K009"),
        ("包公头托欠农民工工资", "K001"),  # heard with wrong characters
    ],
)
def test_what_people_say_finds_it(text: str, first: str) -> None:
    assert codes(text)[0] == first


def test_a_category_alone_brings_nothing_and_decides_between_two() -> None:
    assert codes("请尽快处理", "070102") == []
    assert codes("培训费不退，会员卡里充了钱", "060102")[0] == "K009"


def test_an_entry_is_told_while_it_is_valid() -> None:
    assert codes("行政复议怎么申请", day=date(2023, 12, 31)) == []
    assert codes("行政复议怎么申请", day=date(2024, 1, 1)) == ["K016"]


def test_what_is_shipped_is_unchecked_until_an_editor_puts_name_and_day(tmp_path: Path) -> None:
    assert not any(entry.checked for entry in ENTRIES)
    mine = tmp_path / "knowledge.csv"
    head = "code,title,phrases,categories,answer,source,valid_from,valid_to,checked_by,checked_on\n"
    mine.write_text(f"{head}K1,a,b,,c,d,2026-01-01,,陈律师,2026-11-27\n", encoding="utf-8")
    (entry,) = knowledge.read(mine)
    assert (entry.checked, entry.checked_on) == (True, date(2026, 11, 27))
    mine.write_text(f"{head}K1,a,b,,c,d,2026-01-01,,陈律师,\n", encoding="utf-8")
    with pytest.raises(knowledge.KnowledgeUnreadable, match="come together"):
        knowledge.read(mine)


def test_a_file_without_the_columns_of_the_check_is_unchecked(tmp_path: Path) -> None:
    mine = tmp_path / "knowledge.csv"
    head = "code,title,phrases,categories,answer,source,valid_from,valid_to\n"
    mine.write_text(f"{head}K1,a,b,,c,d,2026-01-01,\n", encoding="utf-8")
    (entry,) = knowledge.read(mine)
    assert not entry.checked


def test_a_city_without_the_file_has_none_and_a_broken_row_is_named(tmp_path: Path) -> None:
    assert knowledge.of_city("nowhere") == ()
    broken = tmp_path / "knowledge.csv"
    broken.write_text(
        "code,title,phrases,categories,answer,source,valid_from,valid_to,checked_by,checked_on\n"
        "K1,a,b,,c,,2026-01-01,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(knowledge.KnowledgeUnreadable, match=r"knowledge\.csv:2"):
        knowledge.read(broken)
