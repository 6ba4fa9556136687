"""The first schema: the statements are in the file of the same name that ends with .sql."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
