"""The schema: what the migrations make is what the classes say, and the job queue stands beside it."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pkgutil import iter_modules

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

import models
from models import clock, jobs
from models.database import Base, Store, engine_for, migrate


def test_migrations_make_what_the_classes_say(store: Store) -> None:
    for room in iter_modules(models.__path__):
        import_module(f"models.{room.name}")  # its tables are known with it
    with store.engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )
    assert [one for one in differences if "procrastinate" not in str(one)] == []


def test_no_instant_without_a_zone_and_no_clock_but_ours(store: Store) -> None:
    ours = [table for table in inspect(store.engine).get_table_names() if not table.startswith("procrastinate")]
    with store.reading() as session:
        query = "SELECT table_name, column_name, data_type, column_default FROM information_schema.columns"
        rows = session.execute(text(f"{query} WHERE table_schema = 'public'")).all()
    mine = [row for row in rows if row.table_name in ours]
    assert len(mine) > 100
    assert [row for row in mine if row.data_type == "timestamp without time zone"] == []
    assert [row for row in mine if "now" in (row.column_default or "").lower()] == []


def test_roles_that_start_at_once_migrate_once(database_server: str) -> None:
    engine = engine_for(database_server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE started_at_once"))
    url = database_server.replace("@/hotline?", "@/started_at_once?")
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(migrate, [url] * 3))
    migrated = engine_for(url)
    with migrated.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 0
    migrated.dispose()
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE started_at_once"))
    engine.dispose()


def test_a_job_belongs_to_its_transaction(store: Store) -> None:
    class Undone(Exception):
        pass

    def undo() -> None:
        with store.transaction() as session:
            jobs.defer(session, "lost", {})
            raise Undone

    with pytest.raises(Undone):
        undo()
    at = clock.now()
    with store.transaction() as session:
        made = jobs.defer(session, "settle_call", {"id": "x", "多": 1}, queue="calls", schedule_at=at, lock="call-x")
    with store.reading() as session:
        query = "SELECT id, task_name, queue_name, args, lock, scheduled_at, status::text FROM procrastinate_jobs"
        assert session.execute(text(query)).all() == [
            (made, "settle_call", "calls", {"id": "x", "多": 1}, "call-x", at, "todo")
        ]


def test_one_waiting_job_per_queueing_lock(store: Store) -> None:
    with store.transaction() as session:
        jobs.defer(session, "sweep", {}, queueing_lock="sweep")
    with store.transaction() as session, pytest.raises(IntegrityError):
        jobs.defer(session, "sweep", {}, queueing_lock="sweep")
