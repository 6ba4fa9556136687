"""`hotline simulate` and where it refuses to live."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.simulate import app
from callcenter.simulation.ledger import LedgerExists
from models.database import Store
from models.orders import SYSTEM, create_draft


def test_no_city_is_let_into_a_store_that_has_orders(
    store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.transaction() as session:
        create_draft(session, SYSTEM, title="路灯不亮", content="路灯不亮")
    monkeypatch.setenv("DATABASE_URL", database_url)
    done = CliRunner().invoke(app, ["--days", "1", "--into-database-url", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "not-empty" in done.output
    assert not (tmp_path / "ledger.jsonl").exists()


def test_the_database_of_a_site_is_passed_over(
    store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.transaction() as session:
        create_draft(session, SYSTEM, title="路灯不亮", content="路灯不亮")
    (tmp_path / "ledger.jsonl").write_text("lived before\n")
    monkeypatch.setenv("DATABASE_URL", database_url)
    done = CliRunner().invoke(app, ["--days", "1", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert LedgerExists.code in done.output  # in DIR's own database there was no order
    assert (tmp_path / "database").is_dir()


def test_a_database_that_is_not_named_is_not_lived_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = CliRunner().invoke(app, ["--into-database-url", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "setting-missing" in done.output
