"""Indexes that hold what the figures read."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0029_covering"
down_revision = "0028_quality"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
