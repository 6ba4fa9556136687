"""Postings know the class of their unit."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0027_figure_class"
down_revision = "0026_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
