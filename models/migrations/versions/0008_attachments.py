"""Attachments: contents by hash with what the virus scanner said, and where they are attached."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0008_attachments"
down_revision = "0007_claims"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
