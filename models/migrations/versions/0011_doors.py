"""Of the public doors: places with a QR code, one-time codes, ratings outside the call-back."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0011_doors"
down_revision = "0010_unit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
