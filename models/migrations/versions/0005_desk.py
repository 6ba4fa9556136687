"""The dispatcher's desk: calls' proposals, merge suggestions, who has an order open, hot issues, queues' indexes."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0005_desk"
down_revision = "0004_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
