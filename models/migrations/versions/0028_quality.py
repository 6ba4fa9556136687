"""Quality inspection: the city's score sheets, draws, inspections, what was said of them."""

from pathlib import Path

from alembic import op

from models.database.script import run_script

revision = "0028_quality"
down_revision = "0027_figure_class"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text("utf-8"))
