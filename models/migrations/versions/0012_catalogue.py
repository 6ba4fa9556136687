"""A city's data in numbered versions, with its audit; reasons, urgent signals; the version an order was decided by."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0012_catalogue"
down_revision = "0011_doors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
