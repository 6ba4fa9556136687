"""Fixtures: a real PostgreSQL for the test run, and a fresh database with the sample city for every test that asks.

`database_url`: the address of a new, migrated database; `store`: the same as a `Store`, with a key ring in use.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from models import catalogue, privacy
from models.database import Store, embedded, engine_for, migrate, stop_embedded

_PREFIX = "hotline-test-db-"
_TEMPLATE = "template_hotline"
_numbers = count(1)


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """URL of the run's own server. Not in pytest's directory: its path would be too long for a socket."""
    _clear_left_behind()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    (folder / "owner").write_text(str(os.getpid()))
    try:
        yield embedded(folder, durable=False)
    finally:
        stop_embedded(folder)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _template(database_server: str) -> Iterator[Engine]:
    """A migrated database with the sample city, to be copied; yields the server's maintenance connection."""
    server = engine_for(database_server, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {_TEMPLATE}"))
    url = _named(database_server, _TEMPLATE)
    migrate(url)
    filling = Store.at(url)
    with filling.transaction() as session:
        catalogue.load(session, catalogue.city_folder("xianning"))
        session.execute(text("DELETE FROM event"))  # what loading told: a test's database has not lived yet
    filling.close()
    yield server
    server.dispose()


@pytest.fixture
def database_url(database_server: str, _template: Engine) -> Iterator[str]:
    """The address of a database of this test's own: all tables, the city of Xianning, no orders."""
    with _copy(database_server, _template) as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on `database_url`; a key ring is in use."""
    privacy.use(privacy.KeyRing.derived(bytes(range(32))))
    opened = Store.at(database_url)
    yield opened
    opened.close()


@pytest.fixture
def another_store(store: Store, database_server: str, _template: Engine) -> Iterator[Store]:
    """A second one like `store`, with a database of its own."""
    with _copy(database_server, _template) as url:
        opened = Store.at(url)
        yield opened
        opened.close()


@contextmanager
def _copy(server: str, template: Engine) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with template.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY file_copy"))
    yield _named(server, name)
    with template.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _named(url: str, database: str) -> str:
    return url.replace("@/hotline?", f"@/{database}?")


def _clear_left_behind() -> None:
    """Ends the servers of test runs that were killed."""
    for owner in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/owner"):
        process = Path("/proc") / owner.read_text()
        if not process.exists():
            stop_embedded(owner.parent)
            shutil.rmtree(owner.parent, ignore_errors=True)
