"""The orders' words for the search, saved views, the log of exports."""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection, text

from models.database.script import run_script
from models.search.upkeep import keep

revision = "0004_search"
down_revision = "0003_life"
branch_labels = None
depends_on = None

_BATCH = 1_000


def upgrade() -> None:
    connection = op.get_bind()
    run_script(connection, Path(__file__).with_suffix(".sql").read_text("utf-8"))
    _index_what_is_there(connection)


def _index_what_is_there(connection: Connection) -> None:
    orders = text("SELECT id, title, content, place_text FROM work_order WHERE id > :after ORDER BY id LIMIT :batch")
    after = 0
    while rows := connection.execute(orders, {"after": after, "batch": _BATCH}).all():
        for row in rows:
            keep(connection, row.id, row.title, row.content, row.place_text)
        after = rows[-1].id
