"""The unit's desk: the open parts of a unit by an index of their own."""

from alembic import op

revision = "0010_unit"
down_revision = "0009_channels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_assignment_open ON assignment (department_code, order_id)"
        " WHERE state NOT IN ('returned', 'ended')"
    )
