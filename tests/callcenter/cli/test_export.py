"""`hotline export` and where it refuses to write."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.export import app
from models.database import Store


def test_a_folder_that_is_not_empty_is_left_alone(
    store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert store.engine
    folder = tmp_path / "export"
    assert CliRunner().invoke(app, [str(folder)]).exit_code == 0
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    refused = CliRunner().invoke(app, [str(folder)])
    assert refused.exit_code == 2
    assert "folder-not-empty" in refused.output
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == before
