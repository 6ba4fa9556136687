"""Assessment claims, risk flags, the accused unit of a confidential order, further clocks."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0007_claims"
down_revision = "0006_public"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
