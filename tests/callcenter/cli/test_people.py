"""`hotline people` on a real database: a site's first administrator is made here."""

import json

import pytest
from typer.testing import CliRunner

from callcenter.cli.people import app
from models import personnel
from models.database import Store

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _on_this_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)


def test_the_first_administrator_is_made_locked_and_kept(store: Store) -> None:
    made = RUN.invoke(app, ["add", "chief", "--name", "许明", "--role", "administrator"])
    assert made.exit_code == 0, made.output
    login, password = made.output.split()
    assert (login, len(password)) == ("chief", 12)
    assert RUN.invoke(app, ["lock", "chief"]).exit_code == 1
    listed = json.loads(RUN.invoke(app, ["list", "--json"]).output)["people"]
    assert [(one["login"], one["active"]) for one in listed] == [("chief", True)]
    assert RUN.invoke(app, ["password", "chief"]).output.split()[1] != password
    with store.reading() as session:
        (chief,) = personnel.every(session)
        acts = personnel.acts(session, chief.id)
    assert [(one.act, one.actor_id) for one in acts] == [("password_reset", None), ("added", None)]


def test_wrong_words_are_named() -> None:
    assert RUN.invoke(app, ["add", "x1", "--name", "甲", "--role", "boss"]).exit_code == 2
    wrong = RUN.invoke(app, ["add", "x1", "--name", "甲", "--role", "clerk"])
    assert (wrong.exit_code, "field-invalid" in wrong.output) == (1, True)
    assert RUN.invoke(app, ["unlock", "nobody"]).exit_code == 1
