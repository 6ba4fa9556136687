"""`hotline city load`: the data is in the database, or every wrong row is on standard error."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.city import app
from models import catalogue
from models.catalogue import city_folder
from models.database import Store

RUN = CliRunner()


def test_a_city_of_our_own(store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(shutil.copytree(city_folder("xianning"), tmp_path / "ours"))
    city = folder / "city.csv"
    city.write_text(city.read_text("utf-8").replace("咸宁市", "某某市"), "utf-8")
    monkeypatch.setenv("DATABASE_URL", database_url)
    done = RUN.invoke(app, ["load", str(folder)])
    assert done.exit_code == 0, done.output
    assert "categories: 370 rows" in done.stdout
    with store.reading() as session:
        assert catalogue.setting(session, "name") == "某某市"


def test_wrong_rows_are_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(city_folder("xianning"), tmp_path / "ours"))
    with (folder / "departments.csv").open("a") as file:
        file.write("X1,某局,某局,省直,,\nX2,,某局,市直,,\n")
    done = RUN.invoke(app, ["load", "--check", str(folder)])
    assert done.exit_code == 1
    assert "ours/departments.csv:67 [X1] kind 应为" in done.stderr
    assert "ours/departments.csv:68 [X2] name 不能为空" in done.stderr
    assert "2 problems; nothing was changed" in done.stderr


def test_nowhere_to_load_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = RUN.invoke(app, ["load", "xianning", "--data", str(tmp_path)])
    assert done.exit_code == 3
    assert "no hotline runs" in done.stderr


def test_the_shipped_city_is_right() -> None:
    done = RUN.invoke(app, ["load", "--check", "xianning"])
    assert (done.exit_code, done.stdout) == (0, "no problems\n")
