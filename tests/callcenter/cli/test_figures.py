"""`hotline figures` as a command."""

import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from callcenter.cli.figures import app
from models import orders
from models.database import Store
from models.orders import SYSTEM


def test_what_is_spoilt_is_found_and_mended(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    with store.transaction() as session:
        orders.create_draft(session, SYSTEM, title="路灯", content="不亮")
    run = CliRunner().invoke
    well = run(app, ["verify", "--json"])
    assert (well.exit_code, json.loads(well.stdout)) == (0, {"subjects": 1, "postings": 0, "cells": 0})
    with store.transaction() as session:
        session.execute(text("UPDATE figure_cell SET rows = 2 WHERE grain = 'd'"))
    assert run(app, ["verify", "--json"]).exit_code == 1
    assert json.loads(run(app, ["rebuild", "--json"]).stdout) == {"subjects": 1}
    assert run(app, ["verify"]).exit_code == 0
