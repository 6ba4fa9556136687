"""`hotline simulate` and where it refuses to live."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.simulate import app
from models.database import Store
from models.orders import SYSTEM, create_draft


def test_no_city_is_let_into_a_store_that_has_orders(
    store: Store, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.transaction() as session:
        create_draft(session, SYSTEM, title="路灯不亮", content="路灯不亮")
    monkeypatch.setenv("DATABASE_URL", database_url)
    done = CliRunner().invoke(app, ["--days", "1", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "not-empty" in done.output
    assert not (tmp_path / "ledger.jsonl").exists()
