"""How long a change waits to be in the figures is told by the database's clock."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0030_marks"
down_revision = "0029_covering"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
