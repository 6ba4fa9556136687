"""What the public reads and writes: published orders, questions to citizens, places by coordinates, API clients."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0006_public"
down_revision = "0005_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
