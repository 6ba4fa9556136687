"""docs/routing.md's three commands on a city's own Excel file, exactly as they stand there."""

import json
import re
import shlex
from pathlib import Path

import pytest
import xlsxwriter

from callcenter.cli import main
from models.catalogue.vocabulary import Vocabulary, city_folder
from routing import load
from routing.versions import Versions
from tests.routing.learning.few import written

DOCS = Path(__file__).resolve().parents[3] / "docs" / "routing.md"


def commands() -> list[list[str]]:
    block = re.search(r"## Retrain on your own orders.*?```\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert block is not None
    lines = [line for line in block[1].splitlines() if line.strip()]
    return [shlex.split(line)[1:] for line in lines]


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["hotline", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a city's file, and few written examples."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_EXAMPLES", str(written(tmp_path / "examples")))
    monkeypatch.setenv("HOTLINE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def excel(path: Path, rows: list[tuple[str, ...]]) -> None:
    with xlsxwriter.Workbook(str(path)) as file:
        tab = file.add_worksheet()
        for line, cells in enumerate([("标题", "内容", "事项分类"), *rows]):
            tab.write_row(line, 0, cells)


def test_three_commands_make_a_citys_own_model(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    three = commands()
    assert len(three) == 3
    excel(
        own / "orders.xlsx", [("", f"龙舟赛看台太陡站不稳，第{n}次反映，电话13812345678", "030101") for n in range(40)]
    )
    for words in three:
        assert run(monkeypatch, *words) == 0, capsys.readouterr().err
    held = Versions(own / "data" / "classifiers")
    active = held.pointer().active
    assert active is not None
    assert held.card(active)["data"]["imported"] == 40
    vocabulary = Vocabulary.from_folder(city_folder("xianning"))
    advice = load(vocabulary, own / "data" / "classifiers").advise("龙舟赛的看台太陡")
    assert advice.category is not None
    assert (advice.category.code, advice.model) == ("030101", active)
    assert "13812345678" not in "".join(path.read_text("utf-8") for path in (own / "data/labelled").glob("*"))

    capsys.readouterr()
    assert run(monkeypatch, "models", "routing", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["version"], one["state"]) for one in listed["versions"]] == [(active, "active")]
    assert run(monkeypatch, "models", "routing", "promote") == 1, "no candidate waits"
    assert run(monkeypatch, "models", "routing", "rollback") == 0
    assert held.pointer().active is None
    assert run(monkeypatch, "models", "routing", "rollback") == 1


def test_wrong_rows_are_named_and_nothing_is_kept(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    excel(own / "orders.xlsx", [("", "停水三天没人管", "没有这个分类"), ("", "停水三天没人管", "150403")])
    assert run(monkeypatch, "import", "labelled", "orders.xlsx", "--report", "wrong.csv") == 1
    said = capsys.readouterr().err
    assert "第 2 行 事项分类“没有这个分类”：不是本市现行的三级分类" in said
    assert "没有这个分类" in (own / "wrong.csv").read_text("utf-8-sig")
    assert not list((own / "data/labelled").glob("*"))
    assert run(monkeypatch, "import", "labelled", "orders.xlsx", "--skip-wrong", "--json") == 0
    assert json.loads(capsys.readouterr().out)["imported"] == 1
