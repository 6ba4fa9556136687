"""Call-backs: policy, tasks, attempts, answers; a bad rating waits for its verification."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0023_callbacks"
down_revision = "0022_exchange"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
