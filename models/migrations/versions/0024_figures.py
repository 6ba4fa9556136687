"""Figures: what is due, postings, cells, and what an agent was doing when."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0024_figures"
down_revision = "0023_callbacks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
