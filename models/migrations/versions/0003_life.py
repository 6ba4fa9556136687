"""The whole life of an order: its states, overlays, clocks, limits, and the signed roots of the timelines."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0003_life"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
