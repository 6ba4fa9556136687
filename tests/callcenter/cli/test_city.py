"""`hotline city`: a city out to Excel and in again, versions and their differences, every wrong row named."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.city import app
from models import catalogue
from models.catalogue import city_folder, versions
from models.catalogue.excel import read_workbook
from models.database import Store

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(city_folder("xianning"), tmp_path / "ours"))


def run(*words: str, code: int = 0) -> str:
    done = RUN.invoke(app, list(words))
    assert done.exit_code == code, done.output
    return done.stdout


def test_a_city_of_our_own(store: Store, database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city = folder / "city.csv"
    city.write_text(city.read_text("utf-8").replace("咸宁市", "某某市"), "utf-8")
    monkeypatch.setenv("DATABASE_URL", database_url)
    told = run("load", str(folder), "--note", "换城市")
    assert "与版本 1 的差异（2 处）" in told
    assert "修改 城市设置 name：值 咸宁市 → 某某市" in told
    assert f"categories: {len((folder / 'categories.csv').read_text('utf-8-sig').splitlines()) - 1} rows" in told
    assert "现行版本：2" in told
    with store.reading() as session:
        assert catalogue.setting(session, "name") == "某某市"
        made = versions.history(session)[0]
        assert (made.source, made.note, len(made.sha256)) == ("ours", "换城市", 64)
        assert made.actor_name.startswith("命令行（")
    assert "与版本 2 没有差异" in run("load", str(folder))


def test_excel_there_and_back_compared_and_restored(
    store: Store, database_url: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    file = tmp_path / "city.xlsx"
    run("export", str(file))
    assert "没有差异" in run("load", str(file))
    prompts = folder / "prompts.csv"
    prompts.write_text(prompts.read_text("utf-8").replace("您好", "您好您好", 1), "utf-8")
    checked = run("load", str(folder), "--check")
    assert "修改 语音提示 greeting" in checked
    assert "什么也没有改变" in checked
    assert json.loads(run("load", str(folder), "--json"))["version"] == 2
    assert [one["key"] for one in json.loads(run("diff", "1", "--json"))["changes"]] == ["greeting"]
    assert "现行版本：3" in run("restore", "1", "--yes")
    assert run("diff", "1", "3") == "没有差异\n"
    assert [one["version"] for one in json.loads(run("versions", "--json"))["versions"]] == [3, 2, 1]
    assert "命令行" in run("versions")
    run("export", str(file), "--version", "2")
    assert read_workbook(file.read_bytes(), "a.xlsx").problems == ()
    run("restore", "99", code=1)


def test_wrong_rows_are_named(folder: Path, tmp_path: Path) -> None:
    with (folder / "departments.csv").open("a") as file:
        file.write("X1,某局,某局,省直,,,,,\nX2,,某局,市直,,,,,\n")
    report = tmp_path / "wrong.xlsx"
    done = RUN.invoke(app, ["load", "--check", str(folder), "--report", str(report)])
    assert done.exit_code == 1
    assert "承办单位（departments.csv）第 67 行 [X1]“单位类别 kind”列，值“省直”：不在可选范围内。改法：" in done.stderr
    assert "第 68 行 [X2]“单位全称 name”列：不能为空" in done.stderr
    assert "共 2 处问题，什么也没有改变" in done.stderr
    assert read_workbook(report.read_bytes(), "wrong.xlsx").problems == ()
    told = json.loads(RUN.invoke(app, ["load", "--check", str(folder), "--json"]).stdout)
    first = told["problems"][0]
    assert {name: first[name] for name in ("sheet", "title", "line", "column", "heading", "value")} == {
        "sheet": "departments",
        "title": "承办单位",
        "line": 67,
        "column": "kind",
        "heading": "单位类别",
        "value": "省直",
    }


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("code,name")
    done = RUN.invoke(app, ["load", "--check", str(tmp_path / "a.xlsx")])
    assert done.exit_code == 1
    assert "请在电子表格中另存为" in done.stderr


def test_nowhere_to_load_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = RUN.invoke(app, ["load", "xianning", "--data", str(tmp_path)])
    assert done.exit_code == 3
    assert "no hotline runs" in done.stderr


def test_the_shipped_city_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert run("load", "--check", "xianning", "--data", str(tmp_path)) == "没有问题\n"
    run("export", str(tmp_path / "city.xlsx"), "--city", "xianning")
    assert run("load", "--check", str(tmp_path / "city.xlsx"), "--data", str(tmp_path)) == "没有问题\n"
