"""Reconciliations, alarms of channels, and their indexes."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0022_exchange"
down_revision = "0021_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
