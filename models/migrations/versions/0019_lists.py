"""The lists of the assessment and of risks are a city's data."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0019_lists"
down_revision = "0018_recount"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
