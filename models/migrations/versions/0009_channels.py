"""Channels: what becomes of a message, their settings and state; the outbox."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0009_channels"
down_revision = "0008_attachments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
