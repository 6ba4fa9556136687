"""The index finds what it was given, forgets what it was told to, and is the same after saving."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from routing.duplicates import Demand, Index
from routing.duplicates.saving import IndexWrong, load, save

Make = Callable[..., Demand]

MATTERS = ("油烟直排楼上不敢开窗", "路灯坏了晚上看不见路", "下水道堵了污水漫到路上", "电梯经常停运老人下不了楼")


@pytest.fixture
def filled(demand: Make) -> tuple[Index, dict[str, Demand]]:
    """2,000 demands of 2,000 estates: enough for several merged blocks."""
    index, known = Index(), {}
    for number in range(2_000):
        estate = "".join("金银龙凤碧翠温泉香兰"[int(digit)] for digit in f"{number * 7919 % 10_000:04d}") + "小区"
        one = demand(
            f"{estate}{number % 30 + 1}栋{MATTERS[number % 4]}，请派人处理", id=str(number), hours=number,
            person=f"p{number % 100}", place=f"421202{number % 50:03d}", category="030201",
        )  # fmt: skip
        known[one.id] = one
        index.add(one)
    return index, known


def _ids(index: Index, asked: Demand, limit: int = 20) -> list[str]:
    return [hit.id for hit in index.search(asked, limit)]


def test_a_rewritten_demand_finds_its_original(filled: tuple[Index, dict[str, Demand]], demand: Make) -> None:
    index, known = filled
    for number in (0, 511, 512, 1234, 1999):
        clauses = known[str(number)].text.split("，")
        again = demand(f"又来反映，{clauses[0].replace('不', '没')}，没人管", hours=3_000)
        assert str(number) in _ids(index, again)


def test_a_demand_does_not_find_itself(filled: tuple[Index, dict[str, Demand]]) -> None:
    index, known = filled
    assert "77" not in _ids(index, known["77"])


def test_person_and_matter_are_found_without_a_word_in_common(
    filled: tuple[Index, dict[str, Demand]], demand: Make
) -> None:
    index, _ = filled
    person = {str(number) for number in range(7, 2_000, 100)}
    assert set(_ids(index, demand("完全无关", hours=9_000, person="p7"))) == person
    matter = _ids(index, demand("完全无关", hours=9_000, place="421202013", category="030201"), limit=5)
    assert matter == ["1963", "1913", "1863", "1813", "1763"], "the newest first"


def test_removed_and_too_old_ones_are_not_found(filled: tuple[Index, dict[str, Demand]]) -> None:
    index, known = filled
    again = Demand("new", known["600"].text, known["1999"].at)
    assert "600" in _ids(index, again)
    assert all(int(hit.id) >= 1_000 for hit in index.search(again, since=known["1000"].at))
    index.remove("600")
    index.remove("600")
    index.remove("never there")
    assert "600" not in _ids(index, again)
    assert "600" not in index
    assert len(index) == 1_999


def test_adding_again_replaces(filled: tuple[Index, dict[str, Demand]], demand: Make) -> None:
    index, known = filled
    index.add(demand("渡普镇的水库有人电鱼", id="600", hours=9_000))
    assert len(index) == 2_000
    assert "600" in _ids(index, demand("水库里有人电鱼，渡普镇"))
    assert "600" not in _ids(index, Demand("new", known["600"].text, known["600"].at + timedelta(days=1)))


def test_compacting_drops_the_removed_and_keeps_the_others(filled: tuple[Index, dict[str, Demand]]) -> None:
    index, known = filled
    for number in range(0, 2_000, 3):
        index.remove(str(number))
    postings = len(index.postings.whole())
    index.compact()
    assert len(index.postings.whole()) < 0.7 * postings
    for number in (1, 700, 1999):
        assert _ids(index, Demand("new", known[str(number)].text, known["1999"].at))[0] == str(number)
    for number in (0, 3, 699):
        assert str(number) not in _ids(index, Demand("new", known[str(number)].text, known["1999"].at))


def test_answers_do_not_depend_on_how_postings_lie_in_blocks(filled: tuple[Index, dict[str, Demand]]) -> None:
    index, known = filled
    asked = [Demand("new", known[str(number)].text, known["1999"].at) for number in (0, 700, 1998)]
    before = [index.search(one) for one in asked]
    index.postings.whole()
    assert [index.search(one) for one in asked] == before


def test_an_empty_index_finds_nothing(demand: Make) -> None:
    assert Index().search(demand("路灯坏了")) == []


def test_saved_and_loaded_it_answers_alike(
    filled: tuple[Index, dict[str, Demand]], demand: Make, tmp_path: Path
) -> None:
    index, known = filled
    index.remove("5")
    save(index, tmp_path / "index")
    again = load(tmp_path / "index")
    for number in (4, 5, 900):
        asked = Demand("new", known[str(number)].text, known["1999"].at)
        assert again.search(asked) == index.search(asked)
    again.add(demand("渡普镇的水库有人电鱼", id="later", hours=9_000))
    assert "later" in _ids(again, demand("水库里有人电鱼，渡普镇"))
    assert not list(tmp_path.rglob("*.pkl"))


def test_an_unfinished_save_is_refused(filled: tuple[Index, dict[str, Demand]], tmp_path: Path) -> None:
    index, _ = filled
    with pytest.raises(IndexWrong, match=r"index\.json"):
        load(tmp_path)
    save(index, tmp_path)
    ids = tmp_path / "ids.txt"
    ids.write_text(ids.read_text("utf-8")[:-5], "utf-8")
    with pytest.raises(IndexWrong, match="different saves"):
        load(tmp_path)
