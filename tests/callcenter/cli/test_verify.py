"""`hotline verify timeline` as a command."""

import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from callcenter.cli.verify import app
from models import orders
from models.database import Store
from models.orders import SYSTEM

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_it_tells_what_was_altered(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("HOTLINE_KEY", KEY)
    with store.transaction() as session:
        order = orders.create_draft(session, SYSTEM, title="路灯", content="不亮", lead_code="421202")
        orders.apply(session, SYSTEM, order.order_no, "dispatch", 1)
    with store.transaction() as session:
        orders.sign_root(session)
    answer = CliRunner().invoke(app, ["timeline", "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout) == {"orders": 1, "steps": 2, "roots": 1, "findings": []}
    with store.transaction() as session:
        session.execute(text("UPDATE work_order SET title = '改'"))
    answer = CliRunner().invoke(app, ["timeline", "--json"])
    assert answer.exit_code == 1
    assert [one["code"] for one in json.loads(answer.stdout)["findings"]] == ["row-altered"]


def test_the_wrong_key_signs_nothing(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.transaction() as session:
        orders.create_draft(session, SYSTEM, title="路灯", content="不亮")
    with store.transaction() as session:
        orders.sign_root(session)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("HOTLINE_KEY", KEY.replace("AAEC", "BBEC"))
    answer = CliRunner().invoke(app, ["timeline"])
    assert answer.exit_code == 1
    assert "root-broken" in answer.output
