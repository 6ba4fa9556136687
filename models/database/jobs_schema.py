"""The job queue's own tables (procrastinate), kept at the version of the installed library.

procrastinate ships a whole schema and numbered steps from older ones, but keeps no record of what was applied; the
table `procrastinate_step` is that record.
"""

from importlib.resources import files

from sqlalchemy import Connection, text

from models.database.script import run_script

_RECORD = "CREATE TABLE IF NOT EXISTS procrastinate_step (name text PRIMARY KEY)"


def bring_up_jobs(connection: Connection) -> None:
    """The whole schema for a new database, the missing steps for an old one. Runs in the caller's transaction."""
    connection.execute(text(_RECORD))
    applied = set(connection.execute(text("SELECT name FROM procrastinate_step")).scalars())
    steps = sorted(step.name for step in _folder("migrations").iterdir() if step.name.endswith(".sql"))
    missing = [name for name in steps if name not in applied]
    if not applied:
        run_script(connection, _folder("schema.sql").read_text("utf-8"))
    else:
        for name in missing:
            run_script(connection, _folder("migrations").joinpath(name).read_text("utf-8"))
    if missing:
        connection.execute(text("INSERT INTO procrastinate_step VALUES (:name)"), [{"name": name} for name in missing])


def _folder(name: str):  # type: ignore[no-untyped-def] # importlib's Traversable moved between versions
    return files("procrastinate").joinpath("sql", name)
