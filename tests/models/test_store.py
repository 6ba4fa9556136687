"""The store's connections: a dead one is noticed before it is used, or at its first use."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from models.database import Store
from models.database import store as store_module
from models.database.store import as_read, send
from models.people import User


def kill_the_others(store: Store) -> None:
    """Ends all connections of the store's database but this store's own."""
    with store.transaction() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


@pytest.fixture
def dead(store: Store) -> Store:
    """A store whose one idle connection was ended by the database."""
    with store.transaction() as session:
        session.execute(text("SELECT 1"))
    other = Store.at(store.engine.url.render_as_string(hide_password=False))
    kill_the_others(other)
    other.close()
    return store


def test_a_connection_that_lay_idle_is_asked_before_it_is_used(dead: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_IDLE_S", 0.0)
    with dead.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_one_that_was_just_used_fails_once_and_empties_the_pool(dead: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_IDLE_S", 60.0)
    with pytest.raises(OperationalError), dead.transaction() as session:
        session.scalar(text("SELECT 1"))
    with dead.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_plain_sql_stands_in_the_sessions_transaction(store: Store) -> None:
    asked = "SELECT value FROM city_setting WHERE key = %(key)s"
    session = store.session()
    send(session, "INSERT INTO city_setting (key, value, note) VALUES (%(key)s, '1', '')", {"key": "a%b"})
    assert send(session, asked, {"key": "a%b"}).fetchone() == ("1",)
    session.rollback()
    assert send(session, asked, {"key": "a%b"}).fetchone() is None
    session.close()


def test_plain_sql_fails_as_every_statement_does(dead: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_IDLE_S", 60.0)
    with pytest.raises(OperationalError) as lost, dead.transaction() as session:
        send(session, "SELECT 1", {})
    assert lost.value.connection_invalidated
    with pytest.raises(DataError), dead.transaction() as session:
        send(session, "SELECT %(given)s::int", {"given": "no number"})
    with dead.transaction() as session:
        assert send(session, "SELECT 1", {}).fetchone() == (1,)


def test_what_is_made_as_read_has_nothing_to_be_written() -> None:
    user = as_read(User, {"id": 7, "login": "chen", "active": True})
    assert (user.id, user.login, user.active) == (7, "chen", True)
    assert not inspect(user).modified


def test_a_snapshot_sees_one_instant(store: Store) -> None:
    counted = text("SELECT count(*) FROM city_setting")
    another = text("INSERT INTO city_setting (key, value, note) VALUES (:key, '1', '')")

    def added(key: str, *, snapshot: bool) -> int:
        with store.reading(snapshot=snapshot) as session:
            before = session.scalars(counted).one()
            with store.transaction() as writing:
                writing.execute(another, {"key": key})
            return session.scalars(counted).one() - before

    assert added("first", snapshot=True) == 0
    assert added("second", snapshot=False) == 1  # and the connection is as it was


PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%city_setting'")


def ask_often(session: Session) -> int:
    """Until the driver prepares it; how many are prepared then."""
    for _ in range(6):
        for number in range(150):
            session.execute(text(f"SELECT {number} + count(*) FROM city_setting"))
    return session.scalars(PREPARED).one()


def test_hundreds_of_prepared_statements_outlive_their_transaction(store: Store) -> None:
    with store.reading() as session:
        assert ask_often(session) == 150
    session = store.session()
    assert session.scalars(PREPARED).one() == 150
    session.rollback()
    session.close()
    with store.reading() as session:
        assert session.scalars(PREPARED).one() == 150


def test_what_was_prepared_is_forgotten_with_a_table(store: Store) -> None:
    with store.transaction() as session:
        assert ask_often(session) == 150
        session.execute(text("CREATE TEMPORARY TABLE described ()"))
        session.execute(text("DROP TABLE described"))
        assert session.scalars(PREPARED).one() == 0


def test_columns_are_described_to_whoever_looks(store: Store) -> None:
    with store.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("SELECT 1 AS one, 'two' AS two")
        assert cursor.description is not None
        assert [column.name for column in cursor.description] == ["one", "two"]
        assert (len(cursor.description), cursor.description[1].name) == (2, "two")
        assert cursor.fetchall() == [(1, "two")]
        cursor.execute("CREATE TEMPORARY TABLE described ()")
        assert cursor.description is None


def test_an_error_does_not_say_what_somebody_told_us(store: Store) -> None:
    told = {"key": None, "value": "我住在永安街道12号"}
    with pytest.raises(IntegrityError) as refused, store.transaction() as session:
        send(session, "INSERT INTO city_setting (key, value, note) VALUES (%(key)s, %(value)s, '')", told)
    assert "永安" not in f"{refused.value} {refused.value.orig}"
    with pytest.raises(IntegrityError) as refused, store.transaction() as session:
        session.execute(text("INSERT INTO city_setting (key, value, note) VALUES (:key, :value, '')"), told)
    assert "永安" not in f"{refused.value} {refused.value.orig}"
