"""Bringing a database to the present schema: our own tables by Alembic, then those of the job queue."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from models.database.jobs_schema import bring_up_jobs
from models.database.store import engine_for

_LOCK = 12345_0001  # advisory lock: of several roles that start at once, one migrates and the others wait


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file; `connection` is the one that `env.py` works on."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(url: str) -> None:
    """To the newest schema, in one transaction; safe to call from every process at start."""
    engine = engine_for(url, pool_size=1)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            command.upgrade(alembic_config(connection), "head")
            bring_up_jobs(connection)
    finally:
        engine.dispose()
