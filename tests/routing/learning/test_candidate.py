"""A candidate comes into use only where it beats the model in use on the newest rows; else it waits with its reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from routing.classifier.saving import ClassifierUnreadable
from routing.learning import LabelledRow, Learned, candidate, learn
from routing.loading import classifier
from routing.versions import COLD_START, Versions, VersionUnknown
from tests.routing.learning.few import CODES, written

START = datetime(2026, 11, 1, tzinfo=UTC)


def rows(words: str, label: str, count: int, first: int = 0) -> list[LabelledRow]:
    """The same matter again and again, an hour apart."""
    return [
        LabelledRow(f"{words}，已经第{n}次反映了", label, START + timedelta(hours=n), f"{label} {n}", "corrected")
        for n in range(first, first + count)
    ]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("few") / "examples")


def taught(folder: Path, few: Path, given: list[LabelledRow], *, promote: bool = True) -> Learned:
    return learn(folder, given, CODES, by="测试", commit="abc", promote=promote, written=few)


def test_what_people_corrected_wins_comes_into_use_and_can_be_rolled_back(tmp_path: Path, few: Path) -> None:
    given = rows("龙舟赛看台太陡站不稳", "150403", 40)
    learned = taught(tmp_path, few, given)
    held = Versions(tmp_path)
    assert learned.name is not None
    assert (learned.promoted, held.pointer().active, held.pointer().shadow) == (True, learned.name, None)
    figures = held.card(learned.name)["figures"]["held_out"]
    assert figures["rows"] == 10
    assert figures["candidate_right"] > figures["active_right"]
    card = held.card(learned.name)
    assert {"data", "split", "figures", "commit", "date", "against"} <= card.keys()
    assert card["split"]["held_out"] == 10
    assert card["data"] == {"corrected": 40, "examples": card["rows"] - 40, "left_out": 0}
    assert classifier(tmp_path, few).card["name"] == learned.name

    assert taught(tmp_path, few, given).name is None, "nothing new: nothing is trained"
    assert held.rollback("甲", "误判增多") == COLD_START
    assert held.pointer().shadow == learned.name
    assert classifier(tmp_path, few).card["name"].startswith("cold-start-")
    assert [(one.act, one.by) for one in held.history()] == [("promoted", "测试"), ("rolled_back", "甲")]
    with pytest.raises(VersionUnknown, match="初始模型"):
        held.rollback("甲", "再回退")


def test_with_many_rows_terms_that_are_rare_are_left_out(
    tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = rows("龙舟赛看台太陡站不稳", "150403", 40)
    whole = taught(tmp_path / "few", few, given)
    monkeypatch.setattr(candidate, "MANY", 40)
    bounded = taught(tmp_path / "many", few, given)
    assert bounded.promoted
    assert bounded.card["terms"] < whole.card["terms"] / 2


def test_noise_does_not_win_and_waits_with_its_reason(tmp_path: Path, few: Path) -> None:
    """What was taught first contradicts what is held out."""
    given = rows("村里的路灯不亮", "030101", 60) + rows("村里的路灯不亮", "020403", 20, first=60)
    learned = taught(tmp_path, few, given)
    held = Versions(tmp_path)
    assert learned.name is not None
    assert (learned.promoted, held.pointer().active, held.pointer().shadow) == (False, None, learned.name)
    assert "候选没有更好" in learned.reason
    assert held.card(learned.name)["verdict"] == {"better": False, "reason": learned.reason}
    assert held.history()[-1].act == "kept"


def test_too_few_new_rows_judge_nothing_and_strange_categories_are_left_out(tmp_path: Path, few: Path) -> None:
    learned = taught(tmp_path, few, [*rows("龙舟赛看台太陡", "150403", 12), *rows("别处的事", "999999", 3)])
    assert not learned.promoted
    assert "不足 40 件" in learned.reason
    assert learned.card["data"]["left_out"] == 3
    held = Versions(tmp_path)
    assert learned.name is not None
    held.promote(learned.name, "乙", "试用")
    assert held.pointer().active == learned.name


def test_a_version_that_cannot_be_read_does_not_come_into_use(tmp_path: Path, few: Path) -> None:
    learned = taught(tmp_path, few, rows("龙舟赛看台太陡", "150403", 12))
    assert learned.name is not None
    numbers = tmp_path / f"{learned.name}.npz"
    numbers.write_bytes(numbers.read_bytes()[:-500])
    held = Versions(tmp_path)
    with pytest.raises(ClassifierUnreadable, match="BadZipFile"):
        held.promote(learned.name, "乙", "试用")
    with pytest.raises(VersionUnknown):
        held.promote("routing-none", "乙", "试用")
    assert held.pointer().active is None
