"""Pairs to label: drawn by difficulty, taken up again, read a second time blind; agreement and figures."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.label import app
from routing.duplicates.judgement import Judgement, Relation, judge
from routing.duplicates.labelling.agreement import agreement, kappa
from routing.duplicates.labelling.measuring import measure
from routing.duplicates.labelling.messages import MessagesWrong, coded_place, read
from routing.duplicates.labelling.sampling import OFTEN, Pair, sample
from routing.duplicates.labelling.sheet import Label, Reading, SheetWrong, append, second_pass, unread
from routing.duplicates.labelling.sheet import read as read_sheet

ESTATES = ("翠竹花园", "金桂小区", "龙泉新城", "碧水湾", "阳光家园", "锦绣苑")
MATTERS = ("烧烤店油烟直排，晚上不敢开窗", "电梯三天两头停运，老人下不了楼", "工地半夜施工，噪音吵得睡不着")


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    """36 messages of our own: six estates, three matters, two wordings."""
    path = tmp_path / "messages.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("id", "subject", "time", "body", "author"))
        for number in range(36):
            estate, matter = ESTATES[number % 6], MATTERS[number // 6 % 3]
            tail = "，请尽快处理" if number < 18 else "，投诉过多次没有人管，希望领导重视"
            time = f"2026/3/{number % 20 + 1} 9:30:00"
            writer.writerow((f"m{number}", f"{estate}的问题", time, f"{estate}{matter}{tail}", f"w{number % 7}"))
    return path


def test_messages_become_demands(csv_file: Path) -> None:
    demands = read(csv_file)
    assert len(demands) == 36
    assert demands["m0"].at.isoformat() == "2026-03-01T09:30:00+08:00"
    assert demands["m0"].person == "w0"
    assert coded_place("A市A3区某小区") == "A3"
    assert coded_place("某小区") == ""


def test_a_wrong_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("id,subject,body,time\n1,题,文,昨天\n", "utf-8")
    with pytest.raises(MessagesWrong, match=r"m\.csv:2"):
        read(path)
    path.write_text("id,body\n1,文\n", "utf-8")
    with pytest.raises(MessagesWrong, match="subject, time"):
        read(path)


def test_a_sample_is_spread_over_the_strata_and_can_be_drawn_again(csv_file: Path) -> None:
    demands = list(read(csv_file).values())
    pairs = sample(demands, 40, seed=3)
    assert pairs == sample(demands, 40, seed=3) != sample(demands, 40, seed=4)
    assert len({frozenset((pair.left, pair.right)) for pair in pairs}) == len(pairs) == 40
    uses = Counter(message for pair in pairs for message in (pair.left, pair.right))
    assert max(uses.values()) <= OFTEN
    assert len({pair.stratum.split()[0] for pair in pairs}) >= 3, "several bands of likeness"
    assert any("near" in pair.stratum for pair in pairs)


def test_the_second_pass_is_shuffled_and_leaves_the_first_label_out() -> None:
    first = [Reading(Pair(f"a{n}", f"b{n}", "0.2"), 1, Label.SAME) for n in range(50)]
    again = second_pass(first, 20, seed=1)
    assert len(again) == 20
    places = [int(pair.left[1:]) for pair in again]
    assert places != sorted(places)
    assert {pair.left[0] for pair in again} == {"a", "b"}, "some pairs are shown the other way round"
    done = [Reading(pair, 2, Label.SAME) for pair in again[:5]]
    assert unread(again, [*first, *done], 2) == again[5:]


def test_kappa() -> None:
    # the example of Cohen's measure that every textbook has: 20 yes-yes, 15 no-no, 5 and 10 otherwise
    both = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(both) == pytest.approx(0.4)
    assert kappa([("y", "y")] * 3) == 1.0
    assert kappa([]) == 0.0


def test_agreement_counts_pairs_read_twice_whichever_way_round() -> None:
    readings = [
        Reading(Pair("1", "2", "s"), 1, Label.SAME),
        Reading(Pair("3", "4", "s"), 1, Label.RELATED),
        Reading(Pair("5", "6", "s"), 1, Label.DIFFERENT),
        Reading(Pair("2", "1", "s"), 2, Label.SAME),
        Reading(Pair("3", "4", "s"), 2, Label.DIFFERENT),
    ]
    found = agreement(readings)
    assert (found.pairs, found.agreed, found.kappa_same) == (2, 0.5, 1.0)
    assert found.confusion[Label.RELATED, Label.DIFFERENT] == 1


def test_measuring_counts_related_as_not_the_same(csv_file: Path) -> None:
    demands = read(csv_file)
    readings = [
        Reading(Pair("m0", "m1", "x"), 1, Label.SAME),
        Reading(Pair("m0", "m2", "x"), 1, Label.RELATED),
        Reading(Pair("m0", "m3", "x"), 1, Label.UNSURE),
        Reading(Pair("m0", "m2", "x"), 2, Label.SAME),
    ]
    always = Judgement(1.0, True, Relation.SAME, ())
    found = measure(readings, demands, lambda a, b: always)
    assert (found.found, found.invented, found.missed, found.refused) == (1, 1, 0, 0)
    assert (found.precision, found.recall, found.wrong) == (0.5, 1.0, {("x", Label.RELATED): 1})


def test_a_broken_sheet_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("left,right,stratum,pass,label\n1,2,s,1,perhaps\n", "utf-8")
    with pytest.raises(SheetWrong, match=r"labels\.csv:2"):
        read_sheet(path)


def _label(csv_file: Path, out: Path, *words: str, keys: str = "") -> str:
    command = ["duplicates", "--data", str(csv_file), "--out", str(out), *words]
    result = CliRunner().invoke(app, command, input=keys)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_saves_after_each_pair_and_goes_on_where_it_stopped(csv_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.csv"
    _label(csv_file, out, "--sample", "4", keys="1\n7\n3\nq\n")
    assert [reading.label for reading in read_sheet(out)] == [Label.SAME, Label.DIFFERENT], "7 is no key"
    shown = _label(csv_file, out, "--sample", "4", keys="4\n2\n")
    assert "3/4" in shown
    assert "4/4" in shown
    assert [reading.label for reading in read_sheet(out)][2:] == [Label.UNSURE, Label.RELATED]
    assert "翠竹" not in out.read_text("utf-8"), "no texts in the sheet"


def test_the_second_pass_shows_neither_stratum_nor_first_label(csv_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.csv"
    _label(csv_file, out, "--sample", "3", keys="2\n2\n2\n")
    shown = _label(csv_file, out, "--pass", "2", keys="1\n1\n1\n")
    assert not any(word in shown for word in ("related", "near", "place", "0.2"))
    assert '"agreed": 0.0' in _label(csv_file, out, "--agreement")
    assert '"precision"' in _label(csv_file, out, "--measure")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["duplicates", "--data", str(tmp_path / "none.csv"), "--out", str(tmp_path / "o")])
    assert result.exit_code == 2
    assert "file-missing" in result.output


@pytest.mark.slow
def test_the_committed_labels_on_the_public_messages(messages: Path) -> None:
    """The figures of docs/duplicates.md, with some room: precision 0.88, recall 0.92 with the written rarity."""
    sheet = Path(__file__).parents[3] / "routing" / "labels" / "hot_issues_pairs.csv"
    readings = read_sheet(sheet)
    assert sum(reading.turn == 1 for reading in readings) >= 500
    assert agreement(readings).pairs >= 100
    found = measure(readings, read(messages), judge)
    assert found.precision >= 0.85
    assert found.recall >= 0.88


def test_append_writes_a_header_once(tmp_path: Path) -> None:
    out = tmp_path / "labels.csv"
    for label in (Label.SAME, Label.DIFFERENT):
        append(out, Reading(Pair("1", "2", "0.35 near"), 1, label))
    assert out.read_text("utf-8").splitlines() == [
        "left,right,stratum,pass,label",
        "1,2,0.35 near,1,same",
        "1,2,0.35 near,1,different",
    ]
